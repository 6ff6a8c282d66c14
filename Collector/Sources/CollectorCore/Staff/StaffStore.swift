// What a store keeps of staff: accounts and signed-in browsers.
import TellbackWire

/// Reads accounts and sessions, inside one snapshot or transaction.
public protocol StaffReads {
  func accounts() throws -> [StaffAccount]
  func account(_ id: Int64) throws -> StaffAccount?
  func account(email: String) throws -> StaffAccount?
  func session(tokenHash: [UInt8]) throws -> StaffSession?
}

/// Writes accounts and sessions, inside one transaction.
public protocol StaffWrites: StaffReads {
  /// Throws ``StoreError/taken(_:)`` when the address is taken.
  func createAccount(email: String, name: String, role: StaffRole, passwordHash: String, at: Timestamp) throws
    -> StaffAccount
  func setPassword(account: Int64, hash: String) throws
  /// Which apps an account sees from now on. Throws ``StoreError/failed(_:)`` without such an account or app.
  func setApps(_ apps: AppScope, account: Int64) throws
  func createSession(_ session: StaffSession) throws
  func deleteSession(tokenHash: [UInt8]) throws
  func deleteSessions(expiredBefore moment: Timestamp) throws -> Int
}
