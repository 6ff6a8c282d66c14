// Everything of one reporter or one organisation, for a program: what has been open for the longest first.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ReporterReadRoutes: Sendable {
  let api: StaffAPI

  func add(to router: inout Router) {
    api.get(&router, "/v1/reporters/{report:uuid}", needs: .read, reporter)
    api.get(&router, "/v1/segments", needs: .read, segment)
  }

  private func reporter(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    guard let id = ReportID(bytes: try request.parameters.uuid("report")) else { throw Self.nobody }
    return try await answer(request) { reads in
      guard let stored = try reads.report(id), caller.account.apps.contains(stored.app),
        let reporter = ReporterIdentity(of: stored)
      else { throw Self.nobody }
      return .reporter(reporter)
    }
  }

  private func segment(_ request: HTTPRequest, _ caller: StaffCaller) async throws -> HTTPResponse {
    guard let name = request.query("name"), let app = request.query("app") else {
      throw ErrorAnswer(422, "missing", field: "name", "Give the segment as name, and the app's name as app.")
    }
    return try await answer(request) { reads in
      guard let app = try reads.app(named: app), caller.account.apps.contains(app.id) else { throw Self.nobody }
      return .segment(name, app.id)
    }
  }

  private func answer(
    _ request: HTTPRequest, _ find: @escaping @Sendable (any StoreReads) throws -> ReportSubject
  ) async throws -> HTTPResponse {
    let (offset, limit) = (try request.cursor("cursor"), try request.limit())
    let bytes = try await api.store.read { reads -> [UInt8] in
      let subject = try find(reads)
      let page = try reads.standings(of: subject, offset: Int(clamping: offset), limit: limit)
      guard page.total > 0 else { throw Self.nobody }
      let notes = try reads.notes(about: subject)
      var writer = JSONWriter()
      writer.object { writer in
        if case .reporter(let reporter) = subject { writer.string("user", optional: reporter.user) }
        writer.integer("total", Int64(page.total))
        writer.integer("open", Int64(page.open))
        writer.array("reports") { writer in for standing in page.standings { standing.write(&writer) } }
        writer.array("notes") { writer in for note in notes { note.write(&writer) } }
        let next = Int(clamping: offset) + page.standings.count
        if next < page.total { writer.string("cursor", String(next)) }
      }
      return writer.bytes
    }
    return .json(200, bytes)
  }

  private static let nobody = ErrorAnswer(404, "nobody", "Nothing of theirs is here: it was erased, or never came.")
}

extension ReportStanding {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.id("id", stored.id)
      writer.string("reference", stored.id.reference.description)
      writer.moment("receivedAt", stored.receivedAt)
      writer.integer("ticket", optional: ticket?.number)
      writer.string("state", optional: ticket?.state.rawValue)
      writer.moment("openSince", openSince)
      writer.moment("unansweredSince", unansweredSince)
      writer.integer("messages", Int64(messages))
      if let helped { writer.bool("helped", helped) }
      writer.integer("stars", optional: stars.map(Int64.init))
    }
  }
}

extension SubjectNote {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.integer("id", id)
      writer.moment("at", at)
      writer.string("by", by)
      writer.string("text", text)
    }
  }
}
