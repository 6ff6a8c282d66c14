// Of schema 11: lists of tickets that somebody keeps under a name.

extension Schema {
  static let views011 = """
    CREATE TABLE saved_view (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      account INTEGER NOT NULL REFERENCES account (id),
      created_at INTEGER NOT NULL,
      is_shared INTEGER NOT NULL CHECK (is_shared IN (0, 1)),
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100),
      query TEXT NOT NULL CHECK (length(CAST(query AS BLOB)) <= 2000)
    ) STRICT;
    CREATE INDEX saved_view_by_account ON saved_view (account);
    CREATE INDEX saved_view_shared ON saved_view (id) WHERE is_shared = 1;
    """
}
