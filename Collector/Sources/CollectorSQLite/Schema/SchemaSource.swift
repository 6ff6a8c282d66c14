// The schema as SQLite knows it, for adapters whose schema is made from it: the migrations stand here once.
import TellbackSQLite

/// A list of migrations. A program has ``own``; a test of upgrades has one more.
package struct SchemaSource: Sendable {
  package let migrations: [Migration]
  /// The oldest schema whose programs may work beside this one's on a database that several share.
  package let floor: Int

  package static let own = SchemaSource(Schema.migrations, floor: Schema.floor, isOwn: true)
  package let isOwn: Bool

  package init(_ migrations: [Migration], floor: Int) { self.init(migrations, floor: floor, isOwn: false) }

  private init(_ migrations: [Migration], floor: Int, isOwn: Bool) {
    self.migrations = migrations
    self.floor = floor
    self.isOwn = isOwn
  }

  /// The newest schema's number.
  package var newest: Int { migrations.count }

  /// An empty store of one schema, in memory.
  package func database(schema: Int) throws -> Connection {
    let connection = try Connection(path: ":memory:")
    try Migrator(Array(migrations.prefix(schema))).migrate(connection)
    return connection
  }

  /// The version of the words that are indexed; see ``SearchWords``.
  package static var wordsVersion: Int64 { SearchWords.version }
}
