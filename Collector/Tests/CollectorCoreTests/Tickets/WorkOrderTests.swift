// The order of somebody's work.
import CollectorCore
import TellbackWire
import Testing

@Suite struct WorkOrderTests {
  private func item(_ number: Int64, _ severity: Severity, people: Int64) -> WorkItem {
    let at = Timestamp(milliseconds: 1_790_000_000_000)
    let ticket = Ticket(
      number: number, app: AppID(1), title: "T", kind: .problem, severity: severity, component: nil, page: nil,
      state: .open, resolution: nil, openedAt: at, changedAt: at, reportCount: people, reporterCount: people,
      firstCapturedAt: at, lastCapturedAt: at, firstReceivedAt: at, lastReceivedAt: at)
    return WorkItem(ticket: ticket, reason: .owned, isUnread: number == 1)
  }

  @Test func `what is due next comes first, then severity times people`() {
    let items = [
      item(1, .critical, people: 1), item(2, .low, people: 9), item(3, .medium, people: 1), item(4, .high, people: 3),
      item(5, .low, people: 1),
    ]
    let due = [Int64(3): Timestamp(milliseconds: 20), 5: Timestamp(milliseconds: 10)]
    #expect(WorkItem.ordered(items, due: due).map(\.ticket.number) == [5, 3, 2, 4, 1])
    // The one that more people reported, or that hurts more, of those due at once; of two alike the older one.
    let same = Dictionary(uniqueKeysWithValues: items.map { ($0.ticket.number, Timestamp(milliseconds: 5)) })
    #expect(WorkItem.ordered(items, due: same).map(\.ticket.number) == [2, 4, 1, 3, 5])
  }
}
