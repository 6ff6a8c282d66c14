// What reporters did after a report: a row for each message, its files beside it.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func message(_ id: ReportID) throws -> StoredMessage? {
    try storedMessages("m.id = ?", [.id(id)]).first
  }

  func messages(ofReport id: ReportID, limit: Int) throws -> [StoredMessage] {
    try storedMessages(
      """
      m.sequence IN (
        SELECT n.sequence FROM reporter_message AS n
        WHERE n.report = (SELECT sequence FROM report WHERE id = ?) AND n.kind <> 1
        ORDER BY n.sequence DESC
        LIMIT ?)
      """, [.id(id), .int(max(0, limit))])
  }

  func messageCount(ofReport id: ReportID) throws -> Int {
    try db.first(
      """
      SELECT COUNT(*) FROM reporter_message
      WHERE report = (SELECT sequence FROM report WHERE id = ?) AND kind <> 1
      """, [.id(id)]
    ) { $0.int(0) } ?? 0
  }

  func messages(ofEvents ids: [Int64]) throws -> [Int64: StoredMessage] {
    let list = "[" + ids.map(String.init).joined(separator: ",") + "]"
    let found = try storedMessages("m.event IN (SELECT value FROM json_each(?))", [.text(list)])
    return Dictionary(found.compactMap { message in message.event.map { ($0, message) } }) { first, _ in first }
  }

  func waitingMessages(ofReport id: ReportID) throws -> [StoredMessage] {
    try storedMessages(
      """
      m.applied = 0 AND m.report = (SELECT sequence FROM report WHERE id = ?)
        AND NOT EXISTS (SELECT 1 FROM kept_message AS k WHERE k.message = m.sequence)
      """, [.id(id)])
  }

  func storedMessages(_ condition: String, _ values: [SQLiteValue]) throws -> [StoredMessage] {
    let found = try db.rows(
      """
      SELECT m.sequence, m.received_at, m.sent_at, m.applied, m.event, m.redacted_at, m.id, r.id, m.at, m.version, m.kind,
        m.text, m.about, m.helped, m.stars
      FROM reporter_message AS m
      JOIN report AS r ON r.sequence = m.report
      WHERE \(condition)
      ORDER BY m.sequence
      """, values
    ) { row in
      StoredMessage(
        sequence: row.int64(0), receivedAt: row.at(1), sentAt: row.atOrNil(2),
        message: ReporterMessage(
          id: try row.id(6), report: try row.id(7), at: row.at(8), version: row.textOrNil(9),
          content: try ReporterMessage.Content(row: row, from: 10)),
        isApplied: row.bool(3), event: row.int64OrNil(4), redactedAt: row.atOrNil(5))
    }
    return try found.map { message in
      var message = message
      message.message.attachments = try files(ofMessage: message.sequence)
      return message
    }
  }

  /// As they were announced.
  private func files(ofMessage sequence: Int64) throws -> [AttachmentInfo] {
    try db.rows("SELECT name, type, bytes FROM reporter_file WHERE message = ? ORDER BY place", [.integer(sequence)]) {
      AttachmentInfo(name: $0.text(0), type: $0.text(1), bytes: $0.int64(2))
    }
  }
}

