// Of schema 11: calendars, service levels and clocks.

extension Schema {
  // Rules are kept as whole versions, so that what was counted can always be told by the calendar that counted it. A clock is one
  // promise on one ticket: metric 0 first answer, 1 next answer, 2 resolution; mode 0 running, 1 paused, 2 frozen, 3 ended. Times
  // of business are milliseconds. `ticket.due_at` is the earliest due moment of its running clocks, or the largest integer, so
  // that an index orders by it.
  static let serviceLevels011 = """
    CREATE TABLE service_rules (
      version INTEGER PRIMARY KEY CHECK (version > 0),
      saved_at INTEGER NOT NULL,
      account INTEGER REFERENCES account (id),
      name TEXT NOT NULL,
      body BLOB NOT NULL CHECK (length(body) BETWEEN 2 AND 1048576)
    ) STRICT;

    -- The tickets that are still to be brought under the newest rules: those after `next` up to `last`.
    CREATE TABLE service_adoption (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      saved_at INTEGER NOT NULL,
      next INTEGER NOT NULL,
      last INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE ticket_clock (
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      metric INTEGER NOT NULL CHECK (metric BETWEEN 0 AND 2),
      round INTEGER NOT NULL CHECK (round > 0),
      mode INTEGER NOT NULL CHECK (mode BETWEEN 0 AND 3),
      version INTEGER NOT NULL REFERENCES service_rules (version),
      calendar INTEGER NOT NULL,
      target INTEGER CHECK (target > 0),
      started_at INTEGER NOT NULL,
      since INTEGER NOT NULL CHECK (since >= started_at),
      spent INTEGER NOT NULL CHECK (spent >= 0),
      paused INTEGER NOT NULL CHECK (paused >= 0),
      due_at INTEGER CHECK (due_at IS NULL OR (mode = 0 AND target IS NOT NULL)),
      warn_at INTEGER CHECK (warn_at IS NULL OR mode = 0),
      escalate_at INTEGER CHECK (escalate_at IS NULL OR mode = 0),
      warned_at INTEGER,
      breached_at INTEGER,
      escalated_at INTEGER CHECK (escalated_at IS NULL OR breached_at IS NOT NULL),
      next_at INTEGER CHECK (next_at IS NULL OR mode = 0),
      PRIMARY KEY (ticket, metric)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ticket_clock_next ON ticket_clock (next_at) WHERE next_at IS NOT NULL;

    CREATE TABLE clock_span (
      id INTEGER PRIMARY KEY,
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      metric INTEGER NOT NULL CHECK (metric BETWEEN 0 AND 2),
      round INTEGER NOT NULL CHECK (round > 0),
      mode INTEGER NOT NULL CHECK (mode BETWEEN 0 AND 2),
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL CHECK (to_at > from_at),
      worked INTEGER NOT NULL CHECK (worked BETWEEN 0 AND to_at - from_at),
      version INTEGER NOT NULL REFERENCES service_rules (version),
      calendar INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX clock_span_by_clock ON clock_span (ticket, metric, round, id);

    -- What promises came to. `undone_at`: the ticket was opened again, so that this end was none.
    CREATE TABLE service_result (
      id INTEGER PRIMARY KEY,
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      metric INTEGER NOT NULL CHECK (metric BETWEEN 0 AND 2),
      round INTEGER NOT NULL CHECK (round > 0),
      started_at INTEGER NOT NULL,
      ended_at INTEGER NOT NULL,
      spent INTEGER NOT NULL CHECK (spent >= 0),
      paused INTEGER NOT NULL CHECK (paused >= 0),
      target INTEGER CHECK (target > 0),
      missed INTEGER NOT NULL CHECK (missed IN (0, 1)),
      version INTEGER NOT NULL REFERENCES service_rules (version),
      calendar INTEGER NOT NULL,
      undone_at INTEGER
    ) STRICT;
    CREATE INDEX service_result_by_ticket ON service_result (ticket, metric, id);
    CREATE INDEX service_result_by_end ON service_result (ended_at);

    -- Whom to tell what, once: 0 due soon, 1 breached.
    CREATE TABLE service_notice (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      account INTEGER NOT NULL REFERENCES account (id),
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
      metric INTEGER NOT NULL CHECK (metric BETWEEN 0 AND 2),
      due_at INTEGER NOT NULL,
      UNIQUE (account, ticket, metric, kind, due_at)
    ) STRICT;

    ALTER TABLE ticket ADD COLUMN due_at INTEGER NOT NULL DEFAULT 9223372036854775807;
    -- By an expression: with `severity DESC` SQLite sorts a list of one severity.
    CREATE INDEX ticket_due ON ticket (app, state, due_at, -severity, number, kind, severity, component);

    """
}
