// Opens the store of a data directory and says in one sentence why it cannot.
import CollectorCore
import CollectorHTTP
import CollectorSQLite

enum StoreOpening {
  static func open(_ directory: String) throws -> any Store {
    var options = SQLiteStoreOptions()
    options.answering = { HTTPResponder.together($0) }
    do {
      return try SQLiteStore(directory: directory, options: options)
    } catch {
      throw CommandFailure("\(error)")
    }
  }
}
