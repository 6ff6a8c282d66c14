// Schema 10, frozen once shipped: owners of tickets, conversations with reporters, and people with second factors and an audit log.
import TellbackSQLite

extension Schema {
  static let migration010 = Migration(
    10, "owners, conversations, people", sql: owners010 + conversations010 + people010)
}
