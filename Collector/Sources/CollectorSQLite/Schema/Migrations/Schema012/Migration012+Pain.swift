// Of schema 12: pain points, their attempts and decisions.

extension Schema {
  static let pain012 = painTables012 + painCounts012

  // decision: 0 fix, 1 later, 2 leave. A pain point with a date to decide by waits for a decision; silence past it is told of once, at escalated_at. owner and
  // escalates_to are accounts. published is the ticket under which devices know the workaround.
  private static let painTables012 = """
    CREATE TABLE pain_point (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      title TEXT NOT NULL CHECK (length(title) > 0),
      component TEXT,
      page TEXT,
      department TEXT,
      owner INTEGER REFERENCES account (id),
      decide_by INTEGER,
      escalates_to INTEGER REFERENCES account (id),
      escalated_at INTEGER,
      decision INTEGER CHECK (decision BETWEEN 0 AND 19),
      decision_reason TEXT,
      decided_by TEXT,
      decided_at INTEGER,
      workaround TEXT,
      workaround_by TEXT,
      workaround_at INTEGER,
      published INTEGER REFERENCES ticket (number),
      created_at INTEGER NOT NULL,
      revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0),
      CHECK ((decision IS NULL) = (decision_reason IS NULL)),
      CHECK ((decision IS NULL) = (decided_by IS NULL)),
      CHECK ((decision IS NULL) = (decided_at IS NULL)),
      CHECK ((workaround IS NULL) = (workaround_by IS NULL)),
      CHECK ((workaround IS NULL) = (workaround_at IS NULL)),
      CHECK (published IS NULL OR workaround IS NOT NULL)
    ) STRICT;
    CREATE INDEX pain_point_by_app ON pain_point (app, number);
    CREATE INDEX pain_point_by_owner ON pain_point (owner) WHERE owner IS NOT NULL;
    CREATE INDEX pain_point_undecided ON pain_point (decide_by) WHERE decide_by IS NOT NULL AND escalated_at IS NULL;

    -- That a ticket belongs to a pain point: undone, not deleted. A ticket belongs to one at most.
    CREATE TABLE pain_ticket (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pain INTEGER NOT NULL REFERENCES pain_point (number),
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      at INTEGER NOT NULL,
      actor INTEGER,
      actor_name TEXT,
      undone_at INTEGER,
      CHECK ((actor IS NULL) = (actor_name IS NULL))
    ) STRICT;
    CREATE UNIQUE INDEX pain_ticket_holds ON pain_ticket (ticket) WHERE undone_at IS NULL;
    CREATE INDEX pain_ticket_by_pain ON pain_ticket (pain, ticket) WHERE undone_at IS NULL;

    CREATE TABLE pain_event (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pain INTEGER NOT NULL REFERENCES pain_point (number),
      at INTEGER NOT NULL,
      actor INTEGER,
      actor_name TEXT,
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 99),
      ticket INTEGER REFERENCES ticket (number),
      text TEXT,
      CHECK ((actor IS NULL) = (actor_name IS NULL))
    ) STRICT;
    CREATE INDEX pain_event_by_pain ON pain_event (pain, id);

    -- kind: 0 code, 1 content, 2 configuration, 3 process, 4 training. Released in a version or on a date, or planned.
    CREATE TABLE pain_attempt (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pain INTEGER NOT NULL REFERENCES pain_point (number),
      what TEXT NOT NULL CHECK (length(what) > 0),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 19),
      department TEXT,
      version TEXT CHECK (length(version) > 0),
      released_at INTEGER,
      by TEXT NOT NULL,
      at INTEGER NOT NULL,
      regressed_at INTEGER,
      regressed_in TEXT,
      CHECK (version IS NULL OR released_at IS NULL),
      CHECK (regressed_at IS NULL OR version IS NOT NULL OR released_at IS NOT NULL)
    ) STRICT;
    CREATE INDEX pain_attempt_by_pain ON pain_attempt (pain, id);

    -- Whole percent.
    CREATE TABLE pain_weights (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      low INTEGER NOT NULL CHECK (low BETWEEN 0 AND 10000),
      medium INTEGER NOT NULL CHECK (medium BETWEEN 0 AND 10000),
      high INTEGER NOT NULL CHECK (high BETWEEN 0 AND 10000),
      critical INTEGER NOT NULL CHECK (critical BETWEEN 0 AND 10000),
      trend INTEGER NOT NULL CHECK (trend BETWEEN 0 AND 100),
      escalates_to INTEGER REFERENCES account (id)
    ) STRICT;
    CREATE TABLE pain_segment_weight (
      app INTEGER NOT NULL REFERENCES app (id),
      segment TEXT NOT NULL CHECK (length(segment) > 0),
      weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 10000),
      PRIMARY KEY (app, segment)
    ) STRICT, WITHOUT ROWID;

    """

  /// The counts in which a row of `pain_report` stands, by sort: 0 in all, 1 page, 2 segment, 3 version, 4 week, 5 page and segment,
  /// 6 page, segment and version, 7 segment and week.
  private static func places012(_ row: String) -> [String] {
    [
      "0, 0, '', '', ''", "1, 0, \(row).page, '', ''", "2, 0, '', \(row).segment, ''", "3, 0, '', '', \(row).version",
      "4, \(row).week, '', '', ''", "5, 0, \(row).page, \(row).segment, ''",
      "6, 0, \(row).page, \(row).segment, \(row).version", "7, \(row).week, '', \(row).segment, ''",
    ]
  }

  /// The ids of these counts.
  private static func figures012(_ row: String) -> String {
    places012(row).map { place in
      """
      SELECT id FROM pain_figure
      WHERE pain = \(row).pain AND (sort, week, page, segment, version) = (\(place))
      """
    }.joined(separator: " UNION ALL ")
  }

