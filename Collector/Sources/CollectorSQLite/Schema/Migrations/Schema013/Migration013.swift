// Schema 13, frozen once shipped: indices of the desk, how far people get, spikes, and files outside the store.
import TellbackSQLite

extension Schema {
  static let migration013 = Migration(
    13, "indices of the desk, reach of pages, spikes, files outside the store",
    sql: desk013 + pain013 + spikes013 + files013)
}
