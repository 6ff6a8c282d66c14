// Of schema 11: changes that processes hold copies of.

extension Schema {
  // `kind` 0: keys or apps; 1: an erased report, by its sequence, which is never given again. No words.
  static let changes011 = """
    CREATE TABLE shared_change (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
      app INTEGER NOT NULL REFERENCES app (id),
      report INTEGER CHECK ((kind = 1) = (report IS NOT NULL)),
      at INTEGER NOT NULL
    ) STRICT;

    """
}
