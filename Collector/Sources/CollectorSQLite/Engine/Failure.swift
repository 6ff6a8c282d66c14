// From SQLite's refusals to the contract's: callers of a store know nothing of SQLite.
import CollectorCore
import TellbackSQLite

/// The error as callers of a store know it. Errors that a caller's own body threw pass unchanged.
func storeError(_ error: any Error) -> any Error {
  guard let error = error as? SQLiteError else { return error }
  if error.isFull { return StoreError.full }
  // Bound values never stand in it: what people wrote stays out of logs.
  return StoreError.failed(
    error.isCorrupt ? "The database is damaged; run doctor. \(error.description)" : error.description)
}
