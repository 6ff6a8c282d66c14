// Why a data directory could not be opened, or a copy not be made.

/// Why the embedded store could not be opened or copied.
public enum SQLiteStoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process has this directory open for writing; `pid` is nil when it did not leave its number.
  case inUse(pid: Int32?)
  /// A folder or file could not be made, opened or locked.
  case cannotOpen(path: String, reason: String)
  /// The file is a SQLite database of some other program.
  case notOurs(path: String)
  /// The file is damaged, or gone from a directory that was used. It was not opened and nothing was changed.
  case damaged(path: String, reason: String)
  /// The file system cannot hold a write-ahead log (a network share, for example).
  case noWriteAheadLog(path: String)
  /// A copy would replace this file.
  case exists(path: String)
  /// A copy was made and did not pass SQLite's check; it was removed.
  case badCopy(String)

  public var description: String {
    switch self {
    case .inUse(let pid):
      "The data directory is in use by \(pid.map { "process \($0)" } ?? "another process"); stop it, or give the command to it."
    case .cannotOpen(let path, let reason): "\(path) cannot be opened: \(reason)."
    case .notOurs(let path):
      "\(path) is a database of another program; choose another data directory, or put back the last backup."
    case .damaged(let path, let reason):
      "\(path) is damaged: \(reason). Keep a copy of its folder, let doctor examine it and put back the last backup."
    case .noWriteAheadLog(let path): "\(path) is on a file system without shared memory; use a local disk."
    case .exists(let path): "\(path) exists already; choose another name, nothing was written."
    case .badCopy(let finding):
      "The copy did not pass its check (\(finding)) and was removed; run doctor on the original."
    }
  }
}
