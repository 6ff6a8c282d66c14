// What must be true between who was in use on a day and the sums.

extension Invariant {
  // Days up to the oldest of which it is still known who was counted may have been forgotten in part.
  static let exposure = [
    Invariant(
      code: "exposure", meaning: "The counts of active installations are those of a recount.",
      sql: """
        WITH recount AS (
          SELECT i.app, a.source, a.day, a.cohort, COUNT(*) AS n FROM activity AS a
          JOIN active_installation AS i ON i.number = a.installation
          GROUP BY i.app, a.source, a.day, a.cohort
        ), oldest AS (SELECT source, MIN(day) AS day FROM activity GROUP BY source)
        SELECT 'app ' || e.app || ' day ' || e.day || ' cohort ' || e.cohort, e.installations, COALESCE(r.n, 0)
        FROM exposure_day AS e
        JOIN oldest AS o ON o.source = e.source
        LEFT JOIN recount AS r ON r.app = e.app AND r.source = e.source AND r.day = e.day AND r.cohort = e.cohort
        WHERE e.day > o.day AND e.installations IS NOT r.n
        UNION ALL
        SELECT 'app ' || r.app || ' day ' || r.day || ' cohort ' || r.cohort, COALESCE(e.installations, 0), r.n
        FROM recount AS r
        LEFT JOIN exposure_day AS e ON e.app = r.app AND e.source = r.source AND e.day = r.day AND e.cohort = r.cohort
        WHERE COALESCE(e.installations, 0) < r.n
        """),
    Invariant(
      code: "activity", meaning: "What is counted belongs to an installation that is known.",
      sql: """
        SELECT 'day ' || day, 'installation ' || installation, 'one that is known' FROM activity
        WHERE installation NOT IN (SELECT number FROM active_installation)
        """),
    Invariant(
      code: "page_reach",
      meaning: "The counts of those who said which pages they reached are at least those of a recount.",
      sql: """
        WITH recount AS (
          SELECT i.app, a.day, a.cohort, COUNT(*) AS n FROM activity AS a
          JOIN active_installation AS i ON i.number = a.installation
          WHERE a.source = 0 AND a.pages = 1
          GROUP BY i.app, a.day, a.cohort
        )
        SELECT 'app ' || r.app || ' day ' || r.day || ' cohort ' || r.cohort, COALESCE(e.installations, 0), r.n
        FROM recount AS r
        LEFT JOIN page_day AS e ON e.app = r.app AND e.source = 0 AND e.day = r.day AND e.cohort = r.cohort
        WHERE COALESCE(e.installations, 0) < r.n
        """),
    Invariant(
      code: "offered_help", meaning: "The counts of offered help are at least those of a recount.",
      sql: """
        WITH recount AS (
          SELECT i.app, h.day, h.issue, SUM(h.offered) AS n FROM help_activity AS h
          JOIN active_installation AS i ON i.number = h.installation
          GROUP BY i.app, h.day, h.issue
        )
        SELECT 'app ' || r.app || ' day ' || r.day, COALESCE(e.offered, 0), r.n FROM recount AS r
        LEFT JOIN help_day AS e ON e.app = r.app AND e.day = r.day AND e.issue = r.issue
        WHERE COALESCE(e.offered, 0) < r.n
        """),
  ]
}
