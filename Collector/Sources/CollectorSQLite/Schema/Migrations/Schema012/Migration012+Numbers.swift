// Of schema 12: what the page of numbers counts by day, and the dates before and after which people compare.

extension Schema {
  // `numbers_mark` is the truth of the numbers: what happened to a ticket, with the day in UTC. `measure` is a ``NumberMeasure``:
  // 0 to 3 are its ways into and out of the queue, in turn. `component` and `team` are those of the ticket as it is now, 0 for none:
  // who corrects one corrects the numbers. `numbers_day` counts the marks of a day: dimension 0 all, 1 of a component, 2 of a
  // team. Triggers keep it, so that no path can forget it. `numbers_time` is how long a ticket took, until its first answer (0) and
  // until it was resolved (1), in milliseconds: `spent` in business time, by the rules that were in force then.
  static let numbers012 = """
    CREATE TABLE programme_date (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app INTEGER REFERENCES app (id),
      day INTEGER NOT NULL CHECK (day BETWEEN 0 AND 84005),
      created_at INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 100)
    ) STRICT;
    CREATE INDEX programme_date_by_day ON programme_date (day, id);
    CREATE UNIQUE INDEX programme_date_by_name ON programme_date (COALESCE(app, 0), name);

    CREATE TABLE numbers_mark (
      id INTEGER PRIMARY KEY,
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      app INTEGER NOT NULL REFERENCES app (id),
      component INTEGER NOT NULL,
      team INTEGER NOT NULL,
      measure INTEGER NOT NULL CHECK (measure BETWEEN 0 AND 11),
      at INTEGER NOT NULL,
      day INTEGER NOT NULL,
      value INTEGER NOT NULL DEFAULT 0 CHECK (value BETWEEN 0 AND 5),
      account INTEGER,
      event INTEGER REFERENCES event (id),
      name TEXT,
      CHECK ((account IS NOT NULL) = (measure = 4)),
      CHECK (name IS NULL OR measure = 9)
    ) STRICT;
    CREATE INDEX numbers_mark_by_ticket ON numbers_mark (ticket, measure, id);
    CREATE INDEX numbers_mark_by_day ON numbers_mark (measure, app, day, ticket, account);
    CREATE UNIQUE INDEX numbers_mark_by_event ON numbers_mark (event, measure) WHERE event IS NOT NULL;
    CREATE TRIGGER numbers_mark_stays BEFORE UPDATE OF ticket, app, measure, at, day, value ON numbers_mark BEGIN
      SELECT RAISE(ABORT, 'a mark is deleted, not changed');
    END;

    CREATE TABLE numbers_day (
      dimension INTEGER NOT NULL CHECK (dimension BETWEEN 0 AND 2),
      key INTEGER NOT NULL,
      app INTEGER NOT NULL REFERENCES app (id),
      measure INTEGER NOT NULL,
      day INTEGER NOT NULL,
      count INTEGER NOT NULL CHECK (count >= 0),
      total INTEGER NOT NULL CHECK (total >= 0),
      PRIMARY KEY (dimension, key, app, measure, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER numbers_mark_counted AFTER INSERT ON numbers_mark BEGIN
      INSERT INTO numbers_day (dimension, key, app, measure, day, count, total) VALUES
        (0, 0, new.app, new.measure, new.day, 1, new.value),
        (1, new.component, new.app, new.measure, new.day, 1, new.value),
        (2, new.team, new.app, new.measure, new.day, 1, new.value)
      ON CONFLICT DO UPDATE SET count = count + 1, total = total + excluded.total;
    END;
    CREATE TRIGGER numbers_mark_forgotten AFTER DELETE ON numbers_mark BEGIN
      UPDATE numbers_day SET count = count - 1, total = total - old.value
      WHERE (dimension, key) IN (VALUES (0, 0), (1, old.component), (2, old.team))
        AND app = old.app AND measure = old.measure AND day = old.day;
    END;
    CREATE TRIGGER numbers_mark_of_another AFTER UPDATE OF component, team ON numbers_mark BEGIN
      UPDATE numbers_day SET count = count - 1, total = total - old.value
      WHERE (dimension, key) IN (VALUES (1, old.component), (2, old.team))
        AND app = old.app AND measure = old.measure AND day = old.day;
      INSERT INTO numbers_day (dimension, key, app, measure, day, count, total) VALUES
        (1, new.component, new.app, new.measure, new.day, 1, new.value),
        (2, new.team, new.app, new.measure, new.day, 1, new.value)
      ON CONFLICT DO UPDATE SET count = count + 1, total = total + excluded.total;
    END;

    CREATE TABLE numbers_time (
      ticket INTEGER NOT NULL REFERENCES ticket (number),
      metric INTEGER NOT NULL CHECK (metric BETWEEN 0 AND 1),
      app INTEGER NOT NULL REFERENCES app (id),
      component INTEGER NOT NULL,
      team INTEGER NOT NULL,
      day INTEGER NOT NULL,
      wall INTEGER NOT NULL CHECK (wall >= 0),
      spent INTEGER CHECK (spent >= 0),
      PRIMARY KEY (ticket, metric)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX numbers_time_by_day ON numbers_time (app, metric, day, component, team, wall, spent);

    CREATE TRIGGER numbers_follow_ticket AFTER UPDATE OF component, owner_group ON ticket
    WHEN new.component IS NOT old.component OR new.owner_group IS NOT old.owner_group BEGIN
      UPDATE numbers_mark SET component = COALESCE(new.component, 0), team = COALESCE(new.owner_group, 0)
      WHERE ticket = new.number;
      UPDATE numbers_time SET component = COALESCE(new.component, 0), team = COALESCE(new.owner_group, 0)
      WHERE ticket = new.number;
    END;


    """ + numbersOfBefore012

