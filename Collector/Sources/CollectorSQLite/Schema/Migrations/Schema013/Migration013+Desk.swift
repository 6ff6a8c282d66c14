// Of schema 13: indices of the desk.

extension Schema {
  // What filters test and lists count, by number: a set of tickets is looked up in it, and all of them are counted in it, without
  // a ticket's row being read. `last_received_at` and the counts of reports are left out: a report writes no row of it.
  // The same for reports: where each was placed. And what the numbers of a segment count, ticket by ticket.
  static let desk013 = """
    CREATE INDEX ticket_narrow ON ticket (number, app, state, kind, severity, component, owner, owner_group);
    CREATE INDEX placement_narrow ON placement (report, ticket);
    DROP INDEX numbers_mark_by_ticket;
    CREATE INDEX numbers_mark_by_ticket ON numbers_mark (ticket, measure, id, day, app, value);

    """
}
