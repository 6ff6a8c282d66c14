// What a store keeps of apps and their keys.
import TellbackWire

/// Reads apps and keys, inside one snapshot or transaction.
public protocol AppReads {
  func apps() throws -> [AppRecord]
  func app(_ id: AppID) throws -> AppRecord?
  func app(named name: String) throws -> AppRecord?
  func keys(of app: AppID) throws -> [AppKeyRecord]
  /// All keys that are not revoked, of all apps: the ingest keeps them in memory.
  func activeKeys() throws -> [AppKeyRecord]
}

/// Writes apps and keys, inside one transaction.
public protocol AppWrites: AppReads {
  /// Throws ``StoreError/taken(_:)`` when the name is taken.
  func createApp(name: String, quota: IngestQuota, at: Timestamp) throws -> AppRecord
  func createKey(app: AppID, hash: [UInt8], hint: String, at: Timestamp) throws -> AppKeyRecord
  /// False when no such key is active.
  func revokeKey(_ id: Int64, at: Timestamp) throws -> Bool
}
