// Schema 6, frozen once shipped: the rest of what an app may set of the rule by which the same words join.
import TellbackSQLite

extension Schema {
  // Rows that were there keep what they had: the defaults of the day.
  static let migration006 = Migration(
    6, "title, days and mass of the words' rule",
    sql: """
      ALTER TABLE match_setting ADD COLUMN nearly_same_title REAL NOT NULL DEFAULT 0.99
        CHECK (nearly_same_title BETWEEN 0 AND 1);
      ALTER TABLE match_setting ADD COLUMN most_days REAL NOT NULL DEFAULT 0.1 CHECK (most_days BETWEEN 0 AND 3650);
      ALTER TABLE match_setting ADD COLUMN least_mass REAL NOT NULL DEFAULT 30 CHECK (least_mass BETWEEN 0 AND 10000);
      """)
}
