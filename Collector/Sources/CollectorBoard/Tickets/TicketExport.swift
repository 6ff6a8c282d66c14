// The list of tickets as a file: the rows that its filters, search and order show, all pages of them, with its columns.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct TicketExportRoutes: Sendable {
  /// Rows of one file.
  static let rowLimit = 1_000_000
  /// Tickets that are read at once.
  static let step = 200

  let board: BoardContext

  func add(to router: inout Router) {
    router.download("/tickets/export", needs: .read, board, export)
  }

  /// One snapshot decides which tickets these are and their order; each row is as it is when it is written.
  func export(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPStreamedAnswer {
    let filter = TicketFilter(request)
    guard let format = request.query("format").flatMap(ExportFormat.init(rawValue:)), filter.ignored.isEmpty else {
      throw HTTPError(
        status: 400, code: "invalid_export",
        message: filter.ignored.isEmpty ? TicketListText.noFormat : TicketListText.notExported(filter.ignored))
    }
    let (store, scope, now) = (board.store, viewer.account.apps, board.clock())
    let (apps, numbers) = try await store.read { reads -> ([AppRecord], [Int64]) in
      let apps = try reads.apps().filter { scope.contains($0.id) }
      let app = filter.app(of: apps)
      guard filter.app == nil || app != nil else { return (apps, []) }
      return (apps, try reads.ticketNumbers(filter.query(app: app?.id, of: viewer), limit: Self.rowLimit))
    }
    _ = try await store.write { store in
      try store.audit(
        AuditEntry(
          at: now, act: .exported, by: viewer.auditActor, address: request.remoteAddress, subject: "tickets",
          detail: "\(numbers.count) tickets as \(format.rawValue): \(filter.link.path)"))
    }
    let columns = TicketColumns(apps: apps, keys: filter.more.columns)
    let file = ExportFile(
      format: format, name: "tellback-tickets", columns: columns.all, about: filter.link.path, at: now)
    return .body(file.headers) { body in
      try await file.write(to: body) { send in
        for start in stride(from: 0, to: numbers.count, by: Self.step) {
          let some = numbers[start..<min(start + Self.step, numbers.count)]
          try await send(try await store.read { try columns.rows(some, $0) })
        }
      }
    }
  }
}

/// The columns of an exported list, and their values of a ticket.
struct TicketColumns: Sendable {
  private let apps: [AppID: String]
  private let keys: [String]

  init(apps: [AppRecord], keys: [String]) {
    self.apps = Dictionary(apps.map { ($0.id, $0.name) }) { first, _ in first }
    self.keys = keys
  }

  var all: [ExportColumn] {
    let own: [(String, Phrase)] = [
      ("number", Phrase("No.", de: "Nr.")), ("title", Phrase("Ticket", de: "Ticket")),
      ("app", Phrase("App", de: "App")), ("kind", Phrase("Kind", de: "Art")),
      ("severity", Phrase("Severity", de: "Schweregrad")), ("state", Phrase("State", de: "Zustand")),
      ("outcome", Phrase("Outcome", de: "Ergebnis")), ("component", Phrase("Component", de: "Komponente")),
      ("page", Phrase("Page", de: "Seite")), ("tags", Phrase("Tags", de: "Schlagwörter")),
      ("people", Phrase("People", de: "Personen")), ("reports", Phrase("Reports", de: "Meldungen")),
      ("versions", Phrase("Versions", de: "Versionen")), ("owner", Phrase("Owner", de: "Zuständig")),
      ("group", Phrase("Group", de: "Gruppe")), ("opened", Phrase("Opened (UTC)", de: "Eröffnet (UTC)")),
      ("resolved", Phrase("Resolved (UTC)", de: "Gelöst (UTC)")),
      ("lastReport", Phrase("Last report (UTC)", de: "Letzte Meldung (UTC)")),
    ]
    return own.map { ExportColumn(key: $0.0, title: $0.1.text) }
      + keys.map { ExportColumn(key: "field.\($0)", title: $0) }
  }

  func rows(_ numbers: ArraySlice<Int64>, _ reads: any StoreReads) throws -> [[ExportCell]] {
    let tickets = try numbers.compactMap { try reads.shownTicket($0) }
    let fields = keys.isEmpty ? ListFields() : try ListFields(tickets, columns: keys, reads)
    return try tickets.map { ticket in
      let values = fields.values[ticket.number] ?? [:]
      return [
        .integer(ticket.number), .text(ticket.title), text(apps[ticket.app]), .text(ticket.kind.rawValue),
        .text(ticket.severity.word), .text(ticket.state.rawValue), text(ticket.resolution?.rawValue),
        text(ticket.component), text(ticket.page), .list(try reads.tags(ofTicket: ticket.number)),
        .integer(ticket.reporterCount), .integer(ticket.reportCount),
        .list(try reads.versions(ofTicket: ticket.number).map(\.version)), text(ticket.holder.owner?.name),
        text(ticket.holder.group?.name), .moment(ticket.openedAt), ticket.resolvedAt.map { .moment($0) } ?? .empty,
        .moment(ticket.lastReceivedAt),
      ] + keys.map { values[$0].map(Self.cell) ?? .empty }
    }
  }

  private func text(_ text: String?) -> ExportCell { text.map { .text($0) } ?? .empty }

  private static func cell(_ value: FieldValue) -> ExportCell {
    switch value {
    case .text(let text): .text(text)
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .bool(let flag): .text(flag ? "true" : "false")
    case .date(let moment): .moment(moment)
    }
  }
}
