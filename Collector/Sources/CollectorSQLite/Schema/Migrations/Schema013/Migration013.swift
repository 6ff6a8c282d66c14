// Schema 13, frozen once shipped: indices of the desk, and how far people get, for pain points.
import TellbackSQLite

extension Schema {
  static let migration013 = Migration(13, "indices of the desk, reach of pages", sql: desk013 + pain013)
}
