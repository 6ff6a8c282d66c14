// Of schema 11: routing rules, tags and blocked senders.

extension Schema {
  // The phrases are those that were built in before there were rules. `stamp` is random, so that a change that was undone with its
  // transaction and another one never share it.
  static let routing011 =
    """
    -- Rules in the order of `place`. Without an app a rule is for all of them.
    CREATE TABLE routing_rule (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      place INTEGER NOT NULL CHECK (place >= 0),
      app INTEGER REFERENCES app (id),
      enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
      severity INTEGER CHECK (severity BETWEEN 1 AND 4),
      staff_group INTEGER REFERENCES staff_group (id),
      owner INTEGER REFERENCES account (id),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      component TEXT CHECK (length(CAST(component AS BLOB)) BETWEEN 1 AND 100)
    ) STRICT;
    CREATE INDEX routing_rule_by_place ON routing_rule (place);
    CREATE INDEX routing_rule_by_group ON routing_rule (staff_group) WHERE staff_group IS NOT NULL;

    -- `subject`: 0 page, 1 component, 2 segment, 3 locale, 4 kind, 5 version, 6 words, 7 the field of `key`.
    -- `test`: 0 fits, 1 at least, 2 below.
    CREATE TABLE routing_condition (
      rule INTEGER NOT NULL REFERENCES routing_rule (id) ON DELETE CASCADE,
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
      subject INTEGER NOT NULL CHECK (subject BETWEEN 0 AND 7),
      test INTEGER NOT NULL CHECK (test = 0 OR (test BETWEEN 1 AND 2 AND subject = 5)),
      key TEXT CHECK ((key IS NOT NULL) = (subject = 7) AND length(CAST(key AS BLOB)) <= 100),
      PRIMARY KEY (rule, place)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE routing_value (
      rule INTEGER NOT NULL,
      condition INTEGER NOT NULL,
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 999),
      value TEXT NOT NULL CHECK (length(CAST(value AS BLOB)) BETWEEN 1 AND 1000),
      PRIMARY KEY (rule, condition, place),
      FOREIGN KEY (rule, condition) REFERENCES routing_condition (rule, place) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE routing_tag (
      rule INTEGER NOT NULL REFERENCES routing_rule (id) ON DELETE CASCADE,
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
      tag TEXT NOT NULL CHECK (length(CAST(tag AS BLOB)) BETWEEN 1 AND 50),
      PRIMARY KEY (rule, place)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE routing_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      stamp INTEGER NOT NULL CHECK (stamp <> 0),
      adopted_at INTEGER
    ) STRICT;
    INSERT INTO routing_state (id, stamp) VALUES (1, 1);

    INSERT INTO routing_rule (id, place, enabled, severity, name) VALUES
      (1, 0, 1, 4, 'Critical words'), (2, 1, 1, 3, 'Words that hurt');
    INSERT INTO routing_condition (rule, place, subject, test) VALUES (1, 0, 4, 0), (1, 1, 6, 0), (2, 0, 4, 0), (2, 1, 6, 0);
    INSERT INTO routing_value (rule, condition, place, value) VALUES
      (1, 0, 0, 'problem'), (1, 0, 1, 'question'), (2, 0, 0, 'problem'), (2, 0, 1, 'question'),
      (1, 1, 0, 'data loss'), (1, 1, 1, 'lost my data'), (1, 1, 2, 'lost all my'), (1, 1, 3, 'lost everything'),
      (1, 1, 4, 'security hole'), (1, 1, 5, 'vulnerability'), (1, 1, 6, 'charged twice'),
      (1, 1, 7, 'someone else''s account'), (1, 1, 8, 'leaked'),
      (2, 1, 0, 'crash'), (2, 1, 1, 'crashes'), (2, 1, 2, 'crashed'), (2, 1, 3, 'crashing'), (2, 1, 4, 'freezes'),
      (2, 1, 5, 'frozen'), (2, 1, 6, 'hangs'), (2, 1, 7, 'can''t log in'), (2, 1, 8, 'cannot log in'),
      (2, 1, 9, 'can''t sign in'), (2, 1, 10, 'cannot sign in'), (2, 1, 11, 'locked out'), (2, 1, 12, 'unusable'),
      (2, 1, 13, 'regression'), (2, 1, 14, 'payment failed');

    -- Whether a person has set the severity: rules raise it no more. The text of such an event says what was set.
    ALTER TABLE ticket ADD COLUMN severity_decided INTEGER NOT NULL DEFAULT 0 CHECK (severity_decided IN (0, 1));
    UPDATE ticket SET severity_decided = 1 WHERE number IN (
      SELECT ticket FROM event WHERE kind = 12 AND actor IS NOT NULL AND text LIKE '%severity %');

    CREATE TABLE tag (
      id INTEGER PRIMARY KEY,
      app INTEGER NOT NULL REFERENCES app (id),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 50),
      UNIQUE (app, name)
    ) STRICT;

    CREATE TABLE ticket_tag (
      tag INTEGER NOT NULL REFERENCES tag (id),
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      at INTEGER NOT NULL,
      PRIMARY KEY (tag, ticket)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ticket_tag_by_ticket ON ticket_tag (ticket);

    -- Senders whose reports and messages are kept back: a copy of the app, or a person by their reporter's key. Rows stay after
    -- `ended_at`.
    CREATE TABLE sender_block (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      installation BLOB CHECK (length(installation) = 16),
      reporter BLOB CHECK (length(reporter) = 16),
      report BLOB CHECK (length(report) = 16),
      at INTEGER NOT NULL,
      ended_at INTEGER,
      by TEXT NOT NULL,
      ended_by TEXT,
      reason TEXT NOT NULL CHECK (length(CAST(reason AS BLOB)) BETWEEN 1 AND 1000),
      CHECK ((installation IS NULL) <> (reporter IS NULL)),
      CHECK ((ended_at IS NULL) = (ended_by IS NULL))
    ) STRICT;
    CREATE UNIQUE INDEX sender_block_by_installation ON sender_block (app, installation)
      WHERE ended_at IS NULL AND installation IS NOT NULL;
    CREATE UNIQUE INDEX sender_block_by_reporter ON sender_block (app, reporter)
      WHERE ended_at IS NULL AND reporter IS NOT NULL;
    CREATE INDEX sender_block_by_report ON sender_block (report) WHERE report IS NOT NULL;

    -- Reports that are kept back, and with `released_at` those that a person let through: they are not kept back once more.
    CREATE TABLE kept_report (
      report INTEGER PRIMARY KEY REFERENCES report (sequence),
      block INTEGER NOT NULL REFERENCES sender_block (id),
      reference INTEGER NOT NULL,
      at INTEGER NOT NULL,
      released_at INTEGER
    ) STRICT;
    CREATE INDEX kept_report_by_block ON kept_report (block, report) WHERE released_at IS NULL;
    CREATE INDEX kept_report_by_reference ON kept_report (reference) WHERE released_at IS NULL;

    -- Messages that are kept back; none of them is applied.
    CREATE TABLE kept_message (
      message INTEGER PRIMARY KEY REFERENCES reporter_message (sequence) ON DELETE CASCADE,
      block INTEGER NOT NULL REFERENCES sender_block (id),
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX kept_message_by_block ON kept_message (block, message);

    -- received = opened + attached + quarantined + erased + pending + kept_back, the last as it is now.
    ALTER TABLE tally ADD COLUMN kept_back INTEGER NOT NULL DEFAULT 0 CHECK (kept_back >= 0);

    """
}
