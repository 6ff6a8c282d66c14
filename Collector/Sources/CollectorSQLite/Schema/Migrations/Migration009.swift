// Schema 9, frozen once shipped: a full-text index of answers and notes, and the version of the words in both indexes.
import TellbackSQLite

extension Schema {
  static let migration009 = Migration(
    9, "answers and notes in the full-text index",
    sql: """
      -- The words of events, by event. No copy of the text is kept: it stands in the event.
      CREATE VIRTUAL TABLE event_words USING fts5 (
        words, content = '', columnsize = 0,
        tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
      );

      -- Which words the indexes hold, and up to which report and event they are written; see SearchIndex.swift.
      CREATE TABLE search_index (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        version INTEGER NOT NULL,
        report INTEGER NOT NULL,
        event INTEGER NOT NULL,
        done INTEGER NOT NULL CHECK (done IN (0, 1))
      ) STRICT;
      INSERT INTO search_index (id, version, report, event, done) VALUES (1, 0, 0, 0, 0);
      """)
}
