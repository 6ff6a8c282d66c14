// Of schema 12: active installations by day, and what came of help that was offered on devices.

extension Schema {
  // `source` 0: heartbeats; 1: reports. A row of `activity` is what millions of installations cost each day, so it holds three
  // short numbers: 13 bytes. Its key begins with the day, so that a day's rows are written side by side. It has no foreign
  // keys: forgetting an installation would read all of it for each. `doctor` compares instead.
  static let installations012 = """
    CREATE TABLE active_installation (
      number INTEGER PRIMARY KEY,
      app INTEGER NOT NULL REFERENCES app (id),
      id BLOB NOT NULL CHECK (length(id) = 16),
      UNIQUE (app, id)
    ) STRICT;

    -- What installations are counted by. An empty text: not said.
    CREATE TABLE cohort (
      id INTEGER PRIMARY KEY,
      app INTEGER NOT NULL REFERENCES app (id),
      version TEXT NOT NULL CHECK (length(CAST(version AS BLOB)) <= 500),
      segment TEXT NOT NULL CHECK (length(CAST(segment AS BLOB)) <= 200),
      channel TEXT NOT NULL CHECK (length(CAST(channel AS BLOB)) <= 64),
      UNIQUE (app, version, segment, channel)
    ) STRICT;

    CREATE TABLE activity (
      source INTEGER NOT NULL CHECK (source IN (0, 1)),
      day INTEGER NOT NULL CHECK (day >= 0),
      installation INTEGER NOT NULL,
      cohort INTEGER NOT NULL,
      PRIMARY KEY (source, day, installation)
    ) STRICT, WITHOUT ROWID;

    -- The sums of `activity`.
    CREATE TABLE exposure_day (
      app INTEGER NOT NULL REFERENCES app (id),
      source INTEGER NOT NULL CHECK (source IN (0, 1)),
      day INTEGER NOT NULL CHECK (day >= 0),
      cohort INTEGER NOT NULL REFERENCES cohort (id),
      installations INTEGER NOT NULL CHECK (installations > 0),
      PRIMARY KEY (app, source, day, cohort)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX exposure_day_by_age ON exposure_day (day);
    CREATE INDEX exposure_day_by_cohort ON exposure_day (cohort);

    -- What an installation counted of offered help on a day, so that a repeat counts once. Few days have any. `issue` is the
    -- ticket of the known issue, 0 a prefilled report.
    CREATE TABLE help_activity (
      day INTEGER NOT NULL CHECK (day >= 0),
      installation INTEGER NOT NULL,
      issue INTEGER NOT NULL CHECK (issue >= 0),
      offered INTEGER NOT NULL CHECK (offered BETWEEN 0 AND 1000),
      taken INTEGER NOT NULL CHECK (taken BETWEEN 0 AND 1000),
      dismissed INTEGER NOT NULL CHECK (dismissed BETWEEN 0 AND 1000),
      wrote_anyway INTEGER NOT NULL CHECK (wrote_anyway BETWEEN 0 AND 1000),
      PRIMARY KEY (day, installation, issue)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE help_day (
      app INTEGER NOT NULL REFERENCES app (id),
      day INTEGER NOT NULL CHECK (day >= 0),
      issue INTEGER NOT NULL CHECK (issue >= 0),
      offered INTEGER NOT NULL CHECK (offered >= 0),
      taken INTEGER NOT NULL CHECK (taken >= 0),
      dismissed INTEGER NOT NULL CHECK (dismissed >= 0),
      wrote_anyway INTEGER NOT NULL CHECK (wrote_anyway >= 0),
      PRIMARY KEY (app, day, issue)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX help_day_by_issue ON help_day (issue, day);

    -- The installations that reported something so far: each once a day, by its first report of the day.
    CREATE TABLE reported AS
      SELECT r.app AS app, r.installation AS id, COALESCE(p.captured_at, r.received_at) / 86400000 AS day,
        IIF(length(CAST(f.name AS BLOB)) <= 500, f.name, '') AS version,
        -- Most reports have none, and are not parsed.
        CASE WHEN instr(r.body, CAST('"segment"' AS BLOB)) > 0 AND json_valid(CAST(r.body AS TEXT))
            AND length(CAST(json_extract(CAST(r.body AS TEXT), '$.segment') AS BLOB)) <= 200
          THEN json_extract(CAST(r.body AS TEXT), '$.segment') ELSE '' END AS segment,
        MIN(p.report) AS first
      FROM placement AS p
      JOIN report AS r ON r.sequence = p.report
      LEFT JOIN facet AS f ON f.id = p.version
      WHERE r.installation IS NOT NULL AND COALESCE(p.captured_at, r.received_at) >= 0
      GROUP BY r.app, r.installation, COALESCE(p.captured_at, r.received_at) / 86400000;
    INSERT INTO active_installation (app, id) SELECT DISTINCT app, id FROM reported;
    INSERT INTO cohort (app, version, segment, channel) SELECT DISTINCT app, version, segment, '' FROM reported;
    INSERT INTO activity (source, day, installation, cohort)
      SELECT 1, b.day, i.number, c.id FROM reported AS b
      JOIN active_installation AS i ON i.app = b.app AND i.id = b.id
      JOIN cohort AS c ON c.app = b.app AND c.version = b.version AND c.segment = b.segment AND c.channel = '';
    INSERT INTO exposure_day (app, source, day, cohort, installations)
      SELECT c.app, 1, a.day, a.cohort, COUNT(*) FROM activity AS a JOIN cohort AS c ON c.id = a.cohort
      GROUP BY c.app, a.day, a.cohort;
    DROP TABLE reported;

    """
}
