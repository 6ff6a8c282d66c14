// Of schema 12: who is answering, what somebody has read, what tickets have to do with each other.

extension Schema {
  // A sign of presence holds until `until` and is renewed; it is of no lasting worth, so it is in no log and no export. What
  // happened before `read_mark.event` counts as read by its account, opened or not: nobody begins with a hundred thousand
  // unread tickets.
  static let desk012 = """
    CREATE TABLE presence (
      account INTEGER NOT NULL REFERENCES account (id),
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      until INTEGER NOT NULL,
      PRIMARY KEY (account, ticket)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX presence_by_ticket ON presence (ticket);
    CREATE INDEX presence_by_end ON presence (until);

    CREATE TABLE read_mark (
      account INTEGER PRIMARY KEY REFERENCES account (id),
      event INTEGER NOT NULL CHECK (event >= 0)
    ) STRICT;
    -- kind 0: `other` waits for `ticket`; 1: they belong together, the lower number first.
    CREATE TABLE ticket_relation (
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      other INTEGER NOT NULL REFERENCES ticket (number),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 9),
      at INTEGER NOT NULL,
      PRIMARY KEY (ticket, other, kind),
      CHECK (ticket <> other),
      CHECK (kind <> 1 OR ticket < other)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ticket_relation_by_other ON ticket_relation (other);

    -- What nobody has is counted above each list.
    CREATE INDEX ticket_unowned ON ticket (app, state, kind, severity, component, owner) WHERE owner IS NULL;
    -- Of the suggestions of the newest tickets those that may still hold, read without their words.
    CREATE INDEX suggestion_held ON suggestion (ticket, place, likelihood, base, dismissed_at) WHERE dismissed_at IS NULL;

    INSERT INTO read_mark (account, event) SELECT id, COALESCE((SELECT MAX(id) FROM event), 0) FROM account;

    """
}
