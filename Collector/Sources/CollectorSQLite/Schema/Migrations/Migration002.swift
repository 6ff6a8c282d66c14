// Schema 2, frozen once shipped: merges and splits as links, what they come to, and what apps are told of tickets.
import TellbackSQLite

extension Schema {
  // `link` and what hangs on it is the truth; report_home, key_home, ticket_root and ticket_shown are derived from it and
  // could be made again at any time (Links+Derived.swift). Nothing of a ticket or a placement changes when links do.
  static let migration002 = Migration(
    2, "merged and split tickets, known issues",
    sql: """
      ALTER TABLE event ADD COLUMN other INTEGER REFERENCES ticket (number);
      ALTER TABLE placement ADD COLUMN reporter BLOB CHECK (length(reporter) = 16);
      ALTER TABLE placement ADD COLUMN captured_at INTEGER;
      ALTER TABLE placement ADD COLUMN version INTEGER REFERENCES facet (id);
      CREATE INDEX placement_by_reporter ON placement (ticket, reporter) WHERE reporter IS NOT NULL;

      -- 0: ticket is merged into other; 1: ticket was opened for some reports of other.
      CREATE TABLE link (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        other INTEGER NOT NULL REFERENCES ticket (number),
        at INTEGER NOT NULL,
        actor INTEGER,
        actor_name TEXT,
        undone_at INTEGER,
        CHECK (ticket <> other),
        CHECK ((actor IS NULL) = (actor_name IS NULL))
      ) STRICT;
      CREATE UNIQUE INDEX link_merged_once ON link (ticket) WHERE kind = 0 AND undone_at IS NULL;
      CREATE UNIQUE INDEX link_opened_once ON link (ticket) WHERE kind = 1;
      CREATE INDEX link_by_ticket ON link (ticket);
      CREATE INDEX link_by_other ON link (other);
      CREATE TRIGGER link_within_an_app BEFORE INSERT ON link
      WHEN (SELECT app FROM ticket WHERE number = new.ticket) IS NOT (SELECT app FROM ticket WHERE number = new.other)
      BEGIN
        SELECT RAISE(ABORT, 'a link joins tickets of one app');
      END;
      CREATE TRIGGER link_stays BEFORE UPDATE OF kind, ticket, other, at ON link BEGIN
        SELECT RAISE(ABORT, 'a link is undone, not changed');
      END;

      CREATE TABLE split_report (
        link INTEGER NOT NULL REFERENCES link (id),
        report INTEGER NOT NULL REFERENCES report (sequence) ON DELETE CASCADE,
        PRIMARY KEY (link, report)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX split_report_by_report ON split_report (report, link);

      CREATE TABLE split_key (
        app INTEGER NOT NULL REFERENCES app (id),
        key BLOB NOT NULL,
        link INTEGER NOT NULL REFERENCES link (id),
        PRIMARY KEY (app, key, link)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX split_key_by_link ON split_key (link);

      -- Where a report that was split off is shown; the others are shown where they were placed.
      CREATE TABLE report_home (
        report INTEGER PRIMARY KEY REFERENCES report (sequence) ON DELETE CASCADE,
        ticket INTEGER NOT NULL REFERENCES ticket (number)
      ) STRICT;
      CREATE INDEX report_home_by_ticket ON report_home (ticket, report);

      -- Where reports with a key land that was split off; goes before grouping_key.
      CREATE TABLE key_home (
        app INTEGER NOT NULL REFERENCES app (id),
        key BLOB NOT NULL,
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        PRIMARY KEY (app, key)
      ) STRICT, WITHOUT ROWID;

      -- Tickets that are found as another one.
      CREATE TABLE ticket_root (
        ticket INTEGER PRIMARY KEY REFERENCES ticket (number),
        root INTEGER NOT NULL REFERENCES ticket (number),
        CHECK (ticket <> root)
      ) STRICT;
      CREATE INDEX ticket_root_by_root ON ticket_root (root, ticket);

      -- The counts and times of tickets that links touch; all others show their own.
      CREATE TABLE ticket_shown (
        ticket INTEGER PRIMARY KEY REFERENCES ticket (number),
        reports INTEGER NOT NULL CHECK (reports >= 0),
        reporters INTEGER NOT NULL CHECK (reporters >= 0),
        first_captured_at INTEGER NOT NULL,
        last_captured_at INTEGER NOT NULL,
        first_received_at INTEGER NOT NULL,
        last_received_at INTEGER NOT NULL,
        CHECK (first_captured_at <= last_captured_at),
        CHECK (first_received_at <= last_received_at)
      ) STRICT;

      -- What apps are told of a ticket. A withdrawn one stays: devices that were offline may still mean it.
      CREATE TABLE published_issue (
        ticket INTEGER PRIMARY KEY REFERENCES ticket (number),
        app INTEGER NOT NULL REFERENCES app (id),
        title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 200),
        words TEXT NOT NULL CHECK (length(CAST(words AS BLOB)) <= 1000),
        workaround TEXT CHECK (length(CAST(workaround AS BLOB)) <= 4000),
        fixed_in TEXT CHECK (length(CAST(fixed_in AS BLOB)) <= 100),
        published_at INTEGER NOT NULL,
        withdrawn_at INTEGER
      ) STRICT;
      CREATE INDEX published_issue_by_app ON published_issue (app) WHERE withdrawn_at IS NULL;
      """)
}
