// Of schema 12: public keys of browsers, and the origins from which each may send.

extension Schema {
  static let widget012 = """
    CREATE TABLE web_key (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER NOT NULL REFERENCES app (id),
      -- Public: pages show it to everybody, so it is kept as it is.
      key TEXT NOT NULL UNIQUE CHECK (key GLOB 'tbw_*' AND length(key) <= 60),
      per_minute INTEGER NOT NULL CHECK (per_minute >= 0),
      installation_per_minute INTEGER NOT NULL CHECK (installation_per_minute >= 0),
      created_at INTEGER NOT NULL,
      blocked_at INTEGER,
      revoked_at INTEGER
    ) STRICT;
    CREATE INDEX web_key_by_app ON web_key (app);

    CREATE TABLE web_key_origin (
      web_key INTEGER NOT NULL REFERENCES web_key (id),
      place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 19),
      origin TEXT NOT NULL CHECK (origin GLOB 'http*://*' AND length(origin) <= 300),
      PRIMARY KEY (web_key, place),
      UNIQUE (web_key, origin)
    ) STRICT, WITHOUT ROWID;

    """
}
