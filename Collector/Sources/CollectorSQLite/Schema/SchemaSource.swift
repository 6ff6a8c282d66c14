// The schema as SQLite knows it, for adapters whose schema is made from it: the migrations stand here once.
import TellbackSQLite

package enum SchemaSource {
  /// The newest schema's number.
  package static var newest: Int { Schema.migrator.newest }

  /// An empty store of one schema, in memory.
  package static func database(schema: Int) throws -> Connection {
    let connection = try Connection(path: ":memory:")
    try Migrator(Array(Schema.migrations.prefix(schema))).migrate(connection)
    return connection
  }

  /// The version of the words that are indexed; see ``SearchWords``.
  package static var wordsVersion: Int64 { SearchWords.version }
}
