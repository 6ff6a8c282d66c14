// Of schema 12: in which language somebody reads the board.

extension Schema {
  static let languages012 = """
    -- Without a row the browser decides.
    CREATE TABLE board_language (
      account INTEGER PRIMARY KEY REFERENCES account (id),
      language TEXT NOT NULL CHECK (language IN ('en', 'de'))
    ) STRICT;

    """
}
