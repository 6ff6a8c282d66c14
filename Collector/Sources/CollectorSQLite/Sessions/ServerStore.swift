// The store over a database server: one writing thread, a few that read, and the tables of this module in between.
import CollectorCore
import Foundation
import TellbackWire

/// Keeps the contract `Store` on a database server that several collectors share.
package final class ServerStore: Store {
  private let server: any DatabaseServer
  private let writer: ServerWriter
  private let pool: SessionPool

  /// `sessions` is how many connections read at the same moment; one more writes.
  package init(server: any DatabaseServer, sessions: Int, options: SQLiteStoreOptions) {
    self.server = server
    pool = SessionPool(server: server, limit: sessions)
    writer = ServerWriter(server: server, options: options)
    writer.start()
  }

  deinit {
    pool.close()
    writer.queue.close()
  }

  package var isShared: Bool { true }

  package func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReads) throws -> Value
  ) async throws -> Value {
    try await inSession { session in
      try session.beginReading()
      let value = try body(SQLiteReads(Database(session)))
      // Ending a transaction that only read has nothing to report.
      session.rollBack()
      return value
    }
  }

  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWrites) throws -> Value
  ) async throws -> Value {
    try await writeTables(body)
  }

  private func writeTables<Value: Sendable>(
    _ body: @escaping @Sendable (SQLiteWrites) throws -> Value
  ) async throws -> Value {
    try await writer.queue.perform(body)
  }

  package func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) {
    writer.queue.ingest(reports, from: installation, completion: completion)
  }

  package func hasRoom(for bytes: Int, app: AppID, installation: ReportID?) -> Bool {
    writer.queue.hasRoom(for: bytes, of: FairQueue.Sender(app: app, installation: installation))
  }

  package func hasRoomForAnybody(_ bytes: Int) -> Bool { writer.queue.hasRoomForAnybody(bytes) }

  package func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)? {
    writer.queue.reserve(bytes, for: FairQueue.Sender(app: app, installation: installation))
  }

  package var waitingIngests: Int { writer.queue.waitingIngests }

  package func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease? {
    try await inSession { [server] in try server.leaseDigest(by: digester, now: now, in: $0) }
  }

  package func endLease(of digester: ReportID) async throws {
    try await inSession { [server] in try server.endLease(of: digester, in: $0) }
  }

  package func backup(to path: String) async throws {
    throw StoreError.failed(
      "A database server is copied by its own tools: pg_dump for one copy, continuous archiving for any moment. \(path) was not written."
    )
  }

  package func purgeErased() async throws -> Bool {
    guard let wanted = try await writeTables({ try $0.purgeWanted() }) else { return true }
    try await inSession { [server] in try server.rewriteErased(in: $0) }
    try await writeTables { try $0.finishPurge(upTo: wanted) }
    return false
  }

  package func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      // It waits for threads, so it must not hold one of Swift's own.
      Thread.detachNewThread { [self] in
        pool.stop()
        writer.stop()
        continuation.resume()
      }
    }
  }

  /// How often a call is tried whose session was lost, by a restart of the server say, or which was undone for the sake of another.
  private static let attempts = 4

  private func inSession<Value: Sendable>(
    _ body: @escaping @Sendable (any DatabaseSession) throws -> Value
  ) async throws -> Value {
    for attempt in 1... {
      let (result, mayPass): (Result<Value, any Error>, Bool) = await withCheckedContinuation { continuation in
        pool.run { [server] session in
          switch session {
          case .failure(let error): continuation.resume(returning: (.failure(error), false))
          case .success(let session):
            do { continuation.resume(returning: (.success(try body(session)), false)) } catch {
              let mayPass = session.isLost || server.isPassing(error)
              continuation.resume(returning: (.failure(server.meaning(of: error)), mayPass))
            }
          }
        }
      }
      guard mayPass, attempt < Self.attempts else { return try result.get() }
      try await Task.sleep(for: .milliseconds(50 << attempt))
    }
    throw StoreError.closed
  }
}
