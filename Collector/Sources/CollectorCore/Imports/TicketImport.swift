// Makes a ticket of this desk from one of another: a report with its first words, its conversation as events, its state with the times
// of the source. Nobody is told. Invariant: a ticket is written whole or not at all, and once however often it is read.
import TellbackMatch
import TellbackWire

/// A ticket of a source with its messages, made ready outside of any transaction.
public struct PreparedImport: Sendable {
  public let ticket: ImportedTicket
  let messages: [PreparedMessage]
  let id: ReportID
  let report: Report
  let body: [UInt8]
  let reporter: [UInt8]
  let groupingKey: GroupingKey

  struct PreparedMessage: Sendable {
    enum Direction: Sendable { case fromReporter, fromStaff, inner }
    var key: String
    var at: Timestamp
    var direction: Direction
    var author: ImportedPerson?
    /// Never empty; each at most ``WireLimits/messageText`` bytes.
    var parts: [String]
  }
}

/// What an import wrote, or would write.
public struct ImportTally: Sendable, Equatable {
  public var tickets = 0
  public var messages = 0
  /// Here already.
  public var knownTickets = 0
  public var knownMessages = 0
  /// Erased here at their reporter's wish.
  public var erased = 0

  public init() {}

  public static func += (left: inout ImportTally, right: ImportTally) {
    left.tickets += right.tickets
    left.messages += right.messages
    left.knownTickets += right.knownTickets
    left.knownMessages += right.knownMessages
    left.erased += right.erased
  }
}

/// Writes tickets of another desk.
public struct TicketImport: Sendable {
  /// Bytes of the first words that stay in the report; the rest follows as replies of the reporter.
  static let firstWords = 60_000
  /// The author of words whose account is not here. No account has this id.
  public static let nobody: Int64 = 0
  public static let mechanism = "import-1"

  public let app: AppID
  public let shape: ImportShape
  let grouping: Grouping

  public init(app: AppID, shape: ImportShape, grouping: Grouping = Grouping()) {
    self.app = app
    self.shape = shape
    self.grouping = grouping
  }

  // MARK: Outside of transactions

  /// `messages` in any order.
  public func prepare(_ ticket: ImportedTicket, _ messages: [ImportedMessage]) -> PreparedImport {
    let words = Self.words(of: ticket)
    let parts = ImportedWords.parts(words, first: Self.firstWords, rest: WireLimits.messageText)
    let id = makeID("ticket", ticket.key, at: ticket.openedAt)
    var report = Report(
      id: id, capturedAt: ticket.openedAt, kind: ticket.kind, text: parts.first ?? "(no words)",
      contact: ticket.reporter?.email.flatMap { $0.utf8.count <= WireLimits.contact ? $0 : nil },
      segment: ticket.organization.map { ImportedWords.cut($0, to: WireLimits.segment) })
    if report.contact == nil, let person = ticket.reporter, let name = person.name ?? person.id {
      report.user = ImportedWords.cut(name, to: WireLimits.user)
    }
    report.fields = fields(of: ticket, named: report.user == nil)
    let sorted = messages.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element)
    var prepared: [PreparedImport.PreparedMessage] = []
    if parts.count > 1 {
      prepared.append(
        PreparedImport.PreparedMessage(
          key: "\(ticket.key)/words", at: ticket.openedAt, direction: .fromReporter, author: ticket.reporter,
          parts: parts[1...].flatMap {
            ImportedWords.parts($0, first: WireLimits.messageText, rest: WireLimits.messageText)
          }))
    }
    var isFirst = true
    for message in sorted {
      let text = ImportedWords.cleaned(message.text)
      // Zendesk's first comment is the description once more.
      defer { isFirst = false }
      if isFirst, !message.isInner, text == ImportedWords.cleaned(ticket.text) { continue }
      let parts = ImportedWords.parts(text, first: WireLimits.messageText, rest: WireLimits.messageText)
      guard !parts.isEmpty else { continue }
      prepared.append(
        PreparedImport.PreparedMessage(
          key: message.key, at: message.at, direction: Self.direction(of: message, on: ticket),
          author: message.author, parts: parts))
    }
    return PreparedImport(
      ticket: ticket, messages: prepared, id: id, report: report, body: report.encoded(),
      reporter: ReporterKey.bytes(of: report, installation: nil), groupingKey: grouping.key(of: report))
  }

  private static func direction(
    of message: ImportedMessage, on ticket: ImportedTicket
  ) -> PreparedImport.PreparedMessage.Direction {
    if message.isInner { return .inner }
    if let author = message.author, author.isSame(as: ticket.reporter) { return .fromReporter }
    return message.author?.isStaff ?? true ? .fromStaff : .fromReporter
  }

  private static func words(of ticket: ImportedTicket) -> String {
    let (title, text) = (ImportedWords.cleaned(ticket.title), ImportedWords.cleaned(ticket.text))
    if text.isEmpty { return title }
    return title.isEmpty || text.hasPrefix(title) ? text : title + "\n\n" + text
  }

  private func fields(of ticket: ImportedTicket, named: Bool) -> [ReportField] {
    var fields = [
      ReportField("source", .text(shape.rawValue)),
      ReportField("source_ticket", .text(ImportedWords.cut(ticket.key, to: WireLimits.fieldText))),
    ]
    func add(_ key: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      fields.append(ReportField(key, .text(ImportedWords.cut(value, to: WireLimits.fieldText))))
    }
    add("source_url", ticket.address)
    if named { add("name", ticket.reporter?.name) }
    add("assignee", ticket.assignee?.name ?? ticket.assignee?.email)
    return fields
  }

  /// The same for the same row, whenever it is imported.
  func makeID(_ sort: String, _ key: String, at moment: Timestamp) -> ReportID {
    let bytes = ExactKey.verbatim(["import-1", shape.rawValue, String(app.value), sort, key])
    func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    return ReportID(at: moment, random: (word(bytes.prefix(8)), word(bytes.dropFirst(8).prefix(8))))
  }
}