extension SQLiteWrites {
  func addMessage(_ incoming: IncomingMessage) throws -> MessageOutcome {
    let message = incoming.message
    let report = try db.first(
      "SELECT sequence, app = ? AND installation IS ? FROM report WHERE id = ?",
      [.app(incoming.app), .id(incoming.installation), .id(message.report)]
    ) { (sequence: $0.int64(0), isTheirs: $0.bool(1)) }
    guard let report else { return try isErased(message.report, incoming) ? .erased : .unknownReport }
    guard report.isTheirs else { return .unknownReport }
    if let known = try self.message(message.id) { return try known.isRepeated(by: message) ? .duplicate : .conflict }
    let content = message.content.columns
    try db.run(
      """
      INSERT INTO reporter_message (
        id, report, kind, about, helped, stars, at, received_at, sent_at, version, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .id(message.id), .integer(report.sequence), .integer(content.kind), .integer(content.about),
        .integer(content.helped), .integer(content.stars), .at(message.at), .at(incoming.receivedAt),
        .at(incoming.sentAt), .text(message.version), .text(message.text),
      ])
    let sequence = try db.lastInsertRowID
    for (place, file) in message.attachments.enumerated() {
      try db.send(
        "INSERT INTO reporter_file (message, place, name, type, bytes) VALUES (?, ?, ?, ?, ?)",
        [.integer(sequence), .int(place), .text(file.name), .text(file.type), .integer(max(0, file.bytes))])
    }
    return .accepted
  }

  /// A tombstone that another installation put ahead of its own report says nothing here.
  private func isErased(_ report: ReportID, _ incoming: IncomingMessage) throws -> Bool {
    try db.first(
      "SELECT 1 FROM tombstone WHERE id = ?1 AND app = ?2 AND (installation IS NULL OR installation IS ?3)",
      [.id(report), .app(incoming.app), .id(incoming.installation)]
    ) { _ in true } ?? false
  }

  func noteApplied(message sequence: Int64, event: Int64?) throws {
    try db.send(
      "UPDATE reporter_message SET applied = 1, event = ? WHERE sequence = ? AND applied = 0",
      [.integer(event), .integer(sequence)])
    guard let event else { return }
    let text = try db.first("SELECT text FROM reporter_message WHERE sequence = ?", [.integer(sequence)]) {
      $0.textOrNil(0)
    }
    if let text = text ?? nil, !text.isEmpty { try indexWords(text, ofEvent: event) }
  }

  func noteRead(report: StoredReport, upTo sequence: Int64) throws {
    guard let installation = report.installation else { return }
    let key = SQLiteValue.integer(report.sequence)
    let before = try db.first("SELECT up_to FROM report_read WHERE report = ?", [key]) { $0.int64(0) } ?? 0
    guard sequence > before else { return }
    // What was told since is not seen by a mark that runs ahead of it.
    let newest = try db.first(
      """
      SELECT sequence FROM reporter_update
      WHERE app = ? AND installation = ? AND sequence <= ? AND report = ?
      ORDER BY sequence DESC
      LIMIT 1
      """, [.app(report.app), .id(installation), .integer(sequence), .id(report.id)]
    ) { $0.int64(0) }
    guard let upTo = newest, upTo > before else { return }
    try db.send(
      "INSERT INTO report_read (report, up_to) VALUES (?, ?) ON CONFLICT (report) DO UPDATE SET up_to = excluded.up_to",
      [key, .integer(upTo)])
    try db.send(
      """
      UPDATE message SET seen = MIN(told, seen + 1) WHERE id IN (
        SELECT message FROM reporter_update
        WHERE app = ? AND installation = ? AND sequence > ? AND sequence <= ? AND report = ? AND message IS NOT NULL)
      """, [.app(report.app), .id(installation), .integer(before), .integer(upTo), .id(report.id)])
  }
}

extension StoredMessage {
  /// Whether the same message came once more. What staff took out of it is not compared.
  fileprivate func isRepeated(by other: ReporterMessage) throws -> Bool {
    guard redactedAt != nil else { return message == other }
    return message.id == other.id && message.report == other.report && message.at == other.at
      && message.version == other.version && message.content.columns.kind == other.content.columns.kind
  }
}

extension ReporterMessage.Content {
  /// What the table holds of it; codes are frozen.
  fileprivate var columns: (kind: Int64, about: Int64?, helped: Int64?, stars: Int64?) {
    switch self {
    case .reply: (0, nil, nil, nil)
    case .read(let sequence): (1, sequence, nil, nil)
    case .verdict(let helped, let sequence, _): (2, sequence, helped ? 1 : 0, nil)
    case .rating(let stars, _): (3, nil, nil, Int64(stars))
    case .thanks: (4, nil, nil, nil)
    }
  }

  fileprivate init(row: Row, from column: Int) throws {
    let text = row.textOrNil(column + 1)
    switch row.int64(column) {
    case 0: self = .reply(text: text ?? "")
    case 1: self = .read(upTo: row.int64(column + 2))
    case 2: self = .verdict(helped: row.bool(column + 3), update: row.int64(column + 2), text: text)
    case 3: self = .rating(stars: row.int(column + 4), text: text)
    case 4: self = .thanks(text: text)
    case let code: throw StoreError.failed("The database holds a message of the kind \(code), which is unknown.")
    }
  }
}
