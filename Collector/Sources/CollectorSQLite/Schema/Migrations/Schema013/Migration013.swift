// Schema 13, frozen once shipped: indices of the desk, how far people get, for pain points, and files outside the store.
import TellbackSQLite

extension Schema {
  static let migration013 = Migration(
    13, "indices of the desk, reach of pages, files outside the store", sql: desk013 + pain013 + files013)
}
