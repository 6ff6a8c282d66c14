// The page of numbers and its downloads: everybody reads the numbers of their apps.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct NumberRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/numbers", needs: .read, board, show)
    router.download("/numbers/export", needs: .read, board, export)
    ProgrammeDateRoutes(board: board).add(to: &router)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (address, now) = (NumberAddress(request), board.clock())
    let page = try await board.store.read { reads in
      let question = try NumberQuestion(address, viewer.account.apps, now: now, reads)
      return NumbersPage(
        address: question.address, report: try NumberReport(question.request, now: now, reads), apps: question.apps,
        groups: try reads.groups(), facets: try reads.facets(in: question.request.query.scope), dates: question.dates,
        viewer: viewer)
    }
    return .html(page.rendered())
  }

  /// One table with the rows and columns that the page shows.
  func export(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPStreamedAnswer {
    guard let kind = request.query("table").flatMap(NumberTable.Kind.init(rawValue:)),
      let format = request.query("format").flatMap(ExportFormat.init(rawValue:))
    else {
      throw HTTPError(status: 400, code: "unknown_table", message: NumberText.noTable)
    }
    let (address, now) = (NumberAddress(request), board.clock())
    let table = try await board.store.read { reads in
      let question = try NumberQuestion(address, viewer.account.apps, now: now, reads)
      return try NumberReport(question.request, now: now, reads).table(kind)
    }
    guard let table else {
      throw HTTPError(status: 400, code: "no_date", message: NumberText.dateNeeded)
    }
    let file = ExportFile(
      format: format, name: "tellback-numbers-\(kind.rawValue)",
      columns: table.columns.map { ExportColumn(key: $0.key, title: $0.exportTitle(in: table)) },
      about: address.link().target, at: now)
    let rows = table.rows.map { $0.map(\.exported) }
    _ = try await board.store.write { store in
      try store.audit(
        AuditEntry(
          at: now, act: .exported, by: viewer.auditActor, address: request.remoteAddress, subject: kind.rawValue,
          detail: "\(rows.count) rows of numbers as \(format.rawValue)"))
    }
    return .body(file.headers) { try await file.write(rows, to: $0) }
  }
}

extension NumberTable.Column {
  /// With its unit, and with the time zone of days.
  fileprivate func exportTitle(in table: NumberTable) -> String {
    guard let place = table.columns.firstIndex(where: { $0.key == key }) else { return title.text }
    for row in table.rows {
      switch row[place] {
      case .span(_, let basis), .change(_, let basis):
        return "\(title.text) (\(NumberText.basis(basis).text), \(NumberText.seconds.text))"
      case .day: return "\(title.text) (UTC)"
      default: continue
      }
    }
    return title.text
  }
}

/// What an address asks for, with what is known and may be seen. What is not is named in the address and left out.
struct NumberQuestion {
  var address: NumberAddress
  var request: NumberRequest
  var apps: [AppRecord]
  var dates: [ProgrammeDate]

  init(_ asked: NumberAddress, _ scope: AppScope, now: Timestamp, _ reads: any StoreReads) throws {
    address = asked
    let seen = try reads.apps().filter { scope.contains($0.id) }
    apps = seen
    var query = NumberQuery(
      apps: scope, component: asked.component, team: asked.team, segment: asked.segment,
      days: asked.days(today: CivilDay(now)))
    if let name = asked.app {
      // An app that is not seen is one that is not there: nothing is counted.
      let app = seen.first { $0.name.utf8.elementsEqual(name.utf8) }
      if app == nil { address.ignored.append(NumberText.unknown("app", name).text) }
      query.app = app?.id
      if app == nil { query.apps = .only([]) }
    }
    let all = try reads.programmeDates(in: query.scope)
    dates = all
    let date = asked.date.flatMap { id in all.first { $0.id == id } }
    if let id = asked.date, date == nil {
      address.ignored.append(NumberText.unknown("date", String(id)).text)
      address.date = nil
    }
    request = NumberRequest(query: query, date: date, basis: asked.basis)
  }
}
