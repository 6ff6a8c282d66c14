// The audit log for admins: filters, pages by cursor, and its lines as JSON.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// The log's address as a value.
struct AuditFilter: Sendable, Equatable {
  static let pageSize = 100
  static let subjectBytes = 200

  var act: AuditAct?
  var account: Int64?
  var subject: String?
  /// Days, as `2026-12-03`, in UTC; the last one is shown too.
  var since: String?
  var until: String?
  var before: Int64?
  var ignored: [Phrase] = []

  init() {}

  init(_ request: HTTPRequest) {
    for (name, value) in request.query where !value.isEmpty {
      switch name {
      case "act": act = known(AuditAct(rawValue: value), name, value)
      case "account": account = known(Int64(value), name, value)
      case "subject": subject = known(value.utf8.count <= Self.subjectBytes ? value : nil, name, value)
      case "since": since = known(Self.day(value).map { _ in value }, name, value)
      case "until": until = known(Self.day(value).map { _ in value }, name, value)
      case "before": before = known(Int64(value), name, value)
      default: break
      }
    }
  }

  private mutating func known<Value>(_ parsed: Value?, _ name: String, _ value: String) -> Value? {
    if parsed == nil { ignored.append(AuditText.unknown(name, Words.cut(value, to: 40))) }
    return parsed
  }

  private static func day(_ text: String) -> Timestamp? { TimeText.moment(ofDay: text, zone: 0) }

  func query(limit: Int) -> AuditQuery {
    AuditQuery(
      act: act, account: account, subject: subject, since: since.flatMap(Self.day),
      until: until.flatMap(Self.day).map { $0.adding(seconds: 86_400) }, before: before, limit: limit)
  }

  func link(_ segments: [String] = ["audit"], before: Int64? = nil) -> Link {
    var pairs: [(name: String, value: String)] = []
    if let act { pairs.append(("act", act.rawValue)) }
    if let account { pairs.append(("account", String(account))) }
    if let subject { pairs.append(("subject", subject)) }
    if let since { pairs.append(("since", since)) }
    if let until { pairs.append(("until", until)) }
    if let before { pairs.append(("before", String(before))) }
    return segments.count == 1 ? Link("audit", query: pairs) : Link("audit", "lines", query: pairs)
  }
}

struct AuditRoutes: Sendable {
  /// Lines of one download; the next one goes on where it ended.
  static let lineLimit = 10_000

  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/audit", needs: .administer, board, show)
    router.page("/audit/lines", needs: .administer, board, lines)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (filter, now) = (AuditFilter(request), board.clock())
    let page = try await board.store.read { reads in
      AuditPage(
        filter: filter, entries: try reads.auditEntries(filter.query(limit: AuditFilter.pageSize + 1)),
        accounts: try reads.accounts(), viewer: viewer, now: now)
    }
    return .html(page.rendered())
  }

  /// JSON lines, newest first. That they were taken is an entry itself.
  func lines(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (filter, now) = (AuditFilter(request), board.clock())
    var cursor = filter.before
    var body: [UInt8] = []
    var count = 0
    while count < Self.lineLimit {
      var query = filter.query(limit: 1_000)
      query.before = cursor
      let entries = try await board.store.read { [query] in try $0.auditEntries(query) }
      for entry in entries { body += entry.encoded() + [UInt8(ascii: "\n")] }
      count += entries.count
      guard entries.count == 1_000, let last = entries.last else { break }
      cursor = last.id
    }
    _ = try await board.store.write { [count] store in
      try store.audit(
        AuditEntry(
          at: now, act: .logExported, by: viewer.auditActor, address: request.remoteAddress, detail: "\(count) lines"))
    }
    return HTTPResponse(
      status: 200,
      headers: [
        "Content-Type": "application/x-ndjson", "Content-Disposition": "attachment; filename=\"audit.jsonl\"",
      ], body: body)
  }
}
