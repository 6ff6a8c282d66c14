// The seam to database servers. Tables speak SQLite's dialect; a session runs their statements on a server that speaks another.
import CollectorCore
import TellbackSQLite

/// A session of a database server, as the tables use it. Its owner uses it from one thread at a time.
package protocol DatabaseSession: AnyObject {
  /// Runs one statement of SQLite's dialect with its values, numbered as SQLite numbers them.
  func perform(_ sql: String, _ values: [SQLiteValue]) throws -> any ServerResult
  /// Runs one statement later, at the latest when another is performed or the transaction ends; what fails is thrown there. Those that
  /// wait are done in their order, and travel together: a link with a delay is paid once for all of them.
  func send(_ sql: String, _ values: [SQLiteValue]) throws
  /// Sends a statement that changes one row. Where it changes none, or more, `error` is thrown in the place of what fails.
  func send(_ sql: String, _ values: [SQLiteValue], orElse error: any Error) throws
  /// Inserts one row into a table that gives numbers, and returns its number; it may travel like what is sent.
  func insert(_ sql: String, _ values: [SQLiteValue]) throws -> Int64
  /// Performs several queries, all on the way at once. Returns the rows of each.
  func performAll(_ queries: [(sql: String, values: [SQLiteValue])]) throws -> [any ServerResult]
  /// Adds reports and that they are pending. Returns which were added: the others are here already, or were erased.
  func add(_ reports: [IncomingReport]) throws -> [Bool]
  /// Waits until what was sent is done.
  func settle() throws
  /// The same where the transaction, or the savepoint, is undone anyway.
  func abandonSent()
  /// Begins a savepoint; it travels like what is sent. Savepoints nest.
  func beginSavepoint() throws
  /// Ends the savepoint and waits until all of it is done.
  func releaseSavepoint() throws
  /// Undoes what was done since the savepoint began, the numbers that tables gave included, and ends it.
  func undoSavepoint() throws
  /// The number that the last INSERT into a table with numbers of its own was given.
  var lastInsertedID: Int64 { get }
  /// Rows that statements of this session changed.
  var totalChanges: Int { get }
  /// True between the beginning of a transaction and its end, also when an error has made it unusable.
  var isInTransaction: Bool { get }
  /// The session is broken: nothing more can be done with it.
  var isLost: Bool { get }
  /// Begins a transaction that ends as if the others had come before or after it.
  func beginWriting() throws
  /// The same together with the first statement. So what it says is made ready, and on its way, while another writer is at work; a failure
  /// to begin is told as one of that statement, after which the transaction can only be rolled back.
  func beginWritingLater()
  /// Nanoseconds for which the transaction that writes waited for other writers, once something was answered in it.
  var waitedToWrite: UInt64 { get }
  /// Begins a transaction that reads one snapshot.
  func beginReading() throws
  /// - Throws: ``LostCommit`` when the session broke and nobody knows what became of the transaction.
  func commit() throws
  func rollBack()
}

/// The session broke while a transaction was being committed.
package struct LostCommit: Error {
  /// By which another session can ask what became of it.
  package let transaction: String
  /// What broke, for the operator.
  package let reason: String

  package init(transaction: String, reason: String) {
    self.transaction = transaction
    self.reason = reason
  }
}

/// The rows of one statement, whole in memory. Rows and columns count from 0.
package protocol ServerResult: AnyObject {
  var rowCount: Int { get }
  /// Rows that the statement changed.
  var changes: Int { get }
  /// As SQLite would hold it: truth is 1 and 0.
  func value(_ row: Int, _ column: Int) -> SQLiteValue
  func isNull(_ row: Int, _ column: Int) -> Bool
  /// 1 and 0 for true and false, 0 for NULL.
  func int64(_ row: Int, _ column: Int) -> Int64
  func double(_ row: Int, _ column: Int) -> Double
  /// Empty for NULL.
  func text(_ row: Int, _ column: Int) -> String
  /// None for NULL.
  func blob(_ row: Int, _ column: Int) -> [UInt8]
}

/// Holds a result, so that a row can point at it without being counted.
final class ServerRows {
  let result: any ServerResult
  init(_ result: any ServerResult) { self.result = result }
}
