// Schema 14, frozen once shipped: how many tickets are merged, by app and state. They are subtracted from `ticket_tally` wherever a list says
// how many it has; counting them looked each of them up.
import TellbackSQLite

extension Schema {
  static let migration014 = Migration(
    14, "counts of merged tickets",
    sql: """
      CREATE TABLE merged_tally (
        app INTEGER NOT NULL REFERENCES app (id),
        state INTEGER NOT NULL,
        count INTEGER NOT NULL CHECK (count >= 0),
        PRIMARY KEY (app, state)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO merged_tally (app, state, count)
        SELECT t.app, t.state, COUNT(*) FROM ticket_root AS m JOIN ticket AS t ON t.number = m.ticket GROUP BY t.app, t.state;
      CREATE TRIGGER merged_counted AFTER INSERT ON ticket_root BEGIN
        INSERT INTO merged_tally (app, state, count) SELECT app, state, 1 FROM ticket WHERE number = new.ticket
          ON CONFLICT (app, state) DO UPDATE SET count = count + 1;
      END;
      CREATE TRIGGER merged_uncounted AFTER DELETE ON ticket_root BEGIN
        UPDATE merged_tally SET count = count - 1
        WHERE app = (SELECT app FROM ticket WHERE number = old.ticket)
          AND state = (SELECT state FROM ticket WHERE number = old.ticket);
      END;
      CREATE TRIGGER merged_moved AFTER UPDATE OF state ON ticket
        WHEN new.state <> old.state AND EXISTS (SELECT 1 FROM ticket_root WHERE ticket = new.number) BEGIN
        UPDATE merged_tally SET count = count - 1 WHERE app = old.app AND state = old.state;
        INSERT INTO merged_tally (app, state, count) VALUES (new.app, new.state, 1)
          ON CONFLICT (app, state) DO UPDATE SET count = count + 1;
      END;
      """)
}
