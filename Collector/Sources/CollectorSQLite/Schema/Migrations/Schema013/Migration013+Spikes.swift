// Of schema 13: pages and errors whose reports are held against their own past.

extension Schema {
  // kind: as in release_place, 0 page, 2 error. A place is kept as long as an installation that reported there is; its counts follow by
  // triggers, and with a report goes, and with other words of it changes, what its sender met where. week: from Monday on, as in pain_figure.
  static let spikes013 = """
    CREATE TABLE watched_place (
      id INTEGER PRIMARY KEY,
      app INTEGER NOT NULL REFERENCES app (id),
      kind INTEGER NOT NULL CHECK (kind IN (0, 2)),
      name TEXT NOT NULL CHECK (length(name) > 0),
      first_day INTEGER NOT NULL,
      UNIQUE (app, kind, name)
    ) STRICT;

    CREATE TABLE place_contact (
      place INTEGER NOT NULL REFERENCES watched_place (id),
      day INTEGER NOT NULL,
      installation BLOB NOT NULL CHECK (length(installation) = 16),
      PRIMARY KEY (place, day, installation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX place_contact_by_installation ON place_contact (installation);

    CREATE TABLE place_day (
      place INTEGER NOT NULL REFERENCES watched_place (id) ON DELETE CASCADE,
      day INTEGER NOT NULL,
      contacts INTEGER NOT NULL CHECK (contacts > 0),
      PRIMARY KEY (place, day)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE spike (
      place INTEGER NOT NULL REFERENCES watched_place (id) ON DELETE CASCADE,
      week INTEGER NOT NULL,
      flagged_at INTEGER NOT NULL,
      PRIMARY KEY (place, week)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER place_contact_new AFTER INSERT ON place_contact BEGIN
      INSERT INTO place_day (place, day, contacts) VALUES (new.place, new.day, 1)
        ON CONFLICT (place, day) DO UPDATE SET contacts = contacts + 1;
    END;
    CREATE TRIGGER place_contact_gone AFTER DELETE ON place_contact BEGIN
      DELETE FROM place_day WHERE place = old.place AND day = old.day AND contacts = 1;
      UPDATE place_day SET contacts = contacts - 1 WHERE place = old.place AND day = old.day AND contacts > 1;
      DELETE FROM watched_place
        WHERE id = old.place AND NOT EXISTS (SELECT 1 FROM place_contact WHERE place = old.place);
    END;
    CREATE TRIGGER place_report_gone AFTER DELETE ON report WHEN old.installation IS NOT NULL BEGIN
      DELETE FROM place_contact
      WHERE installation = old.installation AND place IN (SELECT id FROM watched_place WHERE app = old.app);
    END;
    CREATE TRIGGER place_report_changed AFTER UPDATE OF body ON report WHEN old.installation IS NOT NULL BEGIN
      DELETE FROM place_contact
      WHERE installation = old.installation AND place IN (SELECT id FROM watched_place WHERE app = old.app);
    END;

    """
}
