// Keeps up with what other processes put on tickets, so that whoever takes their work over has their reports in its index.
import TellbackWire

extension TicketMatcher {
  /// Adds what was placed behind the last report that is in here. Before the indexes are built it does nothing: whoever builds them
  /// reads it. Reports are placed in the order of their arrival; one that staff kept back and let go later is found once the indexes
  /// are built anew.
  public func follow(_ store: any Store) async throws {
    var cursor = lock.withLock { isReady ? last.sequence : nil }
    while let after = cursor, !Task.isCancelled {
      let (reports, last) = try await store.read { try $0.placedReports(after: after, limit: Self.chunk) }
      add(reports)
      cursor = last
    }
  }
}
