// Of schema 10: invitations, sessions, second factors and the audit log.

extension Schema {
  // An account without `joined_at` was invited and has not come yet; its password is empty and fits nothing. The secret of a
  // second factor is readable by whoever can read this file: a code is made of the secret itself, so that no hash would do.
  static let people010 = """
    ALTER TABLE account ADD COLUMN joined_at INTEGER;
    UPDATE account SET joined_at = created_at;
    ALTER TABLE account ADD COLUMN languages TEXT NOT NULL DEFAULT ''
      CHECK (length(CAST(languages AS BLOB)) <= 400);
    ALTER TABLE account ADD COLUMN time_zone TEXT
      CHECK (time_zone IS NULL OR length(CAST(time_zone AS BLOB)) BETWEEN 1 AND 64);
    ALTER TABLE account ADD COLUMN away_since INTEGER;
    ALTER TABLE account ADD COLUMN needs_factor INTEGER NOT NULL DEFAULT 0 CHECK (needs_factor IN (0, 1));

    ALTER TABLE session ADD COLUMN seen_at INTEGER;
    ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '' CHECK (length(CAST(browser AS BLOB)) <= 400);
    ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '' CHECK (length(CAST(address AS BLOB)) <= 100);
    -- The password was right and the second factor has not come yet: nobody is signed in by it.
    ALTER TABLE session ADD COLUMN awaits_factor INTEGER NOT NULL DEFAULT 0 CHECK (awaits_factor IN (0, 1));
    ALTER TABLE session ADD COLUMN failed_codes INTEGER NOT NULL DEFAULT 0 CHECK (failed_codes >= 0);

    -- A link with which somebody sets their password once; a newer one replaces it.
    CREATE TABLE invitation (
      account INTEGER PRIMARY KEY REFERENCES account (id),
      token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
      by TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT;

    -- Browsers that signed in before: they keep their way in while others guess at the account's password.
    CREATE TABLE known_browser (
      token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
      account INTEGER NOT NULL REFERENCES account (id),
      seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX known_browser_by_account ON known_browser (account, seen_at);

    -- `last_step` is the newest time step of which a code was taken: none is taken twice.
    CREATE TABLE second_factor (
      account INTEGER PRIMARY KEY REFERENCES account (id),
      secret BLOB NOT NULL CHECK (length(secret) = 20),
      created_at INTEGER NOT NULL,
      confirmed_at INTEGER,
      last_step INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE recovery_code (
      account INTEGER NOT NULL REFERENCES account (id),
      code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
      PRIMARY KEY (account, code_hash)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE access_token (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER NOT NULL REFERENCES account (id),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
      hint TEXT NOT NULL,
      scopes TEXT NOT NULL CHECK (length(scopes) > 0),
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      used_at INTEGER,
      revoked_at INTEGER
    ) STRICT;
    CREATE INDEX access_token_by_account ON access_token (account);

    -- What a write of a program was answered, by the key that it gave the write. No words are kept.
    CREATE TABLE kept_answer (
      account INTEGER NOT NULL REFERENCES account (id),
      key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
      request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
      status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 299),
      body BLOB NOT NULL CHECK (length(body) <= 4096),
      at INTEGER NOT NULL,
      PRIMARY KEY (account, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX kept_answer_by_time ON kept_answer (at);

    -- What people and commands did. `by` and `subject` are names as they were; no words of reports stand here.
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      act TEXT NOT NULL CHECK (length(act) BETWEEN 1 AND 60),
      way INTEGER NOT NULL CHECK (way BETWEEN 0 AND 9),
      account INTEGER,
      by TEXT NOT NULL CHECK (length(CAST(by AS BLOB)) <= 400),
      address TEXT CHECK (address IS NULL OR length(CAST(address AS BLOB)) <= 100),
      app INTEGER,
      ticket INTEGER,
      subject TEXT NOT NULL CHECK (length(CAST(subject AS BLOB)) <= 400),
      detail TEXT NOT NULL CHECK (length(CAST(detail AS BLOB)) <= 2000)
    ) STRICT;
    CREATE INDEX audit_by_act ON audit (act, id);
    CREATE INDEX audit_by_account ON audit (account, id);
    CREATE INDEX audit_by_time ON audit (at);

    """
}
