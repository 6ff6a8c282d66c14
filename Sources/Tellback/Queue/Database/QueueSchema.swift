// The schema of a queue file. A migration never changes once it is shipped.
import TellbackSQLite

enum QueueSchema {
  /// True for a schema number that a newer program may have written. A number far beyond is damage.
  static func isOfNewerProgram(_ schema: Int) -> Bool { schema > migrator.newest && schema <= migrator.newest + 1_000 }

  static let migrator = Migrator([
    Migration(
      1, "queue",
      sql: """
        CREATE TABLE report (
          sequence INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          captured_at INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          not_before INTEGER NOT NULL DEFAULT 0,
          bytes INTEGER NOT NULL,
          body BLOB NOT NULL CHECK (length(body) = bytes)
        ) STRICT;
        CREATE TABLE attachment (
          report BLOB NOT NULL CHECK (length(report) = 16),
          position INTEGER NOT NULL,
          name TEXT NOT NULL,
          type TEXT NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          released INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
          bytes INTEGER NOT NULL,
          data BLOB NOT NULL CHECK (length(data) = bytes),
          PRIMARY KEY (report, position)
        ) STRICT;
        CREATE TABLE receipt (
          sequence INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          captured_at INTEGER NOT NULL,
          answered_at INTEGER NOT NULL,
          title TEXT NOT NULL,
          is_accepted INTEGER NOT NULL CHECK (is_accepted IN (0, 1)),
          code TEXT,
          message TEXT
        ) STRICT;
        CREATE TABLE refused (
          sequence INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          refused_at INTEGER NOT NULL,
          code TEXT NOT NULL,
          message TEXT NOT NULL,
          body BLOB NOT NULL
        ) STRICT;
        CREATE TABLE event (
          sequence INTEGER PRIMARY KEY,
          report BLOB NOT NULL CHECK (length(report) = 16),
          kind TEXT NOT NULL,
          at INTEGER NOT NULL,
          ticket INTEGER,
          message TEXT,
          by TEXT
        ) STRICT;
        CREATE INDEX event_of_report ON event (report, sequence);
        CREATE TABLE account (
          name TEXT PRIMARY KEY,
          value INTEGER NOT NULL CHECK (value >= 0)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO account (name, value) VALUES ('captured', 0), ('delivered', 0), ('cursor', 0);
        """),
    Migration(
      2, "known issues",
      sql: """
        CREATE TABLE known_issues (
          place INTEGER PRIMARY KEY CHECK (place = 1),
          tag TEXT,
          fetched_at INTEGER NOT NULL,
          body BLOB NOT NULL CHECK (length(body) <= 300000)
        ) STRICT;
        """),
    Migration(
      3, "wishes to erase",
      sql: """
        CREATE TABLE erasure (
          sequence INTEGER PRIMARY KEY,
          installation TEXT NOT NULL,
          successor TEXT,
          body BLOB NOT NULL CHECK (length(body) <= 65536),
          asked_at INTEGER NOT NULL
        ) STRICT;
        """),
    // A row without a checksum is of an older program. `file` identifies the file in the counts kept outside it.
    Migration(
      4, "damage",
      sql: """
        ALTER TABLE report ADD COLUMN checksum INTEGER;
        ALTER TABLE attachment ADD COLUMN checksum INTEGER;
        INSERT INTO account (name, value) VALUES ('file', random() & 0x7FFFFFFFFFFFFFFF);
        """),
    // Which file a row was written to: a row of another one was brought here by damage.
    Migration(
      5, "rows of other files",
      sql: """
        ALTER TABLE report ADD COLUMN file INTEGER;
        ALTER TABLE attachment ADD COLUMN file INTEGER;
        """),
    // How many reports were captured when the row was, itself included. With it a capture writes no page for the account. NULL in
    // rows that were no capture, and in those of older programs.
    Migration(6, "captures in the rows", sql: "ALTER TABLE report ADD COLUMN captured INTEGER;"),
    // `after` is the newest update of its report that was known when a message was written: it places the message between
    // updates whatever the clocks say. What was told before this schema counts as read, and as asked.
    Migration(
      7, "conversations",
      sql: """
        CREATE TABLE message (
          sequence INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          report BLOB NOT NULL CHECK (length(report) = 16),
          after INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          not_before INTEGER NOT NULL DEFAULT 0,
          bytes INTEGER NOT NULL,
          body BLOB NOT NULL CHECK (length(body) = bytes),
          checksum INTEGER NOT NULL,
          file INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE message_receipt (
          sequence INTEGER PRIMARY KEY,
          id BLOB NOT NULL CHECK (length(id) = 16),
          report BLOB NOT NULL CHECK (length(report) = 16),
          after INTEGER NOT NULL,
          answered_at INTEGER NOT NULL,
          is_accepted INTEGER NOT NULL CHECK (is_accepted IN (0, 1)),
          code TEXT,
          message TEXT,
          body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX message_receipt_of_report ON message_receipt (report, sequence);
        CREATE TABLE fix (
          key TEXT NOT NULL,
          user TEXT,
          report BLOB NOT NULL CHECK (length(report) = 16),
          update_sequence INTEGER NOT NULL,
          state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3)
        ) STRICT;
        CREATE TABLE draft (
          name TEXT NOT NULL,
          saved_at INTEGER NOT NULL,
          body BLOB NOT NULL CHECK (length(body) <= 300000)
        ) STRICT;
        ALTER TABLE receipt ADD COLUMN user TEXT;
        ALTER TABLE receipt ADD COLUMN read_to INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE receipt ADD COLUMN activity INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE event ADD COLUMN id BLOB;
        ALTER TABLE event ADD COLUMN revises BLOB;
        ALTER TABLE event ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE event ADD COLUMN version TEXT;
        ALTER TABLE event ADD COLUMN attachments BLOB;
        ALTER TABLE event ADD COLUMN fix TEXT;
        CREATE INDEX event_of_fix ON event (fix) WHERE fix IS NOT NULL;
        ALTER TABLE attachment ADD COLUMN is_message INTEGER NOT NULL DEFAULT 0 CHECK (is_message IN (0, 1));
        UPDATE receipt SET activity = answered_at,
          read_to = coalesce((SELECT max(event.sequence) FROM event WHERE event.report = receipt.id), 0);
        """),
    // Days on which the installation was in use, and what came of help that was offered: only while the user agrees. `trouble`
    // remembers what help was offered for, so that nobody is asked twice.
    Migration(
      8, "heartbeats and offered help",
      sql: """
        CREATE TABLE heartbeat (
          day INTEGER PRIMARY KEY CHECK (day BETWEEN 0 AND 100000),
          version TEXT,
          segment TEXT,
          channel TEXT,
          is_sent INTEGER NOT NULL DEFAULT 0 CHECK (is_sent IN (0, 1))
        ) STRICT;
        CREATE TABLE help (
          day INTEGER NOT NULL CHECK (day BETWEEN 0 AND 100000),
          issue INTEGER NOT NULL CHECK (issue >= 0),
          offered INTEGER NOT NULL DEFAULT 0 CHECK (offered BETWEEN 0 AND 1000),
          taken INTEGER NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND 1000),
          dismissed INTEGER NOT NULL DEFAULT 0 CHECK (dismissed BETWEEN 0 AND 1000),
          wrote_anyway INTEGER NOT NULL DEFAULT 0 CHECK (wrote_anyway BETWEEN 0 AND 1000),
          UNIQUE (day, issue)
        ) STRICT;
        CREATE TABLE trouble (
          sequence INTEGER PRIMARY KEY,
          key INTEGER NOT NULL UNIQUE
        ) STRICT;
        """),
    // Pages that were reached on a day, by number: only while the user agrees.
    Migration(
      9, "pages reached",
      sql: """
        CREATE TABLE reached (
          day INTEGER NOT NULL CHECK (day BETWEEN 0 AND 100000),
          page INTEGER NOT NULL CHECK (page BETWEEN 0 AND 32767),
          UNIQUE (day, page)
        ) STRICT;
        """),
  ])
}
