// What must hold between verdicts, releases, launches, watches and what they are about.

extension Invariant {
  static let releases = [
    Invariant(
      code: "verdicts", meaning: "A verdict is said of an attempt that was released.",
      sql: """
        SELECT 'attempt ' || a.id, 'a verdict', 'none before a release' FROM attempt_verdict AS v
        JOIN pain_attempt AS a ON a.id = v.attempt
        WHERE a.version IS NULL AND a.released_at IS NULL
        """),
    Invariant(
      code: "release_pages",
      meaning: "A page is kept as long as somebody who reported there is known, and belongs to their release.",
      sql: """
        SELECT 'place ' || p.id || ' of release ' || p.watch, 'kept', 'gone with its last reporter' FROM release_place AS p
        WHERE p.kind = 0 AND NOT EXISTS (SELECT 1 FROM release_contact AS c WHERE c.page = p.id)
        UNION ALL
        SELECT 'place ' || p.id, 'release ' || c.watch, 'release ' || p.watch FROM release_contact AS c
        JOIN release_place AS p ON p.id = c.page
        WHERE p.watch <> c.watch OR p.kind <> 0
        """),
    Invariant(
      code: "release_pains", meaning: "A pain point that a release is watched for is one of its app.",
      sql: """
        SELECT 'place ' || p.id || ' of release ' || p.watch, 'pain point ' || p.name, 'one of app ' || w.app
        FROM release_place AS p
        JOIN release_watch AS w ON w.id = p.watch
        LEFT JOIN pain_point AS n ON n.number = CAST(p.name AS INTEGER)
        WHERE p.kind = 1 AND n.app IS NOT w.app
        """),
    Invariant(
      code: "release_channels", meaning: "The weights of a release's channels add up to 1 at most.",
      sql: """
        SELECT 'release ' || watch, 'weights of ' || TOTAL(weight), 'at most 1' FROM release_channel
        GROUP BY watch HAVING TOTAL(weight) > 1.000001
        """),
    Invariant(
      code: "places", meaning: "The counts at a place are those of who is known to have reported there.",
      sql: """
        WITH recount AS (SELECT place, day, COUNT(*) AS n FROM place_contact GROUP BY place, day)
        SELECT 'place ' || p.place || ' day ' || p.day, CAST(COALESCE(d.contacts, 0) AS TEXT), CAST(p.n AS TEXT)
        FROM recount AS p
        LEFT JOIN place_day AS d ON d.place = p.place AND d.day = p.day
        WHERE d.contacts IS NOT p.n
        UNION ALL
        SELECT 'place ' || d.place || ' day ' || d.day, CAST(d.contacts AS TEXT), '0' FROM place_day AS d
        WHERE NOT EXISTS (SELECT 1 FROM place_contact AS c WHERE c.place = d.place AND c.day = d.day)
        UNION ALL
        SELECT 'place ' || w.id, 'kept', 'gone with its last reporter' FROM watched_place AS w
        WHERE NOT EXISTS (SELECT 1 FROM place_contact AS c WHERE c.place = w.id)
        """),
    Invariant(
      code: "launch_reports", meaning: "A report is tied to launches of its own app.",
      sql: """
        SELECT 'report ' || t.report, 'launch ' || t.launch || ' of app ' || l.app, 'one of app ' || r.app
        FROM launch_report AS t
        JOIN launch AS l ON l.id = t.launch
        JOIN report AS r ON r.sequence = t.report
        WHERE l.app <> r.app
        """),
    Invariant(
      code: "watches", meaning: "A pain point is watched under its own app.",
      sql: """
        SELECT 'watch ' || w.id, 'app ' || w.app, 'app ' || p.app FROM watch AS w
        JOIN pain_point AS p ON p.number = w.pain
        WHERE p.app <> w.app
        """),
  ]
}
