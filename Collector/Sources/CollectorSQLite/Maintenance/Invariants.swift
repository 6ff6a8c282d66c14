// What must always be true between tables, each as a query that gives one row for each breach.
import TellbackSQLite

/// A rule between tables. Its query gives (what, found, expected) for each breach and nothing when it holds.
package struct Invariant {
  let code: String
  let meaning: String
  let sql: String

  private static let shownAtMost = 5

  func findings(in database: Database) throws -> [Finding] {
    var breaches = 0
    var shown: [String] = []
    try database.forEach(sql) { row in
      breaches += 1
      if shown.count < Self.shownAtMost { shown.append("\(row.text(0)) has \(row.text(1)), not \(row.text(2))") }
      return true
    }
    guard breaches > 0 else { return [] }
    let rest = breaches > shown.count ? " and \(breaches - shown.count) more" : ""
    return [
      Finding(
        .error, code, "\(meaning) It does not hold: \(shown.joined(separator: "; "))\(rest).",
        advice: "Keep a copy of the directory and report this; the reports themselves are not touched by it.")
    ]
  }

  static let all = tables + exposure

  /// Every rule that a database server can break too, each as one statement with a snapshot of its own.
  package static func findings(on session: any DatabaseSession) throws -> [Finding] {
    try (all + serviceLevels + pains + numbers + releases).flatMap { try $0.findings(in: Database(session)) }
  }

  /// Kept counts by app and state are those of `tickets`, which names a ticket `t`.
  private static func tally(_ table: String, _ meaning: String, of tickets: String) -> Invariant {
    Invariant(
      code: table, meaning: meaning,
      sql: """
        WITH there AS (SELECT t.app, t.state, COUNT(*) AS n FROM \(tickets) GROUP BY t.app, t.state)
        SELECT 'app ' || app || ' state ' || state, count, COALESCE(n, 0) FROM \(table)
        LEFT JOIN there USING (app, state) WHERE count <> COALESCE(n, 0)
        UNION ALL
        SELECT 'app ' || app || ' state ' || state, 0, n FROM there
        WHERE NOT EXISTS (SELECT 1 FROM \(table) AS c WHERE c.app = there.app AND c.state = there.state)
        """)
  }

  private static let tables = [
    Invariant(
      code: "web_key_origins", meaning: "Each web key has the origins of its pages.",
      sql: """
        SELECT 'web key ' || id, 'no origin', 'one or more' FROM web_key
        WHERE id NOT IN (SELECT web_key FROM web_key_origin)
        """),
    Invariant(
      code: "received", meaning: "Each app's received count is its reports, and the erased ones.",
      sql: """
        WITH there AS (
          SELECT app, SUM(n) AS n FROM (
            SELECT app, 1 AS n FROM report
            UNION ALL SELECT app, 1 FROM tombstone WHERE state < 3
            UNION ALL SELECT app, count FROM forgotten_tombstone
          ) GROUP BY app
        )
        SELECT 'app ' || t.app, t.received, COALESCE(n, 0) FROM tally AS t
        LEFT JOIN there USING (app) WHERE t.received <> COALESCE(n, 0)
        """),
    Invariant(
      code: "placed", meaning: "Each app's opened and attached counts are its placements, and the erased ones.",
      sql: """
        WITH there AS (
          SELECT app, SUM(n) AS n FROM (
            SELECT t.app, 1 AS n FROM placement AS p JOIN ticket AS t ON t.number = p.ticket
            UNION ALL SELECT app, 1 FROM tombstone WHERE state = 1
            UNION ALL SELECT app, count FROM forgotten_tombstone WHERE state = 1
          ) GROUP BY app
        )
        SELECT 'app ' || t.app, t.opened + t.attached, COALESCE(n, 0) FROM tally AS t
        LEFT JOIN there USING (app) WHERE t.opened + t.attached <> COALESCE(n, 0)
        """),
    Invariant(
      code: "quarantined", meaning: "Each app's quarantined count is its quarantined reports, and the erased ones.",
      sql: """
        WITH there AS (
          SELECT app, SUM(n) AS n FROM (
            SELECT r.app, 1 AS n FROM quarantine AS q JOIN report AS r ON r.sequence = q.report
            UNION ALL SELECT app, 1 FROM tombstone WHERE state = 2
            UNION ALL SELECT app, count FROM forgotten_tombstone WHERE state = 2
          ) GROUP BY app
        )
        SELECT 'app ' || t.app, t.quarantined, COALESCE(n, 0) FROM tally AS t
        LEFT JOIN there USING (app) WHERE t.quarantined <> COALESCE(n, 0)
        """),
    Invariant(
      code: "pending", meaning: "What was received and not digested is pending.",
      sql: """
        WITH there AS (
          SELECT app, COUNT(*) AS n FROM pending AS p JOIN report AS r ON r.sequence = p.report GROUP BY app
        )
        SELECT 'app ' || t.app, t.received - t.opened - t.attached - t.quarantined - t.erased - t.kept_back, COALESCE(n, 0)
        FROM tally AS t LEFT JOIN there USING (app)
        WHERE t.received - t.opened - t.attached - t.quarantined - t.erased - t.kept_back <> COALESCE(n, 0)
        """),
    Invariant(
      code: "kept_back", meaning: "Each app's count of what is kept back is its reports that are.",
      sql: """
        WITH there AS (
          SELECT r.app, COUNT(*) AS n FROM kept_report AS k JOIN report AS r ON r.sequence = k.report
          WHERE k.released_at IS NULL
          GROUP BY r.app
        )
        SELECT 'app ' || t.app, t.kept_back, COALESCE(n, 0) FROM tally AS t
        LEFT JOIN there USING (app) WHERE t.kept_back <> COALESCE(n, 0)
        """),
    Invariant(
      code: "kept_messages", meaning: "No message that is kept back has had its effect.",
      sql: """
        SELECT 'message ' || k.message, 'applied', 'kept back' FROM kept_message AS k
        JOIN reporter_message AS m ON m.sequence = k.message
        WHERE m.applied = 1
        """),
    Invariant(
      code: "one_place", meaning: "Each report is in one place: pending, quarantined, kept back or on a ticket.",
      sql: """
        SELECT 'report ' || r.sequence, places, 1 FROM (
          SELECT sequence,
            EXISTS (SELECT 1 FROM pending WHERE report = sequence)
            + EXISTS (SELECT 1 FROM quarantine WHERE report = sequence)
            + EXISTS (SELECT 1 FROM kept_report WHERE report = sequence AND released_at IS NULL)
            + EXISTS (SELECT 1 FROM placement WHERE report = sequence) AS places
          FROM report
        ) AS r WHERE places <> 1
        """),
    Invariant(
      code: "ticket_reports", meaning: "Each ticket's report count is its placements, and the erased ones.",
      sql: """
        SELECT 'ticket ' || number, report_count, there FROM (
          SELECT number, report_count,
            (SELECT COUNT(*) FROM placement WHERE ticket = number)
            + (SELECT COUNT(*) FROM tombstone WHERE ticket = number)
            + (SELECT TOTAL(count) FROM forgotten_tombstone WHERE ticket = number) AS there
          FROM ticket
        ) WHERE report_count <> there
        """),
    Invariant(
      code: "same_app", meaning: "A report is on a ticket of its own app.",
      sql: """
        SELECT 'report ' || r.sequence, r.app, t.app FROM placement AS p
        JOIN report AS r ON r.sequence = p.report
        JOIN ticket AS t ON t.number = p.ticket
        WHERE r.app <> t.app
        """),
    tally("ticket_tally", "The counts of tickets by app and state are right.", of: "ticket AS t"),
    tally(
      "merged_tally", "The counts of merged tickets by app and state are right.",
      of: "ticket_root AS m JOIN ticket AS t ON t.number = m.ticket"),
    Invariant(
      code: "decisions", meaning: "The counts of what staff decided on suggestions are those of the decisions.",
      sql: """
        WITH there AS (
          SELECT app, band, agreed, COUNT(*) AS n, SUM(is_same) AS same, SUM(expected) AS expected FROM decision
          GROUP BY app, band, agreed
        )
        SELECT 'app ' || c.app || ' band ' || c.band, c.decided || '/' || c.confirmed || '/' || c.expected,
          COALESCE(n, 0) || '/' || COALESCE(same, 0) || '/' || COALESCE(t.expected, 0)
        FROM decision_count AS c LEFT JOIN there AS t USING (app, band, agreed)
        WHERE c.decided <> COALESCE(n, 0) OR c.confirmed <> COALESCE(same, 0) OR c.expected <> COALESCE(t.expected, 0)
        UNION ALL
        SELECT 'app ' || app || ' band ' || band, CAST(0 AS TEXT), CAST(n AS TEXT) FROM there AS t
        WHERE NOT EXISTS (
          SELECT 1 FROM decision_count AS c WHERE c.app = t.app AND c.band = t.band AND c.agreed = t.agreed)
        """),
    Invariant(
      code: "accounting", meaning: "Each app's sums are those of its installations, and of the erased ones.",
      sql: """
        WITH there AS (
          SELECT app, name, SUM(n) AS n FROM (
            SELECT app, 'captured' AS name, captured AS n FROM installation
            UNION ALL SELECT app, 'delivered', delivered FROM installation
            UNION ALL SELECT app, 'queued', queued FROM installation
            UNION ALL SELECT app, 'discarded:' || reason, count FROM installation_discard
            UNION ALL SELECT app, name, value FROM erased_accounting
          ) GROUP BY app, name
        )
        SELECT 'app ' || app || ' ' || name, COALESCE(value, 0), n FROM there
        LEFT JOIN accounting USING (app, name) WHERE n <> COALESCE(value, 0)
        """),
    Invariant(
      code: "links", meaning: "A merged ticket is found as one that is not merged itself, of its own app.",
      sql: """
        SELECT 'ticket ' || m.ticket, CAST(m.root AS TEXT), 'a final ticket of its app' FROM ticket_root AS m
        JOIN ticket AS t ON t.number = m.ticket
        JOIN ticket AS o ON o.number = m.root
        WHERE t.app <> o.app OR EXISTS (SELECT 1 FROM ticket_root AS n WHERE n.ticket = m.root)
          OR EXISTS (SELECT 1 FROM ticket_shown AS s WHERE s.ticket = m.ticket)
        UNION ALL
        SELECT 'ticket ' || l.ticket, 'no place', 'merged' FROM link AS l
        WHERE l.kind = 0 AND l.undone_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM ticket_root AS m WHERE m.ticket = l.ticket)
        """),
    Invariant(
      code: "split_reports", meaning: "A report that was split off is shown where the newest split that holds says.",
      sql: """
        SELECT 'report ' || report, COALESCE(CAST(shown AS TEXT), 'none'), COALESCE(CAST(wanted AS TEXT), 'none') FROM (
          SELECT s.report, h.ticket AS shown, (
            SELECT l.ticket FROM split_report AS n
            JOIN link AS l ON l.id = n.link
            WHERE n.report = s.report AND l.undone_at IS NULL
            ORDER BY l.id DESC
            LIMIT 1) AS wanted
          FROM (SELECT DISTINCT report FROM split_report) AS s
          LEFT JOIN report_home AS h ON h.report = s.report
        ) WHERE shown IS NOT wanted
        """),
    Invariant(
      code: "shown_reports", meaning: "The reports that tickets show are those of all tickets, once each.",
      sql: """
        SELECT 'all tickets', shown, there FROM (
          SELECT (
            SELECT TOTAL(COALESCE(s.reports, t.report_count)) FROM ticket AS t
            LEFT JOIN ticket_shown AS s ON s.ticket = t.number
            WHERE t.number NOT IN (SELECT ticket FROM ticket_root)) AS shown,
            (SELECT TOTAL(report_count) FROM ticket) AS there
        ) WHERE shown <> there
        """),
    Invariant(
      code: "outgoing", meaning: "Each message in its undo window tells of an answer or a move of its own ticket.",
      sql: """
        SELECT 'message ' || o.id, COALESCE(e.ticket || ' event ' || e.kind, 'no event'), o.ticket || ' answered or moved'
        FROM outgoing AS o LEFT JOIN event AS e ON e.id = o.event
        WHERE e.id IS NULL OR e.ticket <> o.ticket
          OR e.kind <> CASE WHEN o.revises IS NOT NULL THEN 45 WHEN o.was_state IS NULL THEN 3 ELSE 2 END
        """),
    Invariant(
      code: "conversations", meaning: "A reporter's message waits exactly as long as its report is on no ticket.",
      sql: """
        SELECT 'message ' || m.sequence, 'not applied', 'applied' FROM reporter_message AS m
        JOIN placement AS p ON p.report = m.report
        WHERE m.applied = 0 AND NOT EXISTS (SELECT 1 FROM kept_message AS k WHERE k.message = m.sequence)
        UNION ALL
        SELECT 'message ' || m.sequence, COALESCE(CAST(e.kind AS TEXT), 'no event'), 'an event of its report'
        FROM reporter_message AS m
        JOIN report AS r ON r.sequence = m.report
        LEFT JOIN event AS e ON e.id = m.event
        WHERE m.event IS NOT NULL AND (e.report IS NOT r.id OR e.kind NOT BETWEEN 40 AND 44)
        """),
    Invariant(
      code: "message_files",
      meaning: "Each file in a conversation that is here has its bytes, in the store or outside.",
      sql: """
        SELECT 'message ' || f.message || ' file ' || f.place, COALESCE(length(f.data), o.bytes, 0), f.bytes
        FROM reporter_file AS f LEFT JOIN outside_file AS o ON o.reporter_file = f.id
        WHERE (f.here_at IS NOT NULL AND f.removed_at IS NULL AND f.bytes IS NOT COALESCE(length(f.data), o.bytes))
          OR (o.name IS NOT NULL AND (f.data IS NOT NULL OR f.here_at IS NULL OR f.removed_at IS NOT NULL))
        UNION ALL
        SELECT 'answer ' || f.event || ' file ' || f.place, COALESCE(length(f.data), o.bytes, 0), f.bytes
        FROM staff_file AS f LEFT JOIN outside_file AS o ON o.staff_file = f.id
        WHERE f.bytes IS NOT COALESCE(length(f.data), o.bytes) OR (o.name IS NOT NULL AND f.data IS NOT NULL)
        """),
    Invariant(
      code: "erased_installations", meaning: "Nothing is left of an installation that erased everything.",
      sql: """
        SELECT 'app ' || e.app, COUNT(*), 0 FROM erased_installation AS e
        JOIN reporter_update AS u ON u.app = e.app AND u.installation = e.id
        WHERE e.done_at IS NOT NULL AND e.was_known = 1
          AND NOT EXISTS (SELECT 1 FROM installation AS i WHERE i.app = e.app AND i.id = e.id)
        GROUP BY e.app
        """),
    Invariant(
      code: "account_apps", meaning: "Only an account that does not see all apps lists the ones that it sees.",
      sql: """
        SELECT 'account ' || a.id, COUNT(*) || ' apps', 'none' FROM account AS a
        JOIN account_app AS p ON p.account = a.id
        WHERE a.all_apps = 1
        GROUP BY a.id
        """),
    Invariant(
      code: "held_answers", meaning: "Each answer that waits for approval is told of on its own ticket.",
      sql: """
        SELECT 'answer ' || h.id, COALESCE(e.ticket || ' event ' || e.kind, 'no event'), h.ticket || ' asked'
        FROM held_answer AS h LEFT JOIN event AS e ON e.id = h.event
        WHERE e.id IS NULL OR e.ticket <> h.ticket OR e.kind <> 81
        """),
    Invariant(
      code: "subject_notes", meaning: "No note is left about somebody of whom nothing is here.",
      sql: """
        SELECT 'note ' || n.id, 'no report', 'a report' FROM subject_note AS n
        WHERE n.installation IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM reporter_update AS u WHERE u.app = n.app AND u.installation = n.installation)
        """),
    Invariant(
      code: "attachments",
      meaning: "Each attachment that is here has its bytes, in the store or outside, and none that was removed.",
      sql: """
        SELECT 'report ' || a.report || ' attachment ' || a.place, COALESCE(length(d.data), o.bytes, 0), a.bytes
        FROM attachment AS a LEFT JOIN attachment_data AS d USING (report, place)
        LEFT JOIN outside_file AS o ON o.report = a.report AND o.place = a.place
        WHERE (a.here_at IS NOT NULL AND a.removed_at IS NULL AND a.bytes IS NOT COALESCE(length(d.data), o.bytes))
          OR (a.removed_at IS NOT NULL AND (d.data IS NOT NULL OR o.name IS NOT NULL))
          OR (d.data IS NOT NULL AND o.name IS NOT NULL)
        """),
  ]
}
