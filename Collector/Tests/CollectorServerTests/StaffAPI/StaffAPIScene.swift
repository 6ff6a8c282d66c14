// A collector without sockets with two apps, a ticket in each, and people with tokens.
import CollectorCore
import CollectorHTTP
import Foundation
import StoreConformance
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

struct StaffAPIScene: Sendable {
  /// Whatever is written in the second app holds it.
  static let secret = "bravosecret"

  let collector: SocketlessCollector
  let keys: [String]
  /// A ticket of each app.
  let mine: Int64
  let other: Int64
  let otherReport: ReportID

  static func with(_ body: (StaffAPIScene) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-staff-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let collector = try await SocketlessCollector(data: folder.path, wrapping: { TwiceStore($0) })
    do {
      try await body(try await StaffAPIScene(collector))
      await collector.stop()
    } catch {
      await collector.stop()
      throw error
    }
  }

  private init(_ collector: SocketlessCollector) async throws {
    self.collector = collector
    var keys: [String] = []
    for name in ["Alpha", "Bravosecret shop"] {
      keys.append(
        try #require(try await collector.command(["app", "create", name]).split(separator: "\n").last.map(String.init)))
    }
    self.keys = keys
    (mine, _) = try await Self.report(collector, keys[0], "Saving fails")
    (other, otherReport) = try await Self.report(collector, keys[1], "Loading fails, \(Self.secret)")
  }

  /// Sends a report; gives back the ticket that it came to.
  static func report(_ collector: SocketlessCollector, _ key: String, _ text: String) async throws -> (Int64, ReportID)
  {
    let now = SystemClock.now()
    let random = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
    let report = Report(id: ReportID(at: now, random: random), capturedAt: now, text: text, page: "/\(text.prefix(3))")
    let answer = try await collector.answer(
      Self.bytes("POST", "/v1/reports", token: key, body: String(decoding: report.encoded(), as: UTF8.self)))
    #expect(answer?.status == 202)
    while true {
      if let ticket = try await collector.store.read({ try $0.shownTicket(ofReport: report.id) }) {
        return (ticket, report.id)
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  static func bytes(
    _ method: String, _ path: String, token: String? = nil, body: String? = nil, fields: [String] = []
  ) -> [UInt8] {
    var head = ["\(method) \(path) HTTP/1.1", "Host: a"] + fields
    if let token { head.append("Authorization: Bearer \(token)") }
    if let body { head += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
    return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
  }

  func send(
    _ method: String, _ path: String, as token: String?, _ body: String? = nil, _ fields: String...
  ) async throws -> HTTPResponse {
    try #require(
      try await collector.answer(Self.bytes(method, path, token: token, body: body, fields: fields)))
  }

  /// An account with a token of all these scopes.
  func token(
    _ name: String, _ role: StaffRole = .support, apps: [String]? = nil,
    scopes: Set<Permission> = [.read, .note, .answer, .claim, .move], days: Int64 = 30
  ) async throws -> String {
    let secrets = try SodiumSecrets()
    let text = AccessToken.prefix + Hexadecimal.text(secrets.makeToken())
    try await collector.store.write { store in
      let actions = StaffActions(store, now: SystemClock.now(), by: .command)
      let scope =
        try apps.map { names in AppScope.only(Set(try names.compactMap { try store.app(named: $0)?.id })) } ?? .all
      let account =
        try store.account(email: "\(name)@example.com")
        ?? actions.create(email: "\(name)@example.com", name: name, role: role, apps: scope, passwordHash: "x")
      let may = scopes.filter { account.may($0) }
      try actions.createToken(account.id, name: "Bot", scopes: may, days: days, text: text, secrets: secrets)
    }
    return text
  }

  func claim(_ token: String) async throws {
    let answer = try await send("POST", "/v1/tickets/\(mine)/claim", as: token, "{}")
    #expect(answer.status == 200)
  }

  func etag(_ ticket: Int64, _ token: String) async throws -> String {
    let answer = try await send("GET", "/v1/tickets/\(ticket)", as: token)
    return "If-Match: " + (try #require(answer.headers["etag"]))
  }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The answer as JSON; throws when it is none.
  var json: [String: Any] {
    get throws { try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) }
  }

  var code: String? { ((try? json)?["error"] as? [String: Any])?["code"] as? String }
}
