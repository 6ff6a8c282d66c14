// Of schema 11: webhooks, mail and notices.

extension Schema {
  // Nothing here is written by ingest or by the digest: deliveries are derived from `event`, from each endpoint's `cursor` on.
  static let outbox011 = """
    CREATE TABLE webhook (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      url TEXT NOT NULL CHECK (length(CAST(url AS BLOB)) BETWEEN 8 AND 2000),
      all_apps INTEGER NOT NULL CHECK (all_apps IN (0, 1)),
      events TEXT NOT NULL CHECK (length(events) > 0),
      format INTEGER NOT NULL CHECK (format IN (0, 1)),
      carries_words INTEGER NOT NULL CHECK (carries_words IN (0, 1)),
      secret BLOB NOT NULL CHECK (length(secret) BETWEEN 24 AND 64),
      old_secret BLOB CHECK (length(old_secret) BETWEEN 24 AND 64),
      old_secret_until INTEGER,
      cursor INTEGER NOT NULL CHECK (cursor >= 0),
      created_at INTEGER NOT NULL,
      disabled_at INTEGER,
      disabled_because TEXT CHECK (length(CAST(disabled_because AS BLOB)) <= 500),
      failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
      CHECK ((old_secret IS NULL) = (old_secret_until IS NULL)),
      CHECK ((disabled_at IS NULL) = (disabled_because IS NULL))
    ) STRICT;

    CREATE TABLE webhook_app (
      webhook INTEGER NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
      app INTEGER NOT NULL REFERENCES app (id),
      PRIMARY KEY (webhook, app)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX webhook_app_by_app ON webhook_app (app);

    -- How much an endpoint was told of a ticket.
    CREATE TABLE webhook_sequence (
      webhook INTEGER NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      last INTEGER NOT NULL CHECK (last > 0),
      PRIMARY KEY (webhook, ticket)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX webhook_sequence_by_ticket ON webhook_sequence (ticket);

    -- state: 0 waiting, 1 delivered, 2 failed. A test tells of no event. `due_at` of what has ended is when it ended. The body comes
    -- last: the log reads past none.
    CREATE TABLE webhook_delivery (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      webhook INTEGER NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
      event INTEGER REFERENCES event (id),
      ticket INTEGER REFERENCES ticket (number),
      report BLOB CHECK (length(report) = 16),
      type TEXT NOT NULL CHECK (length(type) BETWEEN 1 AND 60),
      sequence INTEGER CHECK (sequence > 0),
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
      created_at INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      first_at INTEGER,
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      status INTEGER CHECK (status BETWEEN 100 AND 999),
      has_words INTEGER NOT NULL DEFAULT 0 CHECK (has_words IN (0, 1)),
      error TEXT CHECK (length(CAST(error AS BLOB)) <= 500),
      answer TEXT CHECK (length(CAST(answer AS BLOB)) <= 1000),
      body BLOB CHECK (length(body) <= 65536),
      CHECK ((event IS NULL) = (ticket IS NULL)),
      CHECK (has_words = 0 OR body IS NOT NULL)
    ) STRICT;
    CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (webhook, event) WHERE event IS NOT NULL;
    CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook, id);
    CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook, state, due_at);
    CREATE INDEX webhook_delivery_in_order ON webhook_delivery (webhook, ticket, id) WHERE state = 0;
    CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE state = 0;
    CREATE INDEX webhook_delivery_ended ON webhook_delivery (due_at) WHERE state <> 0;
    CREATE INDEX webhook_delivery_by_event ON webhook_delivery (event) WHERE event IS NOT NULL;
    CREATE INDEX webhook_delivery_by_ticket ON webhook_delivery (ticket) WHERE ticket IS NOT NULL;
    CREATE INDEX webhook_delivery_words ON webhook_delivery (report) WHERE report IS NOT NULL;

    -- The newest event of which it was decided whom of staff to tell. What happened before this schema is told to nobody.
    CREATE TABLE notice_cursor (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      event INTEGER NOT NULL CHECK (event >= 0)
    ) STRICT;
    INSERT INTO notice_cursor (id, event) SELECT 1, COALESCE(MAX(id), 0) FROM event;

    -- reason: 0 mention, 1 handed over, 2 claim ended, 3 reply, 4 feedback, 5 followed.
    CREATE TABLE notice (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER NOT NULL REFERENCES account (id),
      event INTEGER NOT NULL REFERENCES event (id),
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 19),
      at INTEGER NOT NULL,
      read_at INTEGER,
      awaits_mail INTEGER NOT NULL CHECK (awaits_mail IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX notice_once ON notice (account, event);
    CREATE INDEX notice_by_account ON notice (account, id);
    CREATE INDEX notice_unread ON notice (account, ticket) WHERE read_at IS NULL;
    CREATE INDEX notice_awaiting_mail ON notice (at, account) WHERE awaits_mail = 1;
    CREATE INDEX notice_by_age ON notice (at);
    CREATE INDEX notice_by_event ON notice (event);
    CREATE INDEX notice_by_ticket ON notice (ticket);

    -- channel: 0 none, 1 inbox, 2 inbox and mail.
    CREATE TABLE notice_choice (
      account INTEGER NOT NULL REFERENCES account (id),
      reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 19),
      channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 2),
      PRIMARY KEY (account, reason)
    ) STRICT, WITHOUT ROWID;

    -- state: 0 waiting, 1 sent, 2 failed. Whom it went to and what it said goes once it has ended. A mail is to somebody of staff or to
    -- the reporter of a report.
    CREATE TABLE mail (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER REFERENCES account (id),
      report BLOB CHECK (length(report) = 16),
      ticket INTEGER REFERENCES ticket (number),
      recipient TEXT CHECK (length(CAST(recipient AS BLOB)) BETWEEN 3 AND 254),
      subject TEXT NOT NULL CHECK (length(CAST(subject AS BLOB)) <= 1000),
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
      created_at INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      first_at INTEGER,
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      error TEXT CHECK (length(CAST(error AS BLOB)) <= 1000),
      token TEXT NOT NULL CHECK (length(token) BETWEEN 1 AND 64),
      text TEXT CHECK (length(CAST(text AS BLOB)) <= 1000000),
      CHECK ((account IS NULL) <> (report IS NULL)),
      CHECK ((state = 0) = (recipient IS NOT NULL)),
      CHECK ((state = 0) = (text IS NOT NULL))
    ) STRICT;
    CREATE INDEX mail_due ON mail (due_at) WHERE state = 0;
    CREATE INDEX mail_state ON mail (state, due_at);
    CREATE INDEX mail_by_account ON mail (account, created_at) WHERE account IS NOT NULL;
    CREATE INDEX mail_by_report ON mail (report) WHERE report IS NOT NULL;
    CREATE INDEX mail_by_ticket ON mail (ticket) WHERE ticket IS NOT NULL;

    -- After how many hours reporters are told by mail what they did not read; up to which update that was decided.
    CREATE TABLE reporter_mail (
      app INTEGER PRIMARY KEY REFERENCES app (id),
      hours INTEGER CHECK (hours BETWEEN 1 AND 720),
      cursor INTEGER NOT NULL CHECK (cursor >= 0)
    ) STRICT;

    """
}
