// Makes a large desk of a small one, inside the database: the product's rows several times, with words that stay as rare as they were, counts
// that fit, and pain points whose reports are a twentieth of all. `doctor` finds nothing wrong with it.
#if PostgreSQL
  import BenchDatabases
  import BenchKit
  import Foundation

  struct MultipliedDesk {
    /// Small tables that a copy has no rows of its own in.
    private static let plain = [
      "account", "audit", "known_browser", "notice_cursor", "programme_date", "purge", "read_mark", "release_cursor",
      "routing_state", "session", "shared_change", "launch_state",
    ]

    private let session: Session
    private let copies: Int
    private let today: Int64

    /// The rows lie in the schema `original`; an empty store lies in `tellback`.
    init(_ session: Session, copies: Int, today: Int64) {
      (self.session, self.copies, self.today) = (session, copies, today)
    }

    func fill() throws {
      // Neither triggers nor references are looked at: the rows are what they leave.
      try session.run(
        """
        SET search_path TO tellback;
        SET client_min_messages = warning;
        SET session_replication_role = replica;
        SET synchronous_commit = off;
        SET work_mem = '256MB';
        SET maintenance_work_mem = '1GB'
        """)
      let tables = MultipliedTable.all(copies)
      let indices = try withoutIndices(tables.map { "'\($0.name)'" } + ["'report_words'"])
      for table in Self.plain {
        try session.run("DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM original.\(table)")
      }
      for statement in sums where !statement.isEmpty { try session.run(statement) }
      for table in tables {
        try session.run(table.sql(from: "original", columns: try columns(of: table.name), copies: copies))
      }
      try copyWords()
      for statement in indices + ["ANALYZE"] + FilledPains(today: today).statements { try session.run(statement) }
      try session.run(Self.numbers)
      try session.run("DROP SCHEMA original CASCADE")
      try session.run("VACUUM ANALYZE")
    }

    private func columns(of table: String) throws -> [String] {
      try session.run(
        """
        SELECT string_agg(quote_ident(attname), ',' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = '\(table)'::regclass AND attnum > 0 AND NOT attisdropped
        """
      ).split(separator: ",").map(String.init)
    }

    /// Takes the indices of tables away that are no constraints; what makes them again.
    private func withoutIndices(_ tables: [String]) throws -> [String] {
      let found = """
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'tellback'::regnamespace AND c.relname IN (\(tables.joined(separator: ",")))
          AND NOT EXISTS (SELECT 1 FROM pg_constraint AS x WHERE x.conindid = i.indexrelid)
        """
      let made = try session.run("SELECT string_agg(pg_get_indexdef(i.indexrelid), E'\\n') \(found)")
      let dropped = try session.run("SELECT string_agg('DROP INDEX ' || i.indexrelid::regclass, ';') \(found)")
      try session.run(dropped)
      return made.split(separator: "\n").map(String.init)
    }

    /// Counts of all copies.
    private var sums: [String] {
      let (app, series) = (MultipliedTable.app(copies), "generate_series(0, \(copies - 1)) AS k")
      let facet = MultipliedTable.facet("id", copies)
      return [
        "DELETE FROM app; INSERT INTO app SELECT * FROM original.app",
        copies < 8
          ? ""
          : """
          CREATE TEMP TABLE second AS SELECT * FROM app WHERE id = 1;
          UPDATE second SET id = 2, name = 'shop 2';
          INSERT INTO app SELECT * FROM second
          """,
        """
        DELETE FROM facet;
        INSERT INTO facet (id, app, sort, name) SELECT DISTINCT \(facet), \(app), sort, name FROM original.facet, \(series)
        """,
        """
        DELETE FROM tally;
        INSERT INTO tally (app, received, opened, attached, quarantined, erased, wished, swept, kept_back)
        SELECT \(app), SUM(received), SUM(opened), SUM(attached), SUM(quarantined), SUM(erased), SUM(wished), SUM(swept),
          SUM(kept_back) FROM original.tally, \(series) GROUP BY 1
        """,
        """
        DELETE FROM ticket_tally;
        INSERT INTO ticket_tally (app, state, count)
        SELECT \(app), state, SUM(count) FROM original.ticket_tally, \(series) GROUP BY 1, 2
        """,
        """
        DELETE FROM merged_tally;
        INSERT INTO merged_tally (app, state, count)
        SELECT \(app), state, SUM(count) FROM original.merged_tally, \(series) GROUP BY 1, 2
        """,
        """
        DELETE FROM decision_count;
        INSERT INTO decision_count (app, band, agreed, decided, confirmed, expected)
        SELECT \(app), band, agreed, SUM(decided), SUM(confirmed), SUM(expected) FROM original.decision_count, \(series)
        GROUP BY 1, 2, 3
        """,
        """
        DELETE FROM numbers_day;
        INSERT INTO numbers_day (dimension, key, app, measure, day, count, total)
        SELECT dimension, CASE dimension WHEN 1 THEN \(MultipliedTable.facet("key", copies)) ELSE key END, \(app), measure, day,
          SUM(count), SUM(total)
        FROM original.numbers_day, \(series) GROUP BY 1, 2, 3, 4, 5
        """,
        "UPDATE search_index SET (version, report, event, done) = (SELECT version, 0, 0, 1 FROM original.search_index)",
      ]
    }

    /// A ticket's own word, the first of its title, and a report's reference differ between copies, so that both stay rare.
    private func copyWords() throws {
      let (number, mark) = (MultipliedTable.number("rowid", copies), "\u{F8F2}")
      try session.run(
        """
        CREATE TABLE original.plain_words AS
        SELECT w.rowid, w.words, ts_delete(w.words, ARRAY[split_part(t.title, ' ', 1), r.lexeme]) AS plain,
          split_part(t.title, ' ', 1) AS word
        FROM original.report_words AS w
        JOIN original.placement AS p ON p.report = w.rowid
        JOIN original.ticket AS t ON t.number = p.ticket,
          LATERAL (SELECT lexeme FROM unnest(w.words) WHERE lexeme LIKE '\(mark)%' LIMIT 1) AS r;
        DELETE FROM report_words;
        INSERT INTO report_words (rowid, words)
        SELECT \(number), CASE WHEN k = 0 THEN words ELSE plain
          || array_to_tsvector(ARRAY[\(MultipliedTable.mark) || word, '\(mark)' || lpad(to_hex(\(number)), 8, 'z')]) END
        FROM \(MultipliedTable.copied("original.plain_words", "rowid", copies))
        """)
    }

    /// New rows get numbers after those that are there.
    private static let numbers = """
      DO $$ DECLARE one record; last bigint; BEGIN
        FOR one IN SELECT table_name AS t, column_name AS c FROM information_schema.columns
          WHERE table_schema = 'tellback' AND is_identity = 'YES'
        LOOP
          EXECUTE format('SELECT MAX(%I) FROM %I', one.c, one.t) INTO last;
          IF last IS NOT NULL THEN PERFORM setval(pg_get_serial_sequence(quote_ident(one.t), one.c), last); END IF;
        END LOOP;
      END $$
      """
  }
#endif
