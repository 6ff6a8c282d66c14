// Stores around another: one that runs every body twice, as a store may whose transaction cannot be ended beside others, and one that
// says that others write to it too.
import CollectorCore
import TellbackWire

/// Runs each write's body twice: what the first run did is undone, and its result forgotten.
public final class TwiceStore: Store {
  private let inner: any Store
  private struct Undone: Error {}

  public init(_ store: any Store) { inner = store }

  public func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReads) throws -> Value
  ) async throws -> Value {
    try await inner.read(body)
  }

  public func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWrites) throws -> Value
  ) async throws -> Value {
    try await inner.write { store in
      do {
        // An error of the first run comes again with the second, or it was no error of what was asked for.
        try store.isolated {
          _ = try? body(store)
          throw Undone()
        }
      } catch is Undone {}
      return try body(store)
    }
  }

  public func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) {
    inner.ingest(reports, from: installation, completion: completion)
  }

  public func hasRoom(for bytes: Int, app: AppID, installation: ReportID?) -> Bool {
    inner.hasRoom(for: bytes, app: app, installation: installation)
  }
  public func hasRoomForAnybody(_ bytes: Int) -> Bool { inner.hasRoomForAnybody(bytes) }
  public func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)? {
    inner.keepRoom(for: bytes, app: app, installation: installation)
  }
  public var waitingIngests: Int { inner.waitingIngests }
  public var isShared: Bool { inner.isShared }
  public func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease? {
    try await inner.leaseDigest(by: digester, now: now)
  }
  public func endLease(of digester: ReportID) async throws { try await inner.endLease(of: digester) }
  public func backup(to path: String) async throws { try await inner.backup(to: path) }
  public func purgeErased() async throws -> Bool { try await inner.purgeErased() }
  public func close() async { await inner.close() }
}

/// A store to which other processes write too: two handles of the domain on one of these are two processes.
public final class SharedStore: Store {
  private let inner: any Store

  public init(_ store: any Store) { inner = store }

  public var isShared: Bool { true }

  public func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReads) throws -> Value
  ) async throws -> Value {
    try await inner.read(body)
  }
  public func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWrites) throws -> Value
  ) async throws -> Value {
    try await inner.write(body)
  }
  public func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) {
    inner.ingest(reports, from: installation, completion: completion)
  }
  public var waitingIngests: Int { inner.waitingIngests }
  public func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease? {
    try await inner.leaseDigest(by: digester, now: now)
  }
  public func endLease(of digester: ReportID) async throws { try await inner.endLease(of: digester) }
  public func backup(to path: String) async throws { try await inner.backup(to: path) }
  public func purgeErased() async throws -> Bool { try await inner.purgeErased() }
  public func close() async { await inner.close() }
}