  // A store of before has its history in events. What role somebody had when they answered is not known any more: the present one
  // stands in. Merges that were undone before count as none.
  static let numbersOfBefore012 = """
    CREATE TEMP VIEW kept_event AS
    SELECT e.* FROM event AS e
    WHERE NOT EXISTS (SELECT 1 FROM event AS b WHERE b.ticket = e.ticket AND b.kind = 15 AND b.about = e.id);
    INSERT INTO numbers_mark (ticket, app, component, team, measure, at, day, value, account, event, name)
    SELECT t.number, t.app, COALESCE(t.component, 0), COALESCE(t.owner_group, 0), f.measure, f.at, f.at / 86400000,
      f.value, f.account, f.event, f.name
    FROM (
      SELECT number AS ticket, 0 AS measure, opened_at AS at, 0 AS value, NULL AS account, NULL AS event, NULL AS name,
        0 AS place FROM ticket
      UNION ALL
      SELECT ticket, CASE WHEN to_state = 2 THEN 2 ELSE 1 END, at, 0, NULL, NULL, NULL, id FROM kept_event
      WHERE kind = 2 AND (from_state = 2) <> (to_state = 2)
      UNION ALL
      -- Words of staff to reporters, also those of a resolution; a fix is told without any.
      SELECT e.ticket, 4, e.at, COALESCE(a.role = 'volunteer', 0), e.actor, e.id, NULL, e.id FROM kept_event AS e
      LEFT JOIN account AS a ON a.id = e.actor
      WHERE e.actor IS NOT NULL AND (e.kind = 3 OR (e.kind = 2 AND e.to_state = 2 AND (
        e.text IS NOT NULL OR (e.from_state <> 2 AND e.resolution <= 3 AND e.detail IS NOT 'not released yet'))))
      UNION ALL
      SELECT ticket, CASE kind WHEN 91 THEN 5 WHEN 41 THEN 6 WHEN 42 THEN 7 WHEN 43 THEN 8 WHEN 44 THEN 9 ELSE 11 END, at,
        CASE WHEN kind = 43 THEN MAX(0, MIN(5, CAST(detail AS INTEGER))) ELSE 0 END, NULL, id,
        CASE WHEN kind = 44 THEN detail END, id
      FROM kept_event WHERE kind IN (28, 41, 42, 43, 44, 91)
      UNION ALL
      SELECT e.ticket, 10, e.at, 0, NULL, e.id, NULL, e.id FROM kept_event AS e
      JOIN ticket AS t ON t.number = e.ticket
      WHERE e.kind = 2 AND e.from_state <> 2 AND e.to_state = 2 AND COALESCE(e.outcome, e.resolution) = 4 AND t.kind = 0
    ) AS f
    JOIN ticket AS t ON t.number = f.ticket
    ORDER BY f.ticket, f.place, f.measure;
    DROP VIEW kept_event;

    -- A ticket that stands elsewhere than its events say: found as another one, or put there by no event.
    INSERT INTO numbers_mark (ticket, app, component, team, measure, at, day)
    SELECT number, app, COALESCE(component, 0), COALESCE(owner_group, 0), measure, at, at / 86400000
    FROM (
      SELECT t.number, t.app, t.component, t.owner_group,
        CASE WHEN t.is_in THEN 1 WHEN t.state = 2 THEN 2 ELSE 3 END AS measure,
        MAX(t.opened_at, COALESCE(
          CASE WHEN t.state <> 2 THEN
            (SELECT l.at FROM link AS l WHERE l.ticket = t.number AND l.kind = 0 AND l.undone_at IS NULL) END,
          t.resolved_at, t.changed_at)) AS at
      FROM (
        SELECT *, state <> 2 AND number NOT IN (SELECT ticket FROM ticket_root) AS is_in,
          (SELECT k.measure < 2 FROM numbers_mark AS k WHERE k.ticket = number AND k.measure < 4
            ORDER BY k.id DESC LIMIT 1) AS was_in
        FROM ticket
      ) AS t
      WHERE t.is_in <> t.was_in
    );

    INSERT INTO numbers_time (ticket, metric, app, component, team, day, wall, spent)
    SELECT t.number, f.metric, t.app, COALESCE(t.component, 0), COALESCE(t.owner_group, 0), f.at / 86400000,
      MAX(0, f.at - t.opened_at),
      (SELECT r.spent FROM service_result AS r
        WHERE r.ticket = t.number AND r.metric = CASE f.metric WHEN 0 THEN 0 ELSE 2 END AND r.undone_at IS NULL
          AND r.started_at <= t.opened_at
        ORDER BY r.id DESC LIMIT 1)
    FROM (
      SELECT ticket, 0 AS metric, MIN(at) AS at FROM numbers_mark WHERE measure = 4 GROUP BY ticket
      UNION ALL
      SELECT k.ticket, 1, k.at FROM numbers_mark AS k
      WHERE k.measure = 2 AND NOT EXISTS (
        SELECT 1 FROM numbers_mark AS n WHERE n.ticket = k.ticket AND n.measure < 4 AND n.id > k.id)
    ) AS f
    JOIN ticket AS t ON t.number = f.ticket;

    """
}