  // One row for each report that is shown on a ticket of a pain point, derived from placements, links and pain_ticket. All counts
  // follow it by triggers, so that they are what counting anew gives, whatever moves a report. Somebody is counted once in each
  // place; pain_seen says by how many reports.
  private static let painCounts012 = """
    CREATE TABLE pain_report (
      report INTEGER PRIMARY KEY REFERENCES report (sequence),
      pain INTEGER NOT NULL REFERENCES pain_point (number),
      reporter BLOB NOT NULL,
      installation BLOB CHECK (length(installation) = 16),
      captured_at INTEGER NOT NULL,
      received_at INTEGER NOT NULL,
      week INTEGER NOT NULL,
      page TEXT NOT NULL,
      segment TEXT NOT NULL,
      version TEXT NOT NULL,
      channel TEXT NOT NULL
    ) STRICT;
    CREATE INDEX pain_report_by_installation ON pain_report (pain, installation, report) WHERE installation IS NOT NULL;
    CREATE INDEX pain_report_by_reporter ON pain_report (pain, reporter);

    CREATE TABLE pain_figure (
      id INTEGER PRIMARY KEY,
      pain INTEGER NOT NULL REFERENCES pain_point (number),
      sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 19),
      week INTEGER NOT NULL,
      page TEXT NOT NULL,
      segment TEXT NOT NULL,
      version TEXT NOT NULL,
      reports INTEGER NOT NULL CHECK (reports >= 0),
      reporters INTEGER NOT NULL DEFAULT 0 CHECK (reporters >= 0),
      UNIQUE (pain, sort, week, page, segment, version)
    ) STRICT;
    CREATE INDEX pain_figure_most ON pain_figure (pain, sort, reporters);

    CREATE TABLE pain_seen (
      figure INTEGER NOT NULL REFERENCES pain_figure (id),
      reporter BLOB NOT NULL,
      reports INTEGER NOT NULL CHECK (reports >= 0),
      PRIMARY KEY (figure, reporter)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER pain_seen_new AFTER INSERT ON pain_seen BEGIN
      UPDATE pain_figure SET reporters = reporters + 1 WHERE id = new.figure;
    END;
    CREATE TRIGGER pain_seen_gone AFTER DELETE ON pain_seen BEGIN
      UPDATE pain_figure SET reporters = reporters - 1 WHERE id = old.figure;
    END;
    CREATE TRIGGER pain_report_new AFTER INSERT ON pain_report BEGIN
      INSERT INTO pain_figure (pain, sort, week, page, segment, version, reports)
        VALUES \(places012("new").map { "(new.pain, \($0), 1)" }.joined(separator: ", "))
        ON CONFLICT (pain, sort, week, page, segment, version) DO UPDATE SET reports = reports + 1;
      INSERT INTO pain_seen (figure, reporter, reports)
        SELECT id, new.reporter, 1 FROM (\(figures012("new"))) WHERE 1
        ON CONFLICT (figure, reporter) DO UPDATE SET reports = reports + 1;
    END;
    CREATE TRIGGER pain_report_gone AFTER DELETE ON pain_report BEGIN
      UPDATE pain_seen SET reports = reports - 1
        WHERE reporter = old.reporter AND figure IN (\(figures012("old")));
      DELETE FROM pain_seen
        WHERE reports = 0 AND reporter = old.reporter AND figure IN (\(figures012("old")));
      UPDATE pain_figure SET reports = reports - 1 WHERE id IN (\(figures012("old")));
      DELETE FROM pain_figure WHERE reports = 0 AND id IN (\(figures012("old")));
    END;

    -- Installations by app, so that nobody counts a million rows for a page.
    CREATE TABLE pain_installations (
      app INTEGER PRIMARY KEY REFERENCES app (id),
      count INTEGER NOT NULL CHECK (count >= 0)
    ) STRICT;
    INSERT INTO pain_installations (app, count) SELECT app, COUNT(*) FROM installation GROUP BY app;
    CREATE TRIGGER pain_installation_new AFTER INSERT ON installation BEGIN
      INSERT INTO pain_installations (app, count) VALUES (new.app, 1)
        ON CONFLICT (app) DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER pain_installation_gone AFTER DELETE ON installation BEGIN
      UPDATE pain_installations SET count = count - 1 WHERE app = old.app;
    END;

    -- Who was told the workaround, and whether they came back within seven days.
    CREATE TABLE pain_told (
      reporter BLOB NOT NULL,
      pain INTEGER NOT NULL REFERENCES pain_point (number),
      at INTEGER NOT NULL,
      came_back INTEGER NOT NULL DEFAULT 0 CHECK (came_back IN (0, 1)),
      PRIMARY KEY (reporter, pain)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE pain_reach (
      pain INTEGER PRIMARY KEY REFERENCES pain_point (number),
      told INTEGER NOT NULL CHECK (told >= 0),
      came_back INTEGER NOT NULL CHECK (came_back BETWEEN 0 AND told)
    ) STRICT;
    CREATE TRIGGER pain_told_new AFTER INSERT ON pain_told BEGIN
      INSERT INTO pain_reach (pain, told, came_back) VALUES (new.pain, 1, new.came_back)
        ON CONFLICT (pain) DO UPDATE SET told = told + 1, came_back = came_back + new.came_back;
    END;
    CREATE TRIGGER pain_told_back AFTER UPDATE OF came_back ON pain_told BEGIN
      UPDATE pain_reach SET came_back = came_back + new.came_back - old.came_back WHERE pain = new.pain;
    END;
    CREATE TRIGGER pain_told_gone AFTER DELETE ON pain_told BEGIN
      UPDATE pain_reach SET told = told - 1, came_back = came_back - old.came_back WHERE pain = old.pain;
    END;

    """
}
