// Of schema 12: verdicts, releases and launches.

extension Schema {
  static let releases012 = verdicts012 + watches012

  // verdict: 0 not enough exposure yet, 1 fell, 2 unchanged, 3 worse. upper: NULL while nothing bounds the ratio from above. source: as
  // in exposure_day. A verdict belongs to one release of an attempt: when that is corrected, what was said of it goes.
  private static let verdicts012 = """
    CREATE TABLE attempt_verdict (
      attempt INTEGER PRIMARY KEY REFERENCES pain_attempt (id) ON DELETE CASCADE,
      verdict INTEGER NOT NULL CHECK (verdict BETWEEN 0 AND 9),
      said_at INTEGER,
      release_day INTEGER NOT NULL,
      ratio REAL CHECK (ratio >= 0),
      lower REAL NOT NULL CHECK (lower >= 0),
      upper REAL CHECK (upper >= lower),
      new_reports INTEGER NOT NULL CHECK (new_reports >= 0),
      old_reports INTEGER NOT NULL CHECK (old_reports >= 0),
      expected REAL NOT NULL CHECK (expected >= 0),
      new_days INTEGER NOT NULL CHECK (new_days >= 0),
      old_days INTEGER NOT NULL CHECK (old_days >= 0),
      uncounted INTEGER NOT NULL CHECK (uncounted >= 0),
      source INTEGER NOT NULL CHECK (source IN (0, 1)),
      judged_at INTEGER NOT NULL,
      is_final INTEGER NOT NULL CHECK (is_final IN (0, 1)),
      CHECK ((verdict = 0) = (said_at IS NULL))
    ) STRICT;
    CREATE INDEX attempt_verdict_open ON attempt_verdict (judged_at) WHERE is_final = 0;
    CREATE TRIGGER attempt_verdict_void AFTER UPDATE OF version, released_at ON pain_attempt
    WHEN (old.version, old.released_at) IS NOT (new.version, new.released_at) BEGIN
      DELETE FROM attempt_verdict WHERE attempt = new.id;
    END;

    """

  // A version is watched once, and its watch is kept: its flag stays. State: RateComparison as bytes. kind: 0 page, 1 pain point, 2 error. A page
  // is kept as long as an installation that reported it is, which release_contact says; a pain point's number and an error's type are nobody's words.
  private static let watches012 = """
    CREATE TABLE release_watch (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      version TEXT NOT NULL CHECK (length(version) > 0),
      predecessor TEXT NOT NULL CHECK (length(predecessor) > 0 AND predecessor <> version),
      source INTEGER NOT NULL CHECK (source IN (0, 1)),
      first_day INTEGER NOT NULL,
      flagged_at INTEGER,
      is_over INTEGER NOT NULL DEFAULT 0 CHECK (is_over IN (0, 1)),
      UNIQUE (app, version)
    ) STRICT;

    CREATE TABLE release_channel (
      watch INTEGER NOT NULL REFERENCES release_watch (id),
      name TEXT NOT NULL,
      weight REAL NOT NULL CHECK (weight BETWEEN 0 AND 1),
      state BLOB NOT NULL,
      PRIMARY KEY (watch, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE release_place (
      id INTEGER PRIMARY KEY,
      watch INTEGER NOT NULL REFERENCES release_watch (id),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 9),
      name TEXT NOT NULL CHECK (length(name) > 0),
      state BLOB NOT NULL,
      flagged_at INTEGER,
      UNIQUE (watch, kind, name)
    ) STRICT;

    CREATE TABLE release_contact (
      watch INTEGER NOT NULL REFERENCES release_watch (id),
      is_new INTEGER NOT NULL CHECK (is_new IN (0, 1)),
      installation BLOB NOT NULL CHECK (length(installation) = 16),
      page INTEGER REFERENCES release_place (id),
      PRIMARY KEY (watch, is_new, installation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX release_contact_by_installation ON release_contact (installation);
    CREATE INDEX release_contact_by_page ON release_contact (page) WHERE page IS NOT NULL;
    CREATE TRIGGER release_contact_gone AFTER DELETE ON release_contact WHEN old.page IS NOT NULL BEGIN
      DELETE FROM release_place
      WHERE id = old.page AND kind = 0 AND NOT EXISTS (SELECT 1 FROM release_contact WHERE page = old.page);
    END;
    -- With a report goes, and with other words of it changes, what its sender met where. Then a page may have nobody left.
    CREATE TRIGGER release_report_gone AFTER DELETE ON report WHEN old.installation IS NOT NULL BEGIN
      DELETE FROM release_contact
      WHERE installation = old.installation AND watch IN (SELECT id FROM release_watch WHERE app = old.app);
    END;
    CREATE TRIGGER release_report_changed AFTER UPDATE OF body ON report WHEN old.installation IS NOT NULL BEGIN
      DELETE FROM release_contact
      WHERE installation = old.installation AND watch IN (SELECT id FROM release_watch WHERE app = old.app);
    END;

    -- Up to which report everything was taken. One row.
    CREATE TABLE release_cursor (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      sequence INTEGER NOT NULL CHECK (sequence >= 0)
    ) STRICT;
    INSERT INTO release_cursor (only, sequence) SELECT 1, COALESCE(MAX(sequence), 0) FROM report;

    CREATE TABLE contact_day (
      app INTEGER NOT NULL REFERENCES app (id),
      day INTEGER NOT NULL,
      version TEXT NOT NULL,
      channel TEXT NOT NULL,
      contacts INTEGER NOT NULL CHECK (contacts > 0),
      PRIMARY KEY (app, day, version, channel)
    ) STRICT, WITHOUT ROWID;

    """
}
