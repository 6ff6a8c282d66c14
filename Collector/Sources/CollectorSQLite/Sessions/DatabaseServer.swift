// A database server as the store needs it: how sessions begin, and what its failures mean.
import CollectorCore
import TellbackWire

/// What ``ServerStore`` asks of a database server. Thread-safe; calls may block.
package protocol DatabaseServer: Sendable {
  /// Begins a session, the schema in place. Throws what ``meaning(of:)`` knows.
  func connect() throws -> any DatabaseSession

  /// What a failure means for whoever called the store.
  func meaning(of error: any Error) -> any Error

  /// True for a failure that undid a transaction which had done nothing wrong: the same may pass at once.
  func isPassing(_ error: any Error) -> Bool

  /// What became of a transaction whose commit was lost with its session; nil when the server does not know it any more.
  func isCommitted(_ transaction: String, asking session: any DatabaseSession) throws -> Bool?

  /// Takes or renews the right to digest; nil while another has it.
  func leaseDigest(by digester: ReportID, now: Timestamp, in session: any DatabaseSession) throws -> DigestLease?

  func endLease(of digester: ReportID, in session: any DatabaseSession) throws

  /// Rewrites what words of erased reports may still stand in, outside of any transaction.
  func rewriteErased(in session: any DatabaseSession) throws
}
