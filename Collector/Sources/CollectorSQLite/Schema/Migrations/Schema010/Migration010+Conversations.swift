// Of schema 10: messages between staff and one reporter, or all reporters of a ticket.

extension Schema {
  // What reporters do is `reporter_message`; what staff say is `message`, as before, once for all whom it reaches. The words of
  // both are found by the event that tells of them.
  static let conversations010 = """
    -- What reporters did after a report, as it came: 0 reply, 1 read, 2 verdict, 3 rating, 4 thanks. `about` is the sequence of
    -- an update. Until its report is on a ticket it is not applied.
    CREATE TABLE reporter_message (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      report INTEGER NOT NULL REFERENCES report (sequence),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
      about INTEGER CHECK ((about IS NOT NULL) = (kind IN (1, 2))),
      helped INTEGER CHECK (((helped IS NOT NULL) = (kind = 2)) AND (helped IS NULL OR helped IN (0, 1))),
      stars INTEGER CHECK (((stars IS NOT NULL) = (kind = 3)) AND (stars IS NULL OR stars BETWEEN 1 AND 5)),
      at INTEGER NOT NULL,
      received_at INTEGER NOT NULL,
      sent_at INTEGER,
      applied INTEGER NOT NULL DEFAULT 0 CHECK (applied IN (0, 1)),
      event INTEGER UNIQUE REFERENCES event (id),
      redacted_at INTEGER,
      version TEXT CHECK (length(CAST(version AS BLOB)) <= 500),
      text TEXT CHECK (length(CAST(text AS BLOB)) <= 10000),
      CHECK (event IS NULL OR (applied = 1 AND kind <> 1)),
      CHECK (applied = 0 OR kind = 1 OR event IS NOT NULL),
      CHECK (kind <> 1 OR text IS NULL),
      CHECK (kind <> 0 OR text IS NOT NULL OR redacted_at IS NOT NULL)
    ) STRICT;
    CREATE INDEX reporter_message_by_report ON reporter_message (report, sequence);
    CREATE INDEX reporter_message_waiting ON reporter_message (report) WHERE applied = 0;
    CREATE INDEX reporter_message_feedback ON reporter_message (report, kind) WHERE kind > 1;

    -- Up to which update the reporter of a report has read.
    CREATE TABLE report_read (
      report INTEGER PRIMARY KEY REFERENCES report (sequence),
      up_to INTEGER NOT NULL CHECK (up_to > 0)
    ) STRICT;

    -- The bytes come last: a list of files reads none of them.
    CREATE TABLE reporter_file (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL REFERENCES reporter_message (sequence) ON DELETE CASCADE,
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      here_at INTEGER,
      removed_at INTEGER,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      data BLOB,
      UNIQUE (message, place),
      CHECK ((data IS NOT NULL) = (here_at IS NOT NULL AND removed_at IS NULL))
    ) STRICT;
    CREATE TABLE staff_file (
      id INTEGER PRIMARY KEY,
      event INTEGER NOT NULL REFERENCES event (id),
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 99),
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      data BLOB NOT NULL CHECK (bytes = length(data)),
      UNIQUE (event, place)
    ) STRICT;

    -- `uid` is what reporters know the message by, `revises` that of the first version.
    ALTER TABLE message ADD COLUMN uid BLOB CHECK (uid IS NULL OR length(uid) = 16);
    ALTER TABLE message ADD COLUMN revises BLOB CHECK (revises IS NULL OR length(revises) = 16);
    ALTER TABLE message ADD COLUMN event INTEGER REFERENCES event (id);
    ALTER TABLE message ADD COLUMN personal INTEGER NOT NULL DEFAULT 0 CHECK (personal IN (0, 1));
    ALTER TABLE message ADD COLUMN version TEXT CHECK (version IS NULL OR length(CAST(version AS BLOB)) <= 500);
    ALTER TABLE message ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told >= 0);
    ALTER TABLE message ADD COLUMN seen INTEGER NOT NULL DEFAULT 0 CHECK (seen BETWEEN 0 AND told);
    CREATE UNIQUE INDEX message_by_uid ON message (uid) WHERE uid IS NOT NULL;
    CREATE INDEX message_by_event ON message (event) WHERE event IS NOT NULL;
    CREATE INDEX reporter_update_by_message ON reporter_update (message) WHERE message IS NOT NULL;

    ALTER TABLE event ADD COLUMN about INTEGER REFERENCES event (id);
    -- Answers to one reporter alone: their words go with the report.
    CREATE INDEX event_personal ON event (report) WHERE report IS NOT NULL AND kind IN (3, 45);

    ALTER TABLE outgoing ADD COLUMN report BLOB CHECK (report IS NULL OR length(report) = 16);
    ALTER TABLE outgoing ADD COLUMN revises INTEGER REFERENCES event (id);
    ALTER TABLE outgoing ADD COLUMN version TEXT CHECK (version IS NULL OR length(CAST(version AS BLOB)) <= 500);
    """
}
