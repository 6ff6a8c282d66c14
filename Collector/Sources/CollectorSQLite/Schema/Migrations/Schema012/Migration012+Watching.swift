// Of schema 12: what people watch, and up to which week they had their digest.

extension Schema {
  // sort: 0 app, 1 component, 2 segment, 3 pain point, 4 reporters of whom a field says a value. week_mail: `week` is the newest of which
  // a mail was made, or was not to be made; weeks are counted from Monday, 1 began on 5 January 1970.
  static let watching012 = """
    CREATE TABLE watch (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER NOT NULL REFERENCES account (id),
      app INTEGER NOT NULL REFERENCES app (id),
      sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 19),
      name TEXT NOT NULL DEFAULT '' CHECK (length(CAST(name AS BLOB)) <= 200),
      value TEXT NOT NULL DEFAULT '' CHECK (length(CAST(value AS BLOB)) <= 200),
      pain INTEGER REFERENCES pain_point (number),
      at INTEGER NOT NULL,
      CHECK ((sort = 3) = (pain IS NOT NULL)),
      CHECK ((sort IN (0, 3)) = (name = '')),
      CHECK ((sort = 4) = (value <> ''))
    ) STRICT;
    CREATE UNIQUE INDEX watch_once ON watch (account, app, sort, name, value, COALESCE(pain, 0));

    CREATE TABLE week_mail (
      account INTEGER PRIMARY KEY REFERENCES account (id),
      week INTEGER NOT NULL DEFAULT 0,
      is_off INTEGER NOT NULL DEFAULT 0 CHECK (is_off IN (0, 1))
    ) STRICT;

    """
}

extension Schema {
  // Tickets that were escalated by themselves. reason: 0 age, 1 reopened, 2 unhappy. stuck_look: one row while a rule asks for it.
  static let stuck012 = """
    CREATE TABLE stuck_ticket (
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 9),
      at INTEGER NOT NULL,
      PRIMARY KEY (ticket, reason)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE stuck_look (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      next_at INTEGER NOT NULL
    ) STRICT;

    """
}
