// Every route of the staff API, for every role, scope and app: made from the route table.
import CollectorCore
import CollectorHTTP
import CollectorSQLite
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct StaffAccessTests {
  /// The routes of tokens as the whole collector has them.
  private func routes() async throws -> [(method: HTTPMethod, pattern: String, needs: Permission)] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-routes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(directory: folder.path)
    let configuration = try ServerConfiguration(
      SettingValues(arguments: try ArgumentReader([], command: "test", options: []), environment: [:]))
    let parts = try await CollectorParts(configuration, store: store, log: Log(.logfmt) { _ in })
    let table = parts.router(configuration, status: ServingStatus(.ok)).routes
    await store.close()
    return table.compactMap { route in
      Permission.allCases.first { RouteAccess.token($0) == route.access }.map { (route.method, route.pattern, $0) }
    }
  }

  /// Where a route is tried so that it could show or change something of the second app; nil when nobody says how.
  private func target(_ method: HTTPMethod, _ pattern: String, _ scene: StaffAPIScene) -> (path: String, body: String?)?
  {
    switch pattern {
    case "/v1/tickets": ("/v1/tickets?state=all", nil)
    case "/v1/events", "/v1/people": (pattern, nil)
    case "/v1/reports/{report:uuid}": ("/v1/reports/\(scene.otherReport)", nil)
    case "/v1/tickets/{number:int}", "/v1/tickets/{number:int}/events", "/v1/tickets/{number:int}/reports",
      "/v1/tickets/{number:int}/similar":
      (pattern.replacing("{number:int}", with: "\(scene.other)"), nil)
    case "/v1/tickets/{number:int}/answers", "/v1/tickets/{number:int}/notes":
      (pattern.replacing("{number:int}", with: "\(scene.other)"), #"{"text":"x"}"#)
    case "/v1/tickets/{number:int}/claim", "/v1/tickets/{number:int}/take-over",
      "/v1/tickets/{number:int}/hand-back":
      (pattern.replacing("{number:int}", with: "\(scene.other)"), "{}")
    case "/v1/tickets/{number:int}/hand-over": ("/v1/tickets/\(scene.other)/hand-over", #"{"account":1}"#)
    case "/v1/tickets/{number:int}/tags": ("/v1/tickets/\(scene.other)/tags", #"{"add":["x"]}"#)
    case "/v1/tickets/{number:int}/issues": ("/v1/tickets/\(scene.other)/issues", #"{"act":"open"}"#)
    case "/v1/tickets/{number:int}/moves":
      ("/v1/tickets/\(scene.other)/moves", #"{"to":"waiting","for":"reporter"}"#)
    case "/v1/tickets/{number:int}/merge": ("/v1/tickets/\(scene.mine)/merge", #"{"into":\#(scene.other)}"#)
    case "/v1/tickets/{number:int}/known-issue": ("/v1/tickets/\(scene.other)/known-issue", #"{"title":"x"}"#)
    case "/v1/tickets/{number:int}/approvals":
      ("/v1/tickets/\(scene.other)/approvals", #"{"held":1,"approve":true}"#)
    case "/v1/tickets/{number:int}/redactions":
      (
        "/v1/tickets/\(scene.other)/redactions",
        #"{"report":"\#(scene.otherReport)","passage":"Loading","reason":"x"}"#
      )
    case "/v1/reporters/{report:uuid}": ("/v1/reporters/\(scene.otherReport)", nil)
    case "/v1/pain-points": (pattern, method == .GET ? nil : #"{"tickets":[\#(scene.other)],"title":"x"}"#)
    case "/v1/pain-points/{number:int}": ("/v1/pain-points/\(scene.other)", nil)
    case "/v1/pain-points/{number:int}/tickets": ("/v1/pain-points/1/tickets", #"{"add":[\#(scene.other)]}"#)
    case "/v1/pain-points/{number:int}/facts": ("/v1/pain-points/1/facts", #"{"revision":1,"department":"x"}"#)
    case "/v1/pain-points/{number:int}/decision":
      ("/v1/pain-points/1/decision", #"{"decision":"fix","reason":"x"}"#)
    case "/v1/pain-points/{number:int}/workaround": ("/v1/pain-points/1/workaround", #"{"text":"x","title":"x"}"#)
    case "/v1/pain-points/{number:int}/attempts": ("/v1/pain-points/1/attempts", #"{"what":"x","kind":"code"}"#)
    case "/v1/tickets/bulk/claim": (pattern, #"{"tickets":[{"ticket":\#(scene.other)}]}"#)
    case "/v1/tickets/bulk/answers": (pattern, #"{"tickets":[{"ticket":\#(scene.other)}],"text":"x"}"#)
    case "/v1/tickets/bulk/tags": (pattern, #"{"tickets":[{"ticket":\#(scene.other)}],"add":["x"]}"#)
    case "/v1/tickets/bulk/severity": (pattern, #"{"tickets":[{"ticket":\#(scene.other)}],"severity":"high"}"#)
    case "/v1/tickets/bulk/moves":
      (pattern, #"{"tickets":[{"ticket":\#(scene.other)}],"to":"waiting","for":"reporter"}"#)
    case "/v1/tickets/bulk/merge": (pattern, #"{"tickets":[{"ticket":\#(scene.other)}],"into":\#(scene.mine)}"#)
    case "/v1/tickets/bulk/hand-over": (pattern, #"{"tickets":[{"ticket":\#(scene.other)}],"account":1}"#)
    case "/v1/segments": ("/v1/segments?app=Bravosecret%20shop&name=Gold", nil)
    case "/v1/canned-answers", "/v1/approvals", "/v1/launches", "/v1/numbers", "/v1/week", "/v1/releases":
      (pattern, nil)
    default: nil
    }
  }

  private func state(_ scene: StaffAPIScene) async throws -> [String] {
    try await scene.collector.store.read { reads in
      ["\(try #require(try reads.ticket(scene.other)))"]
        + (try reads.events(ofTicket: scene.other, after: 0, limit: 200).map { "\($0)" })
    }
  }

  @Test(arguments: StaffRole.allCases)
  func `a token shows and changes nothing of an app that is not seen, or without its scope`(role: StaffRole)
    async throws
  {
    try await StaffAPIScene.with { scene in
      let all = Set(Permission.allCases)
      let limited = try await scene.token("limited", role, apps: ["Alpha"], scopes: all)
      let free = try await scene.token("free", role, scopes: all)
      let routes = try await routes()
      #expect(routes.count >= 17)
      var shown = 0
      let before = try await state(scene)
      for (method, pattern, permission) in routes {
        let place = try #require(target(method, pattern, scene), "say in this file how \(pattern) is tried")
        func send(_ token: String?) async throws -> HTTPResponse {
          try await scene.send(method.rawValue, place.path, as: token, place.body, "If-Match: *")
        }
        #expect(try await send(nil).status == 401, "\(pattern)")
        #expect(try await send(scene.keys[1]).status == 401, "\(pattern): an app's key is no token")
        let answer = try await send(limited)
        #expect(!answer.text.lowercased().contains(StaffAPIScene.secret), "\(role) \(pattern)")
        if role.may(permission) {
          #expect(
            answer.status
              == (place.path.contains("/\(scene.other)") || place.body != nil || pattern.contains("report:")
                || pattern == "/v1/segments"
                ? 404 : 200),
            "\(role) \(pattern): \(answer.status)")
        } else {
          #expect(answer.status == 403 && answer.code == "missing_scope", "\(role) \(pattern)")
          #expect(try await send(free).status == 403, "\(role) \(pattern)")
        }
        // Without the scope nothing, whatever the role.
        let without = all.subtracting([permission]).filter { role.may($0) }
        if !without.isEmpty {
          let weak = try await scene.token("free", role, scopes: without)
          #expect(try await send(weak).status == 403, "\(role) \(pattern)")
        }
        if method == .GET, role.may(permission), try await send(free).text.lowercased().contains(StaffAPIScene.secret) {
          shown += 1
        }
      }
      #expect(try await state(scene) == before)
      // The same questions show it to whoever sees all apps: the test would notice.
      #expect(shown >= 4)
    }
  }

  @Test func `a token that is over, revoked or of somebody who is disabled is answered 401`() async throws {
    try await StaffAPIScene.with { scene in
      let secrets = try SodiumSecrets()
      let (kept, revoked) = (try await scene.token("ann"), try await scene.token("ann"))
      let old = AccessToken.prefix + "old"
      try await scene.collector.store.write { store in
        let token = try #require(try store.token(hash: secrets.tokenHash(Array(revoked.utf8))))
        try StaffActions(store, now: SystemClock.now(), by: .command).revokeToken(token.id, of: nil)
        let past = SystemClock.now().adding(seconds: -90_000)
        try StaffActions(store, now: past, by: .command)
          .createToken(token.account, name: "Old", scopes: [.read], days: 1, text: old, secrets: secrets)
      }
      for (token, status) in [(kept, 200), (revoked, 401), (old, 401), ("tbs_0", 401), ("", 401)] {
        #expect(try await scene.send("GET", "/v1/tickets", as: token).status == status)
      }
      let basic = try #require(
        try await scene.collector.answer(
          StaffAPIScene.bytes("GET", "/v1/tickets", fields: ["Authorization: Basic \(kept)"])))
      #expect(basic.status == 401 && basic.headers["www-authenticate"] == "Bearer")
      _ = try await scene.collector.command(["user", "require-factor", "ann@example.com"])
      #expect(try await scene.send("GET", "/v1/tickets", as: kept).code == "factor_needed")
      _ = try await scene.collector.command(["user", "require-factor", "ann@example.com", "--off"])
      #expect(try await scene.send("GET", "/v1/tickets", as: kept).status == 200)
      _ = try await scene.collector.command(["user", "disable", "ann@example.com"])
      #expect(try await scene.send("GET", "/v1/tickets", as: kept).status == 401)
    }
  }

  @Test func `a token may no more than its owner's role, also after the role changed`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      let move = #"{"to":"waiting","for":"reporter"}"#
      _ = try await scene.collector.command(["user", "role", "ann@example.com", "lead"])
      let refused = try await scene.send("POST", "/v1/tickets/\(scene.mine)/moves", as: token, move, "If-Match: *")
      #expect(refused.status == 403)
      #expect(try await scene.send("GET", "/v1/tickets", as: token).status == 200)
    }
  }

  @Test func `people are named to whoever shares an app, and addresses to admins`() async throws {
    try await StaffAPIScene.with { scene in
      let limited = try await scene.token("limited", apps: ["Alpha"])
      _ = try await scene.token("elsewhere", apps: ["Bravosecret shop"])
      let admin = try await scene.token("admin", .admin, scopes: [.read, .administer])
      let seen = try await scene.send("GET", "/v1/people", as: limited).text
      #expect(seen.contains("limited") && seen.contains("\"admin\"") && !seen.contains("elsewhere"))
      #expect(!seen.contains("@example.com"))
      let whole = try await scene.send("GET", "/v1/people", as: admin).text
      #expect(whole.contains("elsewhere@example.com") && whole.contains("Bravosecret shop"))
    }
  }
}
