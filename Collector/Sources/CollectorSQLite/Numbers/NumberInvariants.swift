// What must hold between the marks, the counts of days and the tickets.

extension Invariant {
  static let numbers = [
    Invariant(
      code: "numbers_day", meaning: "What the numbers count of a day is its marks.",
      sql: """
        WITH counted AS (
          SELECT d.dimension, CASE d.dimension WHEN 0 THEN 0 WHEN 1 THEN k.component ELSE k.team END AS key, k.app,
            k.measure, k.day, COUNT(*) AS count, SUM(k.value) AS total
          FROM numbers_mark AS k
          CROSS JOIN (SELECT 0 AS dimension UNION ALL SELECT 1 UNION ALL SELECT 2) AS d
          GROUP BY 1, 2, 3, 4, 5
        )
        SELECT 'measure ' || n.measure || ' of day ' || n.day, n.count || ' (' || n.total || ')',
          COALESCE(c.count, 0) || ' (' || COALESCE(c.total, 0) || ')'
        FROM numbers_day AS n LEFT JOIN counted AS c USING (dimension, key, app, measure, day)
        WHERE n.count <> COALESCE(c.count, 0) OR n.total <> COALESCE(c.total, 0)
        UNION ALL
        SELECT 'measure ' || c.measure || ' of day ' || c.day, '0', CAST(c.count AS TEXT)
        FROM counted AS c LEFT JOIN numbers_day AS n USING (dimension, key, app, measure, day)
        WHERE n.day IS NULL
        """),
    Invariant(
      code: "numbers_queue", meaning: "A ticket is in the queue by its marks where it is neither resolved nor merged.",
      sql: """
        SELECT 'ticket ' || number, COALESCE(marked, 0), is_in FROM (
          SELECT t.number,
            CASE WHEN t.state <> 2 AND NOT EXISTS (SELECT 1 FROM ticket_root AS m WHERE m.ticket = t.number)
              THEN 1 ELSE 0 END AS is_in,
            (SELECT SUM(CASE WHEN k.measure < 2 THEN 1 ELSE -1 END) FROM numbers_mark AS k
              WHERE k.ticket = t.number AND k.measure < 4) AS marked
          FROM ticket AS t
        ) WHERE COALESCE(marked, 0) <> is_in
        """),
  ]
}
