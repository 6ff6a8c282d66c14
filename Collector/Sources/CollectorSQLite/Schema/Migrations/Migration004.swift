// Schema 4, frozen once shipped: what triage proposes from, and what staff made of its proposals.
import TellbackSQLite

extension Schema {
  static let migration004 = Migration(
    4, "triage proposals, matching when there is time",
    sql: """
      CREATE TABLE neighbour (
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 9),
        report INTEGER NOT NULL REFERENCES report (sequence) ON DELETE CASCADE,
        weight REAL NOT NULL CHECK (weight BETWEEN 0 AND 1),
        PRIMARY KEY (ticket, place)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX neighbour_by_report ON neighbour (report);

      -- Reports that came in a flood, or before the index was built, and are matched when there is time.
      CREATE TABLE owed_advice (
        report INTEGER PRIMARY KEY REFERENCES report (sequence) ON DELETE CASCADE
      ) STRICT;

      CREATE TABLE triage_count (
        app INTEGER NOT NULL REFERENCES app (id),
        field TEXT NOT NULL,
        proposed TEXT NOT NULL,
        chosen TEXT NOT NULL,
        count INTEGER NOT NULL CHECK (count > 0),
        PRIMARY KEY (app, field, proposed, chosen)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE triage_setting (
        app INTEGER PRIMARY KEY REFERENCES app (id),
        confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1)
      ) STRICT;
      """)
}
