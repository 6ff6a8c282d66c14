// Of schema 13: how far people get, and what rose after an attempt at a fix.

extension Schema {
  static let pain013 = reach013 + risen013 + offers013

  // activity.pages: the installation said on that day which pages it reached, so that a repeat counts once; a byte. page_day: the sums. They
  // go with the count of their day, which they are a part of. pages: PageCounts as bytes.
  private static let reach013 = """
    ALTER TABLE activity ADD COLUMN pages INTEGER NOT NULL DEFAULT 0 CHECK (pages IN (0, 1));

    CREATE TABLE page_day (
      app INTEGER NOT NULL,
      source INTEGER NOT NULL CHECK (source = 0),
      day INTEGER NOT NULL,
      cohort INTEGER NOT NULL,
      installations INTEGER NOT NULL CHECK (installations > 0),
      pages BLOB NOT NULL CHECK (length(pages) <= 5500),
      PRIMARY KEY (app, source, day, cohort),
      FOREIGN KEY (app, source, day, cohort) REFERENCES exposure_day (app, source, day, cohort) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    """

  // finding: 1 newly exposed, 2 real increase, 3 not known. Days, reports and ratios by installations in use, and, of those that say how far
  // they get, by those that reached its pages. upper: NULL while nothing bounds the ratio from above. They belong to one verdict, and go with it.
  private static let risen013 = """
    CREATE TABLE attempt_risen (
      attempt INTEGER NOT NULL REFERENCES attempt_verdict (attempt) ON DELETE CASCADE,
      pain INTEGER NOT NULL REFERENCES pain_point (number),
      finding INTEGER NOT NULL CHECK (finding BETWEEN 1 AND 9),
      new_reports INTEGER NOT NULL CHECK (new_reports >= 0),
      old_reports INTEGER NOT NULL CHECK (old_reports >= 0),
      new_days INTEGER NOT NULL CHECK (new_days >= 0),
      old_days INTEGER NOT NULL CHECK (old_days >= 0),
      ratio REAL CHECK (ratio >= 0),
      lower REAL NOT NULL CHECK (lower >= 0),
      upper REAL CHECK (upper >= lower),
      new_reached INTEGER CHECK (new_reached >= 0),
      old_reached INTEGER CHECK (old_reached >= 0),
      new_reached_reports INTEGER CHECK (new_reached_reports >= 0),
      old_reached_reports INTEGER CHECK (old_reached_reports >= 0),
      reached_ratio REAL CHECK (reached_ratio >= 0),
      reached_lower REAL CHECK (reached_lower >= 0),
      reached_upper REAL CHECK (reached_upper >= reached_lower),
      PRIMARY KEY (attempt, pain),
      CHECK ((new_reached IS NULL) = (old_reached IS NULL) AND (new_reached IS NULL) = (reached_lower IS NULL)),
      CHECK ((new_reached IS NULL) = (new_reached_reports IS NULL)),
      CHECK ((new_reached IS NULL) = (old_reached_reports IS NULL)),
      CHECK (new_reached IS NOT NULL OR (reached_ratio IS NULL AND reached_upper IS NULL)),
      CHECK (new_reached IS NOT NULL OR finding = 3)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX attempt_risen_by_pain ON attempt_risen (pain);

    """

  // Which devices were offered an issue: few were, so it costs little.
  private static let offers013 = """
    CREATE INDEX help_activity_by_issue ON help_activity (issue, day);

    """
}
