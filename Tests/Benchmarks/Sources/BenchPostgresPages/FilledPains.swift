// Five hundred pain points that hold every twentieth ticket, and a hundred days of 20,000 installations in use. The rows are those that the product
// keeps as reports and heartbeats come in.
#if PostgreSQL
  struct FilledPains {
    private static let (days, installations) = (100, 20_000)

    let today: Int64

    var statements: [String] { points + counts + use }

    private var points: [String] {
      [
        """
        INSERT INTO pain_point (number, app, title, page, created_at)
        SELECT i, 1, 'Pain ' || i, '/page/' || i % 50, (SELECT MIN(opened_at) FROM ticket) FROM generate_series(1, 500) AS i
        """,
        """
        INSERT INTO pain_ticket (id, pain, ticket, at)
        SELECT row_number() OVER (ORDER BY number), 1 + number / 20 % 500, number, opened_at FROM ticket
        WHERE number % 20 = 7 AND app = 1 AND number NOT IN (SELECT ticket FROM ticket_root)
        """,
        """
        INSERT INTO pain_report (report, pain, reporter, captured_at, received_at, week, page, segment, version, channel)
        SELECT p.report, h.pain, p.reporter, p.captured_at, r.received_at, (p.captured_at / 86400000 + 3) / 7, b.body->>'page',
          COALESCE(b.body->>'segment', ''), COALESCE(b.body->'context'->>'appVersion', ''), ''
        FROM pain_ticket AS h
        JOIN LATERAL (SELECT h.ticket UNION ALL SELECT m.ticket FROM ticket_root AS m WHERE m.root = h.ticket) AS t ON true
        JOIN placement AS p ON p.ticket = t.ticket
        JOIN report AS r ON r.sequence = p.report,
          LATERAL (SELECT convert_from(r.body, 'UTF8')::json AS body OFFSET 0) AS b
        ORDER BY 1
        """,
      ]
    }

    private var counts: [String] {
      let places = [
        "0, 0::bigint, '', '', ''", "1, 0, page, '', ''", "2, 0, '', segment, ''", "3, 0, '', '', version",
        "4, week, '', '', ''", "5, 0, page, segment, ''", "6, 0, page, segment, version", "7, week, '', segment, ''",
      ].map { "SELECT pain, \($0), reporter FROM pain_report" }
      return [
        "CREATE TEMP TABLE place (pain, sort, week, page, segment, version, reporter) AS \(places.joined(separator: " UNION ALL "))",
        """
        INSERT INTO pain_figure (id, pain, sort, week, page, segment, version, reports, reporters)
        SELECT row_number() OVER (), pain, sort, week, page, segment, version, COUNT(*), COUNT(DISTINCT reporter) FROM place
        GROUP BY pain, sort, week, page, segment, version
        """,
        "ANALYZE pain_figure",
        """
        INSERT INTO pain_seen (figure, reporter, reports)
        SELECT f.id, p.reporter, COUNT(*) FROM place AS p
        JOIN pain_figure AS f USING (pain, sort, week, page, segment, version) GROUP BY 1, 2 ORDER BY 1, 2
        """,
        """
        INSERT INTO contact_day (app, day, version, channel, contacts)
        SELECT 1, captured_at / 86400000, version, channel, COUNT(*) FROM pain_report GROUP BY 2, 3, 4
        """,
      ]
    }

    /// 25 versions, 30 segments and 3 channels; each installation updates every four days, one in four a version later.
    private var use: [String] {
      let (last, first) = (Self.installations - 1, today - Int64(Self.days) + 1)
      return [
        """
        INSERT INTO cohort (id, app, version, segment, channel)
        SELECT i + 1, 1, '4.' || i % 25, 'segment ' || i / 25 % 30, (ARRAY['store', 'beta', 'web'])[1 + i / 750]
        FROM generate_series(0, 2249) AS i
        """,
        """
        INSERT INTO active_installation (number, app, id)
        SELECT i + 1, 1, convert_to(lpad(i::text, 16, '0'), 'UTF8') FROM generate_series(0, \(last)) AS i
        """,
        """
        INSERT INTO activity (source, day, installation, cohort, pages)
        SELECT 0, \(first) + d, i + 1, 1 + (d / 4 + (i % 4 = 0)::int) % 25 + 25 * (i / 40 % 30) + 750 * (i % 10 / 4), 1
        FROM generate_series(0, \(Self.days - 1)) AS d, generate_series(0, \(last)) AS i ORDER BY 2, 3
        """,
        """
        INSERT INTO exposure_day (app, source, day, cohort, installations)
        SELECT 1, source, day, cohort, COUNT(*) FROM activity GROUP BY source, day, cohort
        """,
        // Thirty pages, as `PageCounts` packs them: what counts here is their size.
        """
        INSERT INTO page_day (app, source, day, cohort, installations, pages)
        SELECT app, source, day, cohort, installations, decode((
          SELECT string_agg(lpad(to_hex(page * 7), 4, '0') || '01', '') FROM generate_series(0, 29) AS page), 'hex')
        FROM exposure_day
        """,
      ]
    }
  }
#endif
