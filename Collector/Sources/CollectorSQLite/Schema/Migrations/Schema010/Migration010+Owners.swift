// Of schema 10: who has claimed a ticket, groups, and waits that end by themselves.

extension Schema {
  // A ticket belongs to at most one account and at most one group. `told_owner` is whose name reporters heard last: it is not
  // told twice. `outcome` allowed 6 to 9 and a CHECK cannot be changed in place, so the column is made anew.
  static let owners010 = """
    CREATE TABLE staff_group (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE group_member (
      staff_group INTEGER NOT NULL REFERENCES staff_group (id) ON DELETE CASCADE,
      account INTEGER NOT NULL REFERENCES account (id),
      PRIMARY KEY (staff_group, account)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX group_member_by_account ON group_member (account);

    ALTER TABLE ticket ADD COLUMN owner INTEGER REFERENCES account (id);
    ALTER TABLE ticket ADD COLUMN owned_at INTEGER CHECK ((owned_at IS NULL) = (owner IS NULL));
    ALTER TABLE ticket ADD COLUMN owner_acted_at INTEGER CHECK ((owner_acted_at IS NULL) = (owner IS NULL));
    ALTER TABLE ticket ADD COLUMN owner_group INTEGER REFERENCES staff_group (id);
    ALTER TABLE ticket ADD COLUMN told_owner INTEGER REFERENCES account (id);
    CREATE INDEX ticket_by_owner ON ticket (owner) WHERE owner IS NOT NULL;
    CREATE INDEX ticket_by_group ON ticket (owner_group) WHERE owner_group IS NOT NULL;
    CREATE INDEX ticket_idle ON ticket (owner_acted_at) WHERE owner IS NOT NULL AND state = 0;

    -- The account that a merge made the owner of the survivor, which had none: undone, it has none again.
    ALTER TABLE link ADD COLUMN gave_owner INTEGER REFERENCES account (id);

    CREATE TABLE follower (
      account INTEGER NOT NULL REFERENCES account (id),
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      at INTEGER NOT NULL,
      PRIMARY KEY (account, ticket)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX follower_by_ticket ON follower (ticket);

    -- The newest event of a ticket that somebody has seen.
    CREATE TABLE ticket_seen (
      account INTEGER NOT NULL REFERENCES account (id),
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      event INTEGER NOT NULL,
      PRIMARY KEY (account, ticket)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ticket_seen_by_ticket ON ticket_seen (ticket);

    ALTER TABLE ticket ADD COLUMN waits_since INTEGER CHECK (waits_since IS NULL OR state = 1);
    ALTER TABLE ticket ADD COLUMN wakes_on_reply INTEGER NOT NULL DEFAULT 1 CHECK (wakes_on_reply IN (0, 1));
    ALTER TABLE ticket ADD COLUMN reminded_at INTEGER CHECK (reminded_at IS NULL OR waits_for IS 0);
    CREATE INDEX ticket_waits_for_release ON ticket (app) WHERE waits_for = 2;
    CREATE INDEX ticket_waits_for_reporter ON ticket (waits_since) WHERE waits_for = 0;
    UPDATE ticket SET waits_since = changed_at WHERE waits_for = 0;
    ALTER TABLE outgoing ADD COLUMN was_wakes_on_reply INTEGER NOT NULL DEFAULT 1 CHECK (was_wakes_on_reply IN (0, 1));

    ALTER TABLE ticket ADD COLUMN outcome_10 INTEGER
      CHECK (outcome_10 IS NULL OR (outcome_10 BETWEEN 6 AND 99 AND resolution IS NOT NULL));
    UPDATE ticket SET outcome_10 = outcome WHERE outcome IS NOT NULL;
    ALTER TABLE ticket DROP COLUMN outcome;
    ALTER TABLE ticket RENAME COLUMN outcome_10 TO outcome;
    ALTER TABLE event ADD COLUMN outcome_10 INTEGER
      CHECK (outcome_10 IS NULL OR (outcome_10 BETWEEN 6 AND 99 AND resolution IS NOT NULL));
    UPDATE event SET outcome_10 = outcome WHERE outcome IS NOT NULL;
    ALTER TABLE event DROP COLUMN outcome;
    ALTER TABLE event RENAME COLUMN outcome_10 TO outcome;

    """
}
