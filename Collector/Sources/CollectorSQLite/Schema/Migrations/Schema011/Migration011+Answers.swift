// Of schema 11: canned answers, approvals, redactions, and notes about reporters.

extension Schema {
  static let answers011 = """
    -- `app` is empty for an answer for all apps.
    CREATE TABLE canned_answer (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER REFERENCES app (id),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      changed_at INTEGER NOT NULL,
      changed_by TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX canned_answer_by_name ON canned_answer (COALESCE(app, 0), name);
    -- An empty segment stands for everybody.
    CREATE TABLE canned_text (
      answer INTEGER NOT NULL REFERENCES canned_answer (id) ON DELETE CASCADE,
      locale TEXT NOT NULL CHECK (length(locale) BETWEEN 2 AND 35 AND locale = lower(locale)),
      segment TEXT NOT NULL CHECK (length(CAST(segment AS BLOB)) <= 200),
      text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 10000),
      PRIMARY KEY (answer, locale, segment)
    ) STRICT, WITHOUT ROWID;

    -- The text has fields that are filled in for each reporter when it goes out.
    ALTER TABLE outgoing ADD COLUMN has_fields INTEGER NOT NULL DEFAULT 0 CHECK (has_fields IN (0, 1));

    -- Apps in which a second person approves the answers of volunteers, and the answers that wait for it. A row goes when
    -- somebody decides on it.
    CREATE TABLE approval_setting (
      app INTEGER PRIMARY KEY REFERENCES app (id),
      since INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE held_answer (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      event INTEGER NOT NULL UNIQUE REFERENCES event (id),
      account INTEGER NOT NULL REFERENCES account (id),
      by TEXT NOT NULL,
      report BLOB CHECK (report IS NULL OR length(report) = 16),
      text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 10000),
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX held_answer_by_ticket ON held_answer (ticket);
    CREATE INDEX held_answer_by_report ON held_answer (report) WHERE report IS NOT NULL;

    -- What staff took out; the words themselves are kept nowhere. `message` and `place` name a file. A report of which words are
    -- gone differs from what its app sends again: it is known by this table, not by a hash, which a guess could confirm.
    CREATE TABLE redaction (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      report INTEGER NOT NULL REFERENCES report (sequence) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 100),
      message INTEGER REFERENCES reporter_message (sequence) ON DELETE CASCADE,
      place INTEGER CHECK (place BETWEEN 0 AND 99),
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      reason TEXT NOT NULL CHECK (length(CAST(reason AS BLOB)) BETWEEN 1 AND 500),
      UNIQUE (report, number),
      CHECK (message IS NULL OR place IS NOT NULL)
    ) STRICT;
    CREATE INDEX redaction_by_message ON redaction (message) WHERE message IS NOT NULL;
    ALTER TABLE attachment ADD COLUMN removed_at INTEGER;

    -- What staff note about a reporter, or about a segment.
    CREATE TABLE subject_note (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      installation BLOB CHECK (installation IS NULL OR length(installation) = 16),
      user TEXT CHECK (user IS NULL OR installation IS NOT NULL),
      segment TEXT CHECK ((segment IS NULL) = (installation IS NOT NULL)),
      account INTEGER NOT NULL REFERENCES account (id),
      by TEXT NOT NULL,
      at INTEGER NOT NULL,
      text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 2000)
    ) STRICT;
    CREATE INDEX subject_note_by_installation ON subject_note (app, installation) WHERE installation IS NOT NULL;
    CREATE INDEX subject_note_by_segment ON subject_note (app, segment) WHERE segment IS NOT NULL;

    """
}
