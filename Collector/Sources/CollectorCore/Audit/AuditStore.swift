// What a store keeps of the audit log.
import TellbackWire

public protocol AuditReads {
  /// Newest first.
  func auditEntries(_ query: AuditQuery) throws -> [AuditEntry]
}

public protocol AuditWrites: AuditReads {
  /// Returns the entry's id.
  @discardableResult func audit(_ entry: AuditEntry) throws -> Int64
  /// Forgets at most `limit` entries that are older than `moment`, or, newest kept, more than `most` of them. Failed sign-ins, which
  /// anybody can cause, count for themselves: they push nothing else out. Returns how many are gone.
  func forgetAudit(before moment: Timestamp, most: Int, limit: Int) throws -> Int
}

public enum AuditLog {
  /// Entries that are kept at most, and as many failed sign-ins again.
  public static let most = 500_000
}
