// Idle claims and waits of the transaction in memory.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  private var claimed: [Ticket] {
    state.tickets.values.filter { $0.state == .open && $0.holder.owner != nil }.sorted { $0.number < $1.number }
  }

  func tickets(idleSince moment: Timestamp, limit: Int) throws -> [Int64] {
    Array(claimed.filter { ($0.holder.owner?.actedAt).map { $0 <= moment } ?? false }.map(\.number).prefix(limit))
  }

  func oldestClaim() throws -> Timestamp? { claimed.compactMap { $0.holder.owner?.actedAt }.min() }

  func tickets(ownedBy account: Int64) throws -> [Int64] {
    state.tickets.values.filter { $0.holder.owner?.account == account }.map(\.number).sorted()
  }

  func ticketsWaitingForRelease(of app: AppID) throws -> [(ticket: Int64, version: String)] {
    state.tickets.values.sorted { $0.number < $1.number }.compactMap { ticket in
      guard ticket.app == app, ticket.waiting?.cause == .release, let name = ticket.waiting?.name else { return nil }
      return (ticket: ticket.number, version: name)
    }
  }

  private func moments(_ isReminded: Bool) -> [(ticket: Int64, at: Timestamp)] {
    state.tickets.values.sorted { $0.number < $1.number }.compactMap { ticket in
      guard ticket.waiting?.cause == .reporter, let wait = state.waits[ticket.number],
        (wait.remindedAt != nil) == isReminded
      else { return nil }
      return (ticket.number, wait.remindedAt ?? wait.since)
    }
  }

  func tickets(waitingForReporterSince moment: Timestamp, areReminded: Bool, limit: Int) throws -> [Int64] {
    Array(moments(areReminded).filter { $0.at <= moment }.map(\.ticket).prefix(limit))
  }

  func oldestWaitForReporter(isReminded: Bool) throws -> Timestamp? { moments(isReminded).map(\.at).min() }

  func setReminded(ticket number: Int64, at: Timestamp) throws { state.waits[number]?.remindedAt = at }
}
