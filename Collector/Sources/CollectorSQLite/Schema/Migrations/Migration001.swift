// Schema 1, frozen once shipped. Ids are blobs of 16 bytes, moments are milliseconds since 1970, codes stand in Codes.swift.
import TellbackSQLite

extension Schema {
  // What comes in by thousands is written at the end of its tables; what would land all over an index waits for the digest.
  // Numbers that clients remember (tickets, cursors) are AUTOINCREMENT: they are never given twice, also after an erasure.
  static let migration001 = Migration(
    1, "apps, reports, tickets, updates, staff",
    sql: """
      CREATE TABLE app (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
        created_at INTEGER NOT NULL,
        app_per_minute INTEGER NOT NULL CHECK (app_per_minute >= 0),
        installation_per_minute INTEGER NOT NULL CHECK (installation_per_minute >= 0)
      ) STRICT;

      CREATE TABLE app_key (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        app INTEGER NOT NULL REFERENCES app (id),
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        hint TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        revoked_at INTEGER
      ) STRICT;
      CREATE INDEX app_key_by_app ON app_key (app);

      -- What became of the reports of an app: received = opened + attached + quarantined + erased + pending.
      CREATE TABLE tally (
        app INTEGER PRIMARY KEY REFERENCES app (id),
        received INTEGER NOT NULL DEFAULT 0,
        opened INTEGER NOT NULL DEFAULT 0 CHECK (opened >= 0),
        attached INTEGER NOT NULL DEFAULT 0 CHECK (attached >= 0),
        quarantined INTEGER NOT NULL DEFAULT 0 CHECK (quarantined >= 0),
        erased INTEGER NOT NULL DEFAULT 0 CHECK (erased >= 0),
        CHECK (opened + attached + quarantined + erased <= received)
      ) STRICT;

      CREATE TABLE refusal (
        reason TEXT PRIMARY KEY,
        count INTEGER NOT NULL CHECK (count > 0)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE installation (
        app INTEGER NOT NULL REFERENCES app (id),
        id BLOB NOT NULL CHECK (length(id) = 16),
        secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        captured INTEGER NOT NULL DEFAULT 0 CHECK (captured >= 0),
        delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered >= 0),
        queued INTEGER NOT NULL DEFAULT 0 CHECK (queued >= 0),
        PRIMARY KEY (app, id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE installation_discard (
        app INTEGER NOT NULL,
        installation BLOB NOT NULL,
        reason TEXT NOT NULL,
        count INTEGER NOT NULL CHECK (count >= 0),
        PRIMARY KEY (app, installation, reason),
        FOREIGN KEY (app, installation) REFERENCES installation (app, id)
      ) STRICT, WITHOUT ROWID;

      -- The sums over an app's installations, by name: captured, delivered, queued, discarded:REASON.
      CREATE TABLE accounting (
        app INTEGER NOT NULL REFERENCES app (id),
        name TEXT NOT NULL,
        value INTEGER NOT NULL CHECK (value >= 0),
        PRIMARY KEY (app, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE report (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        app INTEGER NOT NULL REFERENCES app (id),
        installation BLOB CHECK (length(installation) = 16),
        received_at INTEGER NOT NULL,
        sent_at INTEGER,
        body BLOB NOT NULL
      ) STRICT;

      -- Reports that wait for the digest. Their references are found here; later in the words.
      CREATE TABLE pending (
        report INTEGER PRIMARY KEY REFERENCES report (sequence),
        reference INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE quarantine (
        report INTEGER PRIMARY KEY REFERENCES report (sequence),
        reference INTEGER NOT NULL,
        reason TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX quarantine_by_reference ON quarantine (reference);

      -- Erased reports. `state` is what they were: 0 pending, 1 on a ticket, 2 quarantined.
      CREATE TABLE tombstone (
        id BLOB PRIMARY KEY CHECK (length(id) = 16),
        app INTEGER NOT NULL REFERENCES app (id),
        at INTEGER NOT NULL,
        state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
        ticket INTEGER REFERENCES ticket (number),
        CHECK ((state = 1) = (ticket IS NOT NULL))
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tombstone_by_ticket ON tombstone (ticket) WHERE ticket IS NOT NULL;

      -- Values that filters can take: 0 component, 1 version, 2 segment.
      CREATE TABLE facet (
        id INTEGER PRIMARY KEY,
        app INTEGER NOT NULL REFERENCES app (id),
        sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 2),
        name TEXT NOT NULL,
        UNIQUE (app, sort, name)
      ) STRICT;

      CREATE TABLE ticket (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        app INTEGER NOT NULL REFERENCES app (id),
        state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
        kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
        severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 4),
        component INTEGER REFERENCES facet (id),
        resolution INTEGER CHECK (resolution BETWEEN 1 AND 5),
        opened_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        resolved_at INTEGER,
        report_count INTEGER NOT NULL CHECK (report_count >= 0),
        reporter_count INTEGER NOT NULL CHECK (reporter_count >= 0),
        first_captured_at INTEGER NOT NULL,
        last_captured_at INTEGER NOT NULL,
        first_received_at INTEGER NOT NULL,
        last_received_at INTEGER NOT NULL,
        page TEXT,
        title TEXT NOT NULL,
        CHECK (first_captured_at <= last_captured_at),
        CHECK (first_received_at <= last_received_at),
        CHECK (resolution IS NULL OR state = 2),
        CHECK (resolved_at IS NULL OR state = 2)
      ) STRICT;
      -- One index for each order of the list; what filters look at rides along, so that a scan reads the index alone.
      CREATE INDEX ticket_recent ON ticket (app, state, last_received_at, number, kind, severity, component);
      CREATE INDEX ticket_reporters ON ticket (app, state, reporter_count, number, kind, severity, component);
      CREATE INDEX ticket_severity ON ticket (app, state, severity, reporter_count, number, kind, component);
      CREATE INDEX ticket_oldest ON ticket (app, state, opened_at, number, kind, severity, component);
      CREATE INDEX ticket_component ON ticket (component) WHERE component IS NOT NULL;

      CREATE TABLE ticket_tally (
        app INTEGER NOT NULL REFERENCES app (id),
        state INTEGER NOT NULL,
        count INTEGER NOT NULL CHECK (count >= 0),
        PRIMARY KEY (app, state)
      ) STRICT, WITHOUT ROWID;
      CREATE TRIGGER ticket_counted AFTER INSERT ON ticket BEGIN
        INSERT INTO ticket_tally (app, state, count) VALUES (new.app, new.state, 1)
          ON CONFLICT (app, state) DO UPDATE SET count = count + 1;
      END;
      CREATE TRIGGER ticket_moved AFTER UPDATE OF state ON ticket WHEN new.state <> old.state BEGIN
        UPDATE ticket_tally SET count = count - 1 WHERE app = old.app AND state = old.state;
        INSERT INTO ticket_tally (app, state, count) VALUES (new.app, new.state, 1)
          ON CONFLICT (app, state) DO UPDATE SET count = count + 1;
      END;

      CREATE TABLE grouping_key (
        app INTEGER NOT NULL REFERENCES app (id),
        key BLOB NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        at INTEGER NOT NULL,
        PRIMARY KEY (app, key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE placement (
        report INTEGER PRIMARY KEY REFERENCES report (sequence),
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        at INTEGER NOT NULL,
        opened INTEGER NOT NULL CHECK (opened IN (0, 1)),
        mechanism TEXT NOT NULL
      ) STRICT;
      CREATE INDEX placement_by_ticket ON placement (ticket, report);

      CREATE TABLE ticket_reporter (
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        reporter BLOB NOT NULL,
        PRIMARY KEY (ticket, reporter)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE ticket_version (
        facet INTEGER NOT NULL REFERENCES facet (id),
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        reports INTEGER NOT NULL CHECK (reports > 0),
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        PRIMARY KEY (facet, ticket)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX ticket_version_by_ticket ON ticket_version (ticket);

      CREATE TABLE ticket_segment (
        facet INTEGER NOT NULL REFERENCES facet (id),
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        PRIMARY KEY (facet, ticket)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        at INTEGER NOT NULL,
        actor INTEGER,
        actor_name TEXT,
        kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 99),
        report BLOB CHECK (length(report) = 16),
        from_state INTEGER CHECK (from_state BETWEEN 0 AND 2),
        to_state INTEGER CHECK (to_state BETWEEN 0 AND 2),
        resolution INTEGER CHECK (resolution BETWEEN 1 AND 5),
        text TEXT,
        CHECK ((actor IS NULL) = (actor_name IS NULL))
      ) STRICT;
      CREATE INDEX event_by_ticket ON event (ticket, id);

      -- What staff wrote, once, however many reporters it goes to.
      CREATE TABLE message (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT,
        by TEXT
      ) STRICT;

      CREATE TABLE reporter_update (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        app INTEGER NOT NULL,
        installation BLOB NOT NULL CHECK (length(installation) = 16),
        report BLOB NOT NULL CHECK (length(report) = 16),
        kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 99),
        at INTEGER NOT NULL,
        ticket INTEGER REFERENCES ticket (number),
        message INTEGER REFERENCES message (id)
      ) STRICT;
      CREATE INDEX reporter_update_by_installation ON reporter_update (app, installation, sequence);

      CREATE TABLE attachment (
        report INTEGER NOT NULL REFERENCES report (sequence),
        place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        here_at INTEGER,
        PRIMARY KEY (report, place)
      ) STRICT, WITHOUT ROWID;

      -- Apart from the list, which must not read through megabytes.
      CREATE TABLE attachment_data (
        id INTEGER PRIMARY KEY,
        report INTEGER NOT NULL,
        place INTEGER NOT NULL,
        data BLOB NOT NULL,
        UNIQUE (report, place),
        FOREIGN KEY (report, place) REFERENCES attachment (report, place)
      ) STRICT;

      -- The words of digested reports, by report. No copy of the text is kept: it stands in the report.
      -- Marks belong to words, or the languages of India would fall to pieces.
      CREATE VIRTUAL TABLE report_words USING fts5 (
        words, reference, content = '', columnsize = 0,
        tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
      );

      CREATE TABLE account (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        email TEXT NOT NULL UNIQUE CHECK (length(email) > 0 AND email = lower(email)),
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        disabled_at INTEGER
      ) STRICT;

      CREATE TABLE session (
        token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
        account INTEGER NOT NULL REFERENCES account (id),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX session_by_expiry ON session (expires_at);
      CREATE INDEX session_by_account ON session (account);
      """)
}
