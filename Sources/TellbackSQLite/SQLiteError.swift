// The error for a failure in SQLite: code, SQLite's message and the statement; never the bound values.
import CTellbackSQLite

/// A failure in SQLite. It never contains bound values, so it is safe to log.
public struct SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The extended result code, for example 2067 for SQLITE_CONSTRAINT_UNIQUE.
  public let code: Int32
  /// SQLite's own message.
  public let message: String
  /// What was attempted: the statement's text with its placeholders, or a short phrase such as `open`.
  public let attempted: String

  public init(code: Int32, message: String, attempted: String) {
    self.code = code
    self.message = message
    self.attempted = attempted
  }

  /// Damage that the caller found in a file which SQLite accepted.
  public static func corrupt(_ message: String, attempted: String) -> SQLiteError {
    SQLiteError(code: SQLITE_CORRUPT, message: message, attempted: attempted)
  }

  /// The primary result code: the low byte of ``code``.
  public var primaryCode: Int32 { code & 0xff }
  /// The disk or its quota is full.
  public var isFull: Bool { primaryCode == SQLITE_FULL }
  /// The system refused to read or write.
  public var isIO: Bool { primaryCode == SQLITE_IOERR }
  /// The file is not a database, or is damaged.
  public var isCorrupt: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }
  /// True for an error that, on opening a file of our own, only damage explains: it is not a database, a table is missing, or a
  /// value is impossible.
  public var isDamage: Bool {
    isCorrupt || [SQLITE_ERROR, SQLITE_FORMAT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_CONSTRAINT].contains(primaryCode)
  }
  /// A table or column of the statement is missing.
  public var isMissing: Bool {
    code == SQLITE_ERROR && (message.hasPrefix("no such ") || message.contains(" has no column named "))
  }
  /// Another connection holds the lock.
  public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
  /// The file or its folder cannot be written or opened.
  public var isUnwritable: Bool {
    primaryCode == SQLITE_READONLY || primaryCode == SQLITE_CANTOPEN || primaryCode == SQLITE_PERM
  }
  /// A UNIQUE, PRIMARY KEY, CHECK, NOT NULL or FOREIGN KEY rule refused the row.
  public var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }

  public var description: String { "SQLite \(code) (\(message)) in: \(attempted)" }
}
