// What must hold between pain points and the reports that count there.

extension Invariant {
  static let pains = [
    Invariant(
      code: "pain_reports", meaning: "A report counts for the pain point of the ticket on which it is shown.",
      sql: """
        WITH shown AS (
          SELECT p.report, COALESCE(m.root, h.ticket, p.ticket) AS root FROM placement AS p
          LEFT JOIN report_home AS h ON h.report = p.report
          LEFT JOIN ticket_root AS m ON m.ticket = COALESCE(h.ticket, p.ticket)
        ), held AS (
          SELECT COALESCE(m.root, t.ticket) AS root, t.pain,
            ROW_NUMBER() OVER (
              PARTITION BY COALESCE(m.root, t.ticket) ORDER BY m.root IS NOT NULL, t.id) AS place
          FROM pain_ticket AS t LEFT JOIN ticket_root AS m ON m.ticket = t.ticket
          WHERE t.undone_at IS NULL
        ), there AS (
          SELECT s.report, h.pain FROM held AS h JOIN shown AS s ON s.root = h.root WHERE h.place = 1
        )
        SELECT 'report ' || report, found, expected FROM (
          SELECT t.report, COALESCE(c.pain, 0) AS found, t.pain AS expected FROM there AS t
          LEFT JOIN pain_report AS c ON c.report = t.report
          UNION ALL
          SELECT c.report, c.pain, 0 FROM pain_report AS c WHERE c.report NOT IN (SELECT report FROM there)
        ) WHERE found <> expected
        """),
    Invariant(
      code: "pain_figures", meaning: "The counts of a pain point are what counting its reports gives.",
      sql: """
        WITH place AS (
          SELECT pain, 0 AS sort, 0 AS week, '' AS page, '' AS segment, '' AS version, reporter FROM pain_report
          UNION ALL SELECT pain, 1, 0, page, '', '', reporter FROM pain_report
          UNION ALL SELECT pain, 2, 0, '', segment, '', reporter FROM pain_report
          UNION ALL SELECT pain, 3, 0, '', '', version, reporter FROM pain_report
          UNION ALL SELECT pain, 4, week, '', '', '', reporter FROM pain_report
          UNION ALL SELECT pain, 5, 0, page, segment, '', reporter FROM pain_report
          UNION ALL SELECT pain, 6, 0, page, segment, version, reporter FROM pain_report
          UNION ALL SELECT pain, 7, week, '', segment, '', reporter FROM pain_report
        ), there AS (
          SELECT pain, sort, week, page, segment, version, COUNT(*) AS reports, COUNT(DISTINCT reporter) AS reporters
          FROM place GROUP BY pain, sort, week, page, segment, version
        )
        SELECT 'count ' || sort || ' of pain point ' || pain, found, expected FROM (
          SELECT t.pain, t.sort, COALESCE(f.reports || ' by ' || f.reporters, 'nothing') AS found,
            t.reports || ' by ' || t.reporters AS expected
          FROM there AS t LEFT JOIN pain_figure AS f USING (pain, sort, week, page, segment, version)
          UNION ALL
          SELECT f.pain, f.sort, f.reports || ' by ' || f.reporters, 'nothing' FROM pain_figure AS f
          WHERE NOT EXISTS (
            SELECT 1 FROM there AS t WHERE (t.pain, t.sort, t.week, t.page, t.segment, t.version)
              = (f.pain, f.sort, f.week, f.page, f.segment, f.version))
        ) WHERE found <> expected
        """),
    Invariant(
      code: "pain_installations", meaning: "The installations of an app are counted.",
      sql: """
        SELECT 'app ' || app, found, expected FROM (
          SELECT a.id AS app, COALESCE(p.count, 0) AS found,
            (SELECT COUNT(*) FROM installation AS i WHERE i.app = a.id) AS expected
          FROM app AS a LEFT JOIN pain_installations AS p ON p.app = a.id
        ) WHERE found <> expected
        """),
    Invariant(
      code: "pain_told", meaning: "Who was told a workaround is counted.",
      sql: """
        SELECT 'pain point ' || pain, told || ' and ' || came_back, there || ' and ' || back FROM (
          SELECT r.pain, r.told, r.came_back,
            (SELECT COUNT(*) FROM pain_told AS t WHERE t.pain = r.pain) AS there,
            (SELECT CAST(TOTAL(t.came_back) AS INTEGER) FROM pain_told AS t WHERE t.pain = r.pain) AS back
          FROM pain_reach AS r
        ) WHERE told <> there OR came_back <> back
        """),
  ]
}
