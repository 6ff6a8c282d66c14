// What a store keeps of Sentry's SDKs: the keys under which they know an app, and counts of what no ticket was made of.
import TellbackWire

/// How often something of one sort came to an app in envelopes.
public struct EnvelopeCount: Sendable, Hashable {
  public enum Sort: Sendable, CaseIterable {
    /// Items of kinds that no ticket is made of, by kind.
    case skipped
    /// Words that the SDK itself gave up, by its reason.
    case discarded
  }

  public var app: AppID
  public var sort: Sort
  public var name: String

  public init(app: AppID, sort: Sort, name: String) {
    self.app = app
    self.sort = sort
    self.name = name
  }
}

/// Reads keys and counts, inside one snapshot or transaction.
public protocol EnvelopeReads {
  /// Oldest first.
  func envelopeKeys(of app: AppID) throws -> [EnvelopeKey]
  /// All keys that are not revoked, of all apps: the ingest keeps them in memory.
  func activeEnvelopeKeys() throws -> [EnvelopeKey]
  func envelopeCounts(in apps: AppScope) throws -> [EnvelopeCount: Int64]
}

/// Writes keys and counts, inside one transaction.
public protocol EnvelopeWrites: EnvelopeReads {
  func createEnvelopeKey(app: AppID, key: [UInt8], at: Timestamp) throws -> EnvelopeKey
  /// False when no such key is active.
  func revokeEnvelopeKey(_ id: Int64, at: Timestamp) throws -> Bool
  func add(_ number: Int64, to count: EnvelopeCount) throws
}
