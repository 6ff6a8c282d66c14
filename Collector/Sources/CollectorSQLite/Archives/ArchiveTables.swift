// Which rows an archive has, in the order in which they are taken in: what a row names comes before it. A test holds this list
// against the schema: each table with a reference to tickets, reports or events is here or among `leftOut`, with the reason.
import CollectorCore

/// What a column names.
enum ArchiveReference {
  case app
  /// A row of this kind. One that is not here: null where the column allows it, else the row is left out.
  case row(String)
  /// The same, and the old number stays where the row is not here.
  case soft(String)
  /// Somebody of staff whose name stands beside: 0 where they have no account here.
  case person
}

struct ArchiveTable {
  /// The name of its rows in an archive.
  var kind: String
  var table: String
  /// The column of its rows' own id, which `imported` knows under `sort`; nil for rows without one.
  var id: String?
  /// Frozen.
  var sort: Int64?
  /// Which rows `t` belong to apps; `APP(x)` stands for the scope of the column `x`.
  var condition: String
  var order: String
  var references: [String: ArchiveReference]
  /// Columns that stay behind.
  var leftOut: Set<String>

  init(
    _ kind: String, table: String? = nil, id: String? = nil, sort: Int64? = nil, where condition: String, order: String,
    _ references: [String: ArchiveReference], leftOut: Set<String> = []
  ) {
    self.kind = kind
    self.table = table ?? kind
    self.id = id
    self.sort = sort
    self.condition = condition
    self.order = order
    self.references = references
    self.leftOut = leftOut
  }

  private static let ofApp = "APP(t.app)"
  private static func of(_ table: String, _ key: String, _ column: String) -> String {
    "EXISTS (SELECT 1 FROM \(table) AS a WHERE a.\(key) = t.\(column) AND APP(a.app))"
  }
  private static let ofTicket = of("ticket", "number", "ticket")
  private static let ofReport = of("report", "sequence", "report")
  private static let ofMessage = """
    EXISTS (SELECT 1 FROM reporter_message AS m JOIN report AS a ON a.sequence = m.report
      WHERE m.sequence = t.message AND APP(a.app))
    """
  private static let ofEvent = """
    EXISTS (SELECT 1 FROM event AS e JOIN ticket AS a ON a.number = e.ticket WHERE e.id = t.event AND APP(a.app))
    """
  private static let ofLink = """
    EXISTS (SELECT 1 FROM link AS l JOIN ticket AS a ON a.number = l.ticket WHERE l.id = t.link AND APP(a.app))
    """

  /// Found by name in the store that takes them in, and made there where they are missing; accounts are only found.
  static let named: [ArchiveTable] = [
    ArchiveTable(
      "account", where: "1", order: "id", [:],
      leftOut: [
        "role", "password_hash", "created_at", "disabled_at", "all_apps", "joined_at", "languages", "time_zone",
        "away_since", "needs_factor",
      ]),
    ArchiveTable("staff_group", where: "1", order: "id", [:]),
    ArchiveTable("facet", where: ofApp, order: "id", ["app": .app]),
    ArchiveTable("tag", where: ofApp, order: "id", ["app": .app]),
  ]

  static let all = named + reports + history + links + rest

  private static let reports: [ArchiveTable] = [
    ArchiveTable(
      "installation", where: ofApp, order: "app, id", ["app": .app], leftOut: ["captured", "delivered", "queued"]),
    ArchiveTable("report", id: "sequence", sort: 10, where: ofApp, order: "sequence", ["app": .app]),
    ArchiveTable(
      "ticket", id: "number", sort: 11, where: ofApp, order: "number",
      [
        "app": .app, "component": .row("facet"), "owner": .row("account"), "owner_group": .row("staff_group"),
        "told_owner": .row("account"),
      ], leftOut: ["due_at"]),
    ArchiveTable("grouping_key", where: ofApp, order: "app, key", ["app": .app, "ticket": .row("ticket")]),
    ArchiveTable("pending", where: ofReport, order: "report", ["report": .row("report")]),
    ArchiveTable("quarantine", where: ofReport, order: "report", ["report": .row("report")]),
    ArchiveTable("sender_block", id: "id", sort: 12, where: ofApp, order: "id", ["app": .app]),
    ArchiveTable(
      "kept_report", where: ofReport, order: "report", ["report": .row("report"), "block": .row("sender_block")]),
    ArchiveTable(
      "placement", where: ofReport, order: "report",
      ["report": .row("report"), "ticket": .row("ticket"), "version": .row("facet")]),
    ArchiveTable("ticket_reporter", where: ofTicket, order: "ticket, reporter", ["ticket": .row("ticket")]),
    ArchiveTable(
      "ticket_version", where: ofTicket, order: "facet, ticket", ["ticket": .row("ticket"), "facet": .row("facet")]),
    ArchiveTable(
      "ticket_segment", where: ofTicket, order: "facet, ticket", ["ticket": .row("ticket"), "facet": .row("facet")]),
    ArchiveTable("ticket_tag", where: ofTicket, order: "tag, ticket", ["ticket": .row("ticket"), "tag": .row("tag")]),
    ArchiveTable("attachment", where: ofReport, order: "report, place", ["report": .row("report")]),
    ArchiveTable("attachment_data", id: "id", sort: 17, where: ofReport, order: "id", ["report": .row("report")]),
  ]

