// From SQLite's refusals to the contract's: callers of a store know nothing of SQLite.
import CollectorCore
import TellbackSQLite

/// The error as callers of a store know it. Errors that a caller's own body threw pass unchanged.
func storeError(_ error: any Error) -> any Error {
  guard let error = error as? SQLiteError else { return error }
  if error.isFull { return StoreError.full }
  if error.isIO || error.isUnwritable { return StoreError.unavailable(error.description) }
  // SQLite calls it damage, too, when the system fails a read (SQLITE_IOERR_CORRUPTFS), so it may pass.
  if error.isCorrupt {
    return StoreError.unavailable("The database is damaged, or cannot be read; run doctor. \(error.description)")
  }
  // Bound values never stand in it: what people wrote stays out of logs.
  return StoreError.failed(error.description)
}
