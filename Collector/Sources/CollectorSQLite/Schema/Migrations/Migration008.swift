// Schema 8, frozen once shipped: what tickets wait for, outcomes that fit a ticket's kind, the version of a fix, messages in their
// undo window, drafts.
import TellbackSQLite

extension Schema {
  // `resolution` allows 1 to 5 and a CHECK cannot be changed in place: outcomes since then stand in `outcome`, beside the
  // nearest one of the five. `fixed_in` is empty for a fix in code that is not released yet.
  static let migration008 = Migration(
    8, "waits with causes, outcomes by kind, versions of fixes, undo window, drafts",
    sql: """
      ALTER TABLE ticket ADD COLUMN outcome INTEGER
        CHECK (outcome IS NULL OR (outcome BETWEEN 6 AND 9 AND resolution IS NOT NULL));
      ALTER TABLE ticket ADD COLUMN fixed_in TEXT
        CHECK (fixed_in IS NULL OR (resolution IS 1 AND length(CAST(fixed_in AS BLOB)) <= 100));
      ALTER TABLE ticket ADD COLUMN waits_for INTEGER
        CHECK (waits_for IS NULL OR (waits_for BETWEEN 0 AND 3 AND state = 1));
      ALTER TABLE ticket ADD COLUMN waits_on TEXT
        CHECK ((waits_on IS NOT NULL) = (waits_for IS NOT NULL AND waits_for IN (1, 2))
          AND (waits_on IS NULL OR length(CAST(waits_on AS BLOB)) BETWEEN 1 AND 100));
      ALTER TABLE ticket ADD COLUMN waits_until INTEGER
        CHECK ((waits_until IS NULL OR waits_for IS NOT NULL) AND (waits_for IS NOT 3 OR waits_until IS NOT NULL));
      CREATE INDEX ticket_wakes ON ticket (waits_until) WHERE waits_until IS NOT NULL;

      ALTER TABLE event ADD COLUMN outcome INTEGER
        CHECK (outcome IS NULL OR (outcome BETWEEN 6 AND 9 AND resolution IS NOT NULL));
      ALTER TABLE event ADD COLUMN detail TEXT;

      -- What was said to reporters and can still be taken back. A row goes when it is sent or taken back; `was_` is what a move
      -- changed on the ticket.
      CREATE TABLE outgoing (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        event INTEGER NOT NULL UNIQUE REFERENCES event (id),
        account INTEGER NOT NULL,
        by TEXT NOT NULL,
        kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 99),
        text TEXT,
        at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        was_state INTEGER CHECK (was_state BETWEEN 0 AND 2),
        was_resolution INTEGER CHECK (was_resolution BETWEEN 1 AND 99),
        was_fixed_in TEXT,
        was_resolved_at INTEGER,
        was_waits_for INTEGER CHECK (was_waits_for BETWEEN 0 AND 3),
        was_waits_on TEXT,
        was_waits_until INTEGER,
        CHECK (due_at >= at)
      ) STRICT;
      CREATE INDEX outgoing_by_ticket ON outgoing (ticket);
      CREATE INDEX outgoing_by_due ON outgoing (due_at);

      CREATE TABLE draft (
        account INTEGER NOT NULL REFERENCES account (id),
        ticket INTEGER NOT NULL REFERENCES ticket (number),
        box INTEGER NOT NULL CHECK (box BETWEEN 0 AND 2),
        text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 40000),
        at INTEGER NOT NULL,
        PRIMARY KEY (account, ticket, box)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX draft_by_ticket ON draft (ticket);
      """)
}
