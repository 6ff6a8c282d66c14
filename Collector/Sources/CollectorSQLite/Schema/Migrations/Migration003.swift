// Schema 3, frozen once shipped: what matching suggests, and each app's thresholds.
import TellbackSQLite

extension Schema {
  // The words of a suggestion are words of a report, so they go when either report is erased.
  static let migration003 = Migration(
    3, "suggestions",
    sql: """
      CREATE TABLE suggestion (
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        candidate INTEGER NOT NULL REFERENCES ticket (number),
        report INTEGER NOT NULL REFERENCES report (sequence) ON DELETE CASCADE,
        candidate_report INTEGER NOT NULL REFERENCES report (sequence) ON DELETE CASCADE,
        place INTEGER NOT NULL CHECK (place >= 0),
        likelihood REAL NOT NULL CHECK (likelihood BETWEEN 0 AND 1),
        words TEXT NOT NULL,
        at INTEGER NOT NULL,
        dismissed_at INTEGER,
        PRIMARY KEY (ticket, candidate),
        CHECK (ticket <> candidate)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX suggestion_by_candidate ON suggestion (candidate);
      CREATE INDEX suggestion_by_report ON suggestion (report);
      CREATE INDEX suggestion_by_candidate_report ON suggestion (candidate_report);

      CREATE TABLE match_setting (
        app INTEGER PRIMARY KEY REFERENCES app (id),
        nearly_same_text REAL NOT NULL CHECK (nearly_same_text BETWEEN 0 AND 2),
        attaches_same_error INTEGER NOT NULL CHECK (attaches_same_error IN (0, 1)),
        suggestion_probability REAL NOT NULL CHECK (suggestion_probability BETWEEN 0 AND 1),
        suggestions INTEGER NOT NULL CHECK (suggestions BETWEEN 0 AND 10)
      ) STRICT;
      """)
}
