// What service levels say of somebody's work: how much was missed and is due soon, and what they were told of others' tickets.
import CollectorCore
import TellbackWire

struct WorkLevel: Sendable {
  /// Notices on the page, at most.
  private static let limit = 50

  /// The most urgent promise of each ticket, by number.
  private(set) var clocks: [Int64: ClockReading] = [:]
  /// What the person was told and does not see among their own work.
  private var notices: [(notice: ServiceNotice, ticket: Ticket, reading: ClockReading)] = []
  private let own: Set<Int64>

  init(of account: StaffAccount, _ items: [WorkItem], _ reads: any StoreReads, now: Timestamp) throws {
    own = Set(items.map(\.ticket.number))
    let reader = try ClockReader(reads, now: now)
    guard reader.rules != nil else { return }
    for item in items { clocks[item.ticket.number] = try reader.urgent(ofTicket: item.ticket.number) }
    for notice in try reads.serviceNotices(ofAccount: account.id, limit: Self.limit) where !own.contains(notice.ticket)
    {
      guard !notices.contains(where: { $0.notice.ticket == notice.ticket }),
        let ticket = try reads.shownTicket(notice.ticket), account.apps.contains(ticket.app),
        let reading = try reader.readings(ofTicket: ticket.number).first(where: { $0.clock.metric == notice.metric })
      else { continue }
      notices.append((notice, ticket, reading))
    }
  }

  var counts: HTML? {
    let states = clocks.values.map(\.state)
    let (late, soon) = (states.count { $0 == .breached }, states.count { $0 == .dueSoon })
    let parts: [HTML] = [
      late > 0 ? "<span class=\"clock clock-late\">\(WorkText.breached(late))</span>" : nil,
      soon > 0 ? "<span class=\"clock clock-soon\">\(WorkText.dueSoon(soon))</span>" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? nil : "<p class=\"distance levels-counts\">\(parts)</p>"
  }

  /// Of tickets that are not the person's own: what a service level told them, until it is settled.
  func told(now: Timestamp) -> HTML? {
    guard !notices.isEmpty else { return nil }
    let rows = notices.map { notice, ticket, reading -> HTML in
      """
      <li class="item"><p class="name"><span class="quiet">#\(ticket.number)</span>
      <a class="row-link"\(.href, Link("tickets", String(ticket.number)))>\(Words.inline(ticket.title, limit: 160))</a></p>
      <p class="marks">\(ClockMark.html(reading))\(Marks.state(ticket))\(Marks.severity(ticket.severity))\(Marks.owner(ticket))
      <span class="quiet">\(WorkText.told(TimeText.html(notice.at, now: now)))</span></p></li>
      """
    }
    return """
      <section class="told" aria-labelledby="work-told"><h2 id="work-told">\(WorkText.dueOrMissed) <span class="count">\(notices.count)</span></h2>
      <ul class="items">\(rows)</ul></section>
      """
  }
}
