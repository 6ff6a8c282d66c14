// What a store keeps of the keys of pages.
import TellbackWire

/// Reads web keys, inside one snapshot or transaction.
public protocol WebKeyReads {
  /// In the order in which they were made.
  func webKeys(of app: AppID) throws -> [WebKeyRecord]
  /// All web keys of all apps, also the blocked and the revoked: a page is told which its key is.
  func webKeys() throws -> [WebKeyRecord]
  func webKey(_ id: Int64) throws -> WebKeyRecord?
}

/// Writes web keys, inside one transaction.
public protocol WebKeyWrites: WebKeyReads {
  /// Throws ``StoreError/taken(_:)`` when there is such a key. `origins` are 1 to ``WebKeyRecord/originLimit``, without repeats.
  func createWebKey(app: AppID, key: String, origins: [WebOrigin], quota: IngestQuota, at: Timestamp) throws
    -> WebKeyRecord
  /// False when no key of that number is active.
  func blockWebKey(_ id: Int64, at: Timestamp) throws -> Bool
  /// False when no key of that number is blocked.
  func unblockWebKey(_ id: Int64, at: Timestamp) throws -> Bool
  /// False when no such key is there, or it was revoked before.
  func revokeWebKey(_ id: Int64, at: Timestamp) throws -> Bool
}
