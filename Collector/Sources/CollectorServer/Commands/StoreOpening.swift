// Opens the store of a data directory and says in one sentence why it cannot.
import CollectorCore
import CollectorSQLite

enum StoreOpening {
  static func open(_ directory: String) throws -> any Store {
    do {
      return try SQLiteStore(directory: directory)
    } catch {
      throw CommandFailure("\(error)")
    }
  }
}
