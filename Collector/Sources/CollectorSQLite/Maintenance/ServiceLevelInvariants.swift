// What must hold between tickets and their clocks.

extension Invariant {
  static let serviceLevels = [
    Invariant(
      code: "ticket_due", meaning: "A ticket is due when the first of its clocks is.",
      sql: """
        SELECT 'ticket ' || number, due_at, there FROM (
          SELECT number, due_at,
            COALESCE((SELECT MIN(c.due_at) FROM ticket_clock AS c WHERE c.ticket = number), 9223372036854775807) AS there
          FROM ticket
        ) WHERE due_at <> there
        """),
    Invariant(
      code: "clock_mode", meaning: "A clock runs, is paused or frozen as its ticket is open, waits or is resolved.",
      sql: """
        SELECT 'clock ' || metric || ' of ticket ' || number, mode, there FROM (
          SELECT t.number, c.metric, c.mode,
            CASE WHEN t.state = 2 THEN 2 WHEN t.state = 1 AND t.waits_for IS 0 THEN 1 ELSE 0 END AS there
          FROM ticket_clock AS c JOIN ticket AS t ON t.number = c.ticket WHERE c.mode <> 3
        ) WHERE mode <> there
        """),
    Invariant(
      code: "clock_spans", meaning: "What a clock counted is the sum of its spans.",
      sql: """
        SELECT 'clock ' || metric || ' of ticket ' || ticket, spent || ' and ' || paused, ran || ' and ' || waited FROM (
          SELECT c.ticket, c.metric, c.spent, c.paused,
            (SELECT CAST(TOTAL(worked) AS INTEGER) FROM clock_span AS s
              WHERE s.ticket = c.ticket AND s.metric = c.metric AND s.round = c.round AND s.mode = 0) AS ran,
            (SELECT CAST(TOTAL(worked) AS INTEGER) FROM clock_span AS s
              WHERE s.ticket = c.ticket AND s.metric = c.metric AND s.round = c.round AND s.mode = 1) AS waited
          FROM ticket_clock AS c
        ) WHERE spent <> ran OR paused <> waited
        """),
    Invariant(
      code: "service_result", meaning: "What a ticket's resolution took is written down while it is resolved.",
      sql: """
        SELECT 'ticket ' || c.ticket, COUNT(r.id), 1 FROM ticket_clock AS c
        LEFT JOIN service_result AS r ON r.ticket = c.ticket AND r.metric = 2 AND r.undone_at IS NULL
        WHERE c.metric = 2 AND c.mode = 2 GROUP BY c.ticket HAVING COUNT(r.id) <> 1
        """),
  ]
}
