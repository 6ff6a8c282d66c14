// What the next releases could do to the tables, for tests of upgrades: one step that older programs work beside, and one that they do not.
import CollectorSQLite
import TellbackSQLite

package enum NextRelease {
  private static let own = SchemaSource.own

  /// The schema of this program, of the next one, and of the one after that.
  package static let now = own.newest
  package static let next = now + 1
  package static let last = now + 2

  /// A program whose step this one may work beside.
  package static var additive: SchemaSource { SchemaSource(own.migrations + [adding], floor: own.newest) }

  /// A program whose steps only itself may work with.
  package static var breaking: SchemaSource { SchemaSource(own.migrations + [adding, taking], floor: last) }

  /// A program of one step more than this one.
  package static func with(_ sql: String, floor: Int? = nil) -> SchemaSource {
    SchemaSource(own.migrations + [Migration(next, "of a test", sql: sql)], floor: floor ?? own.newest)
  }

  /// `arrival` gets a row for each report, also for those that an older program takes.
  private static var adding: Migration {
    Migration(
      next, "shelves and arrivals",
      sql: """
        CREATE TABLE shelf (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
          parent INTEGER REFERENCES shelf (id)
        ) STRICT;
        -- Numbers go on behind this one.
        INSERT INTO shelf (id, name) VALUES (7, 'not sorted; yet');
        INSERT INTO shelf (name, parent) VALUES ('sorted', 7);
        ALTER TABLE ticket ADD COLUMN shelf INTEGER REFERENCES shelf (id);
        ALTER TABLE ticket ADD colour TEXT NOT NULL DEFAULT 'grey' CHECK (colour <> '');
        UPDATE ticket SET shelf = 7;
        CREATE INDEX ticket_by_shelf ON ticket (shelf, number DESC) WHERE shelf IS NOT NULL;
        CREATE VIRTUAL TABLE shelf_words USING fts5 (words);

        CREATE TABLE arrival (
          report INTEGER PRIMARY KEY REFERENCES report (sequence) ON DELETE CASCADE,
          size INTEGER NOT NULL CHECK (size IN (1, 2))
        ) STRICT;
        INSERT INTO arrival (report, size) SELECT sequence, 1 FROM report;
        CREATE TRIGGER arrival_new AFTER INSERT ON report BEGIN
          INSERT INTO arrival (report, size)
          VALUES (new.sequence, CASE WHEN length(new.body) > 100 THEN 2 ELSE 1 END);
        END;
        """)
  }

  private static var taking: Migration {
    Migration(
      last, "racks",
      sql: """
        DROP TRIGGER arrival_new;
        DROP TABLE arrival;
        DROP INDEX ticket_by_shelf;
        ALTER TABLE shelf RENAME TO rack;
        ALTER TABLE rack RENAME COLUMN name TO title;
        ALTER TABLE ticket DROP COLUMN colour;
        DELETE FROM rack WHERE title = 'sorted';
        """)
  }
}
