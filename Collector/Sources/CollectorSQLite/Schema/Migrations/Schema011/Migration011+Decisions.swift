// Of schema 11: what staff decided on suggestions.

extension Schema {
  // `base` is what the model alone said; until now that was the likelihood itself. `expected` is in millionths, so that counts add
  // up exactly. A decision holds no words and names no report: it stays when they are erased. What was merged and dismissed before
  // counts too. The bands are those of DecisionHistory.
  static let decisions011 = """
    ALTER TABLE suggestion ADD COLUMN base REAL CHECK (base BETWEEN 0 AND 1);
    ALTER TABLE suggestion ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0 CHECK (agreed BETWEEN 0 AND 15);

    CREATE TABLE decision (
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      candidate INTEGER NOT NULL REFERENCES ticket (number),
      app INTEGER NOT NULL REFERENCES app (id),
      band INTEGER NOT NULL CHECK (band BETWEEN 0 AND 99),
      agreed INTEGER NOT NULL CHECK (agreed BETWEEN 0 AND 15),
      expected INTEGER NOT NULL CHECK (expected BETWEEN 0 AND 1000000),
      is_same INTEGER NOT NULL CHECK (is_same IN (0, 1)),
      PRIMARY KEY (ticket, candidate),
      CHECK (ticket <> candidate)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX decision_by_candidate ON decision (candidate);

    CREATE TABLE decision_count (
      app INTEGER NOT NULL REFERENCES app (id),
      band INTEGER NOT NULL CHECK (band BETWEEN 0 AND 99),
      agreed INTEGER NOT NULL CHECK (agreed BETWEEN 0 AND 15),
      decided INTEGER NOT NULL CHECK (decided >= 0),
      confirmed INTEGER NOT NULL CHECK (confirmed BETWEEN 0 AND decided),
      expected INTEGER NOT NULL CHECK (expected BETWEEN 0 AND decided * 1000000),
      PRIMARY KEY (app, band, agreed)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO decision (ticket, candidate, app, band, agreed, expected, is_same)
    SELECT s.ticket, s.candidate, t.app,
      (s.likelihood >= 0.05) + (s.likelihood >= 0.1) + (s.likelihood >= 0.2) + (s.likelihood >= 0.35)
        + (s.likelihood >= 0.5) + (s.likelihood >= 0.7),
      0, CAST(round(s.likelihood * 1000000) AS INTEGER), COALESCE(l.root, s.ticket) = COALESCE(r.root, s.candidate)
    FROM suggestion AS s
    JOIN ticket AS t ON t.number = s.ticket
    LEFT JOIN ticket_root AS l ON l.ticket = s.ticket
    LEFT JOIN ticket_root AS r ON r.ticket = s.candidate
    WHERE s.place = 0
      AND (s.dismissed_at IS NOT NULL OR COALESCE(l.root, s.ticket) = COALESCE(r.root, s.candidate));
    INSERT INTO decision_count (app, band, agreed, decided, confirmed, expected)
    SELECT app, band, agreed, COUNT(*), SUM(is_same), SUM(expected) FROM decision GROUP BY app, band, agreed;

    """
}
