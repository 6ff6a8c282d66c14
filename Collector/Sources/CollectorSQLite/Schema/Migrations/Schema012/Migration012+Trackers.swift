// Of schema 12: trackers of issues, and the issues in which tickets are worked on.

extension Schema {
  /// `kind` of a tracker: 0 GitHub, 1 GitLab. `state` of an issue: 0 waiting, 1 open, 2 closed, 3 failed, 4 lost. One that is there has
  /// a number and no words; one that is to be opened has words.
  static let trackers012 = """
    CREATE TABLE tracker (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 9),
      address TEXT NOT NULL CHECK (length(CAST(address AS BLOB)) BETWEEN 1 AND 2000),
      api TEXT CHECK (length(CAST(api AS BLOB)) BETWEEN 1 AND 2000),
      project TEXT NOT NULL CHECK (length(CAST(project AS BLOB)) BETWEEN 1 AND 255),
      label TEXT CHECK (length(CAST(label AS BLOB)) BETWEEN 1 AND 100),
      title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 500),
      body TEXT NOT NULL CHECK (length(CAST(body AS BLOB)) <= 10000),
      token TEXT NOT NULL CHECK (length(CAST(token AS BLOB)) BETWEEN 1 AND 1000),
      hook_secret TEXT NOT NULL CHECK (length(hook_secret) >= 32),
      created_at INTEGER NOT NULL,
      held_until INTEGER,
      hooked_at INTEGER,
      problem TEXT
    ) STRICT;
    CREATE INDEX tracker_by_app ON tracker (app);
    CREATE TABLE tracker_issue (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      tracker INTEGER NOT NULL REFERENCES tracker (id) ON DELETE CASCADE,
      marker TEXT NOT NULL UNIQUE CHECK (length(marker) = 32),
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
      title TEXT,
      body TEXT,
      number INTEGER CHECK (number > 0),
      url TEXT,
      version TEXT CHECK (length(CAST(version AS BLOB)) <= 100),
      not_planned INTEGER NOT NULL CHECK (not_planned IN (0, 1)),
      closed_at INTEGER,
      settled_at INTEGER,
      etag TEXT,
      account INTEGER REFERENCES account (id),
      by_name TEXT NOT NULL,
      at INTEGER NOT NULL,
      is_sent INTEGER NOT NULL CHECK (is_sent IN (0, 1)),
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      first_at INTEGER,
      due_at INTEGER,
      status INTEGER,
      error TEXT CHECK (length(CAST(error AS BLOB)) <= 500),
      CHECK ((state IN (1, 2, 4)) = (number IS NOT NULL)),
      CHECK ((number IS NULL) = (url IS NULL)),
      CHECK (number IS NULL OR (title IS NULL AND body IS NULL)),
      CHECK (state <> 0 OR (title IS NOT NULL AND body IS NOT NULL)),
      CHECK (closed_at IS NOT NULL OR state <> 2)
    ) STRICT;
    CREATE INDEX tracker_issue_by_ticket ON tracker_issue (ticket);
    CREATE INDEX tracker_issue_by_tracker ON tracker_issue (tracker, number);
    CREATE INDEX tracker_issue_by_due ON tracker_issue (due_at) WHERE due_at IS NOT NULL;

    """
}
