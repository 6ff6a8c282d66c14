// Issues by program, and the messages of trackers: signed ones alone have an effect.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable import CollectorOutbox
@testable @_spi(Simulation) import CollectorServer

@Suite struct IssueAPITests {
  private static let secret = String(repeating: "s", count: 64)

  private func addTracker(_ scene: StaffAPIScene, _ kind: TrackerKind = .github) async throws {
    try await scene.collector.store.write { store in
      let app = try #require(try store.app(named: "Alpha")).id
      _ = try TrackerActions(store, now: SystemClock.now(), by: .command).create(
        TrackerSettings(name: "Shop", kind: kind, address: "https://git.example.com", project: "acme/shop"), app: app,
        token: "ghp_1", hookSecret: Self.secret, allowsPlain: false)
    }
  }

  private func send(_ scene: StaffAPIScene, _ token: String, _ body: String) async throws -> HTTPResponse {
    try await scene.send("POST", "/v1/tickets/\(scene.mine)/issues", as: token, body)
  }

  private func issues(_ scene: StaffAPIScene, _ token: String) async throws -> [[String: Any]] {
    let ticket = try await scene.send("GET", "/v1/tickets/\(scene.mine)", as: token).json
    return ticket["issues"] as? [[String: Any]] ?? []
  }

  @Test func `a program opens an issue as the template makes it, ties one, and reads how they stand`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      #expect(try await send(scene, token, #"{"act":"open"}"#).code == "no_tracker")
      try await addTracker(scene)
      #expect(try await send(scene, token, #"{"act":"open"}"#).status == 202)
      #expect(try await send(scene, token, #"{"act":"open"}"#).code == "issue_exists")
      let wanted = try #require(try await scene.collector.store.read { try $0.trackerIssue(1) })
      #expect(wanted.title == "Saving fails" && wanted.body?.contains("Reports: 1, people: 1") == true)
      let url = "https://git.example.com/acme/shop/issues/12"
      #expect(try await send(scene, token, #"{"act":"tie","url":"\#(url)"}"#).status == 202)
      let found = try await issues(scene, token)
      #expect(found.map { $0["state"] as? String } == ["waiting", "open"])
      #expect(found.last?["url"] as? String == url && found.last?["number"] as? Int == 12)
      for (filter, total) in [("any", 1), ("open", 1), ("none", 0), ("closed", 0)] {
        let list = try await scene.send("GET", "/v1/tickets?issue=\(filter)&app=Alpha", as: token).json
        #expect(list["total"] as? Int == total, "\(filter)")
        let first = (list["tickets"] as? [[String: Any]])?.first
        #expect(first == nil || (first?["issues"] as? [Any])?.count == 2)
      }
      #expect(try await scene.send("GET", "/v1/tickets?issue=x", as: token).status == 422)
      #expect(try await send(scene, token, #"{"act":"untie","issue":2}"#).status == 200)
      #expect(try await issues(scene, token).count == 1)
    }
  }

  @Test func `what cannot be done is refused with its reason, and so is who may not move tickets`() async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      try await addTracker(scene)
      let refusals = [
        (#"{}"#, 422, "missing"), (#"{"act":"x"}"#, 422, "invalid_value"), (#"{"act":"tie"}"#, 422, "missing"),
        (#"{"act":"tie","url":"https://x.example/"}"#, 422, "invalid_value"), (#"{"act":"untie"}"#, 422, "missing"),
        (#"{"act":"untie","issue":9}"#, 404, "no_such_issue"), (#"{"act":"open","tracker":9}"#, 422, "invalid_value"),
        (#"{"act":"open","title":" "}"#, 422, "missing"),
        (#"{"act":"open","title":"\#(String(repeating: "x", count: 251))"}"#, 422, "too_long"),
      ]
      for (body, status, code) in refusals {
        let answer = try await send(scene, token, body)
        #expect(answer.status == status && answer.code == code, "\(body): \(answer.status) \(answer.text)")
      }
      let reader = try await scene.token("lea", .lead, scopes: [.read])
      #expect(try await send(scene, reader, #"{"act":"open"}"#).status == 403)
      let stranger = try await scene.token("ben", apps: ["Bravosecret shop"])
      #expect(try await send(scene, stranger, #"{"act":"open"}"#).status == 404)
    }
  }

  @Test(arguments: TrackerKind.allCases)
  func `a signed message lets its issue be looked at, and any other does nothing`(_ kind: TrackerKind) async throws {
    try await StaffAPIScene.with { scene in
      let token = try await scene.token("ann")
      try await addTracker(scene, kind)
      let url = "https://git.example.com/acme/shop/issues/12"
      _ = try await send(scene, token, #"{"act":"tie","url":"\#(url)"}"#)
      let far = SystemClock.now().adding(seconds: 1_000_000)
      try await scene.collector.store.write { store in
        var issue = try #require(try store.trackerIssue(1))
        issue.dueAt = far
        try store.setTrackerIssue(issue)
      }
      func due() async throws -> Timestamp? { try await scene.collector.store.read { try $0.trackerIssue(1)?.dueAt } }
      let body =
        kind == .github
        ? #"{"action":"closed","issue":{"number":12}}"#
        : #"{"object_kind":"issue","object_attributes":{"iid":12}}"#
      let path = "/v1/trackers/1/hook"
      func hook(_ path: String, _ body: String, _ field: String) async throws -> Int {
        try await scene.send("POST", path, as: nil, body, field).status
      }
      // TrackerSenderTests has a signature that GitHub publishes.
      let signed = Hexadecimal.text(WebhookSigner.hmac(Array(body.utf8), key: Array(Self.secret.utf8)))
      let good = kind == .github ? "X-Hub-Signature-256: sha256=\(signed)" : "X-Gitlab-Token: \(Self.secret)"
      let wrong = ["X-Hub-Signature-256: sha256=00", "X-Gitlab-Token: x", "X-Nothing: 1"]
      for field in wrong { #expect(try await hook(path, body, field) == 401) }
      #expect(try await hook("/v1/trackers/9/hook", body, good) == 401)
      if kind == .github { #expect(try await hook(path, body + " ", good) == 401) }
      #expect(try await due() == far)
      #expect(try await scene.collector.store.read { try $0.tracker(1)?.hookedAt } == nil)
      #expect(try await hook(path, body, good) == 204)
      #expect(try #require(try await due()) < far)
      #expect(try await scene.collector.store.read { try $0.tracker(1)?.hookedAt } != nil)
    }
  }
}