  private static let history: [ArchiveTable] = [
    ArchiveTable(
      "event", id: "id", sort: 13, where: ofTicket, order: "id",
      ["ticket": .row("ticket"), "other": .row("ticket"), "about": .row("event"), "actor": .person]),
    ArchiveTable("staff_file", id: "id", sort: 14, where: ofEvent, order: "id", ["event": .row("event")]),
    ArchiveTable(
      "message", id: "id", sort: 15,
      where: "(\(ofEvent) OR t.id IN (SELECT u.message FROM reporter_update AS u WHERE APP(u.app)))", order: "id",
      ["event": .row("event")]),
    ArchiveTable(
      "reporter_update", id: "sequence", sort: 16, where: ofApp, order: "sequence",
      ["app": .app, "ticket": .row("ticket"), "message": .row("message")]),
    ArchiveTable(
      "reporter_message", id: "sequence", sort: 18, where: ofReport, order: "sequence",
      ["report": .row("report"), "event": .row("event"), "about": .soft("reporter_update")]),
    ArchiveTable(
      "reporter_file", id: "id", sort: 19, where: ofMessage, order: "id", ["message": .row("reporter_message")]),
    ArchiveTable(
      "kept_message", where: ofMessage, order: "message",
      ["message": .row("reporter_message"), "block": .row("sender_block")]),
    ArchiveTable(
      "report_read", where: ofReport, order: "report", ["report": .row("report"), "up_to": .soft("reporter_update")]),
    ArchiveTable(
      "redaction", id: "id", sort: 20, where: ofReport, order: "id",
      ["report": .row("report"), "message": .row("reporter_message")]),
  ]

  private static let links: [ArchiveTable] = [
    ArchiveTable(
      "link", id: "id", sort: 21, where: ofTicket, order: "id",
      ["ticket": .row("ticket"), "other": .row("ticket"), "actor": .person, "gave_owner": .row("account")]),
    ArchiveTable(
      "split_report", where: ofReport, order: "link, report", ["link": .row("link"), "report": .row("report")]),
    ArchiveTable("split_key", where: ofLink, order: "app, key, link", ["app": .app, "link": .row("link")]),
    ArchiveTable(
      "report_home", where: ofReport, order: "report", ["report": .row("report"), "ticket": .row("ticket")]),
    ArchiveTable("key_home", where: ofApp, order: "app, key", ["app": .app, "ticket": .row("ticket")]),
    ArchiveTable("ticket_root", where: ofTicket, order: "ticket", ["ticket": .row("ticket"), "root": .row("ticket")]),
    ArchiveTable("ticket_shown", where: ofTicket, order: "ticket", ["ticket": .row("ticket")]),
    ArchiveTable(
      "ticket_relation", where: ofTicket, order: "ticket, other, kind",
      ["ticket": .row("ticket"), "other": .row("ticket")]),
    ArchiveTable(
      "suggestion", where: ofTicket, order: "ticket, candidate",
      [
        "ticket": .row("ticket"), "candidate": .row("ticket"), "report": .row("report"),
        "candidate_report": .row("report"),
      ]),
    ArchiveTable(
      "neighbour", where: ofTicket, order: "ticket, place", ["ticket": .row("ticket"), "report": .row("report")]),
    ArchiveTable("owed_advice", where: ofReport, order: "report", ["report": .row("report")]),
  ]

  private static let rest: [ArchiveTable] = [
    ArchiveTable("published_issue", where: ofApp, order: "ticket", ["app": .app, "ticket": .row("ticket")]),
    ArchiveTable("tombstone", where: ofApp, order: "id", ["app": .app, "ticket": .row("ticket")]),
    ArchiveTable(
      "forgotten_tombstone", where: ofApp, order: "ticket, app, state", ["app": .app, "ticket": .soft("ticket")]),
    ArchiveTable(
      "follower", where: ofTicket, order: "account, ticket", ["account": .row("account"), "ticket": .row("ticket")]),
    ArchiveTable(
      "subject_note", id: "id", sort: 22, where: ofApp, order: "id", ["app": .app, "account": .row("account")]),
    ArchiveTable(
      "numbers_mark", id: "id", sort: 23, where: ofApp, order: "id",
      [
        "ticket": .row("ticket"), "app": .app, "component": .soft("facet"), "team": .soft("staff_group"),
        "account": .person, "event": .row("event"),
      ]),
    ArchiveTable(
      "numbers_time", where: ofApp, order: "ticket, metric",
      ["ticket": .row("ticket"), "app": .app, "component": .soft("facet"), "team": .soft("staff_group")]),
    ArchiveTable(
      "imported_ticket", table: "imported", where: "\(ofApp) AND t.sort = 0", order: "app, shape, sort, key",
      ["app": .app, "target": .row("ticket")]),
    ArchiveTable(
      "imported_message", table: "imported", where: "\(ofApp) AND t.sort = 1", order: "app, shape, sort, key",
      ["app": .app, "target": .row("event")]),
  ]

  /// Tables that name tickets, reports or events and stay behind, each with its reason.
  static let stayBehind: [String: String] = [
    "clock_span": "due times follow the service levels of the desk that takes the tickets in",
    "service_result": "the same", "ticket_clock": "the same", "service_notice": "the same",
    "decision": "what matching learned belongs to the desk",
    "draft": "belongs to somebody's browser", "ticket_seen": "what somebody has read is theirs",
    "presence": "who is there now", "notice": "news of before", "mail": "mail of before",
    "webhook_delivery": "calls of before", "webhook_sequence": "calls of before",
    "outgoing": "words that can still be taken back are not said yet",
    "held_answer": "words that wait for approval are not said yet",
    "pain_point": "pain points are kept apart from tickets", "pain_ticket": "the same", "pain_event": "the same",
    "pain_report": "the same", "launch_report": "launches are kept apart from tickets",
    "tracker_issue": "the trackers of a desk, with their tokens, belong to it",
    "outside_file": "an export of files outside is refused: they are moved into the store before",
    "stuck_ticket": "what is stuck is found anew where the tickets are taken in",
  ]
}
