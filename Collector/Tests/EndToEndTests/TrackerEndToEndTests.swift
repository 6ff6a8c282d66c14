// A ticket's issue from the press to the proposal, by a real collector that is killed in the middle and a tracker that checks each
// request by its vendor's schema.
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackWire
import TestReceiver
import Testing

@Suite struct TrackerEndToEndTests {
  private static let secret = String(repeating: "s", count: 64)
  private let folder: TestFolder
  private let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func addTracker(_ tracker: TestTracker) async throws {
    let store = try collector.openStore()
    let now = now()
    try await store.write { store in
      let app = try #require(try store.apps().first).id
      _ = try TrackerActions(store, now: now, by: .command).create(
        TrackerSettings(
          name: "Shop", kind: tracker.kind, address: tracker.address, project: TestTracker.project, label: "feedback"),
        app: app, token: TestTracker.token, hookSecret: Self.secret, allowsPlain: true)
    }
    await store.close()
  }

  private func token() async throws -> String {
    _ = try await Tool.run(
      ["user", "create", "ann@example.com", "--role", "support", "--data", collector.data], input: "long enough\n")
    let made = try await Tool.run(
      ["user", "token", "create", "ann@example.com", "Desk", "--data", collector.data]
        + ["read", "claim", "answer", "move"].flatMap { ["--scope", $0] })
    return try #require(made.lines.last)
  }

  @Test(arguments: TrackerKind.allCases)
  func `an issue is opened once though the collector is killed, closed there and proposes resolving here`(
    _ kind: TrackerKind
  ) async throws {
    let tracker = try TestTracker(kind)
    // It does the work, and nobody hears of it.
    tracker.set { operation, count in operation == "create" && count == 0 ? .hang(works: true) : .work }
    let key = try await collector.createApp()
    let token = try await token()
    try await addTracker(tracker)
    let settings = ["--allow-private-webhooks", "--undo-seconds", "0", "--public-url", "https://desk.example.com"]
    try await collector.start(settings)
    let client = Client(base: try collector.url, key: key)
    var report = newReport("The card is declined, write to ann@example.com")
    report.contact = "ann@example.com"
    #expect(try await client.report(report).status == 202)
    try await eventually("its ticket") { try await client.metrics()["tellback_reports_opened_total"] == 1 }
    func staff() throws -> Client { Client(base: try collector.url, key: token) }
    func post(_ path: String, _ body: String) async throws -> Int {
      try await staff().send("POST", path, Array(body.utf8), headers: ["If-Match": "*"]).status
    }
    func ticket() async throws -> String { try await staff().send("GET", "/v1/tickets/1").text }
    #expect(try await post("/v1/tickets/1/issues", #"{"act":"open"}"#) == 202)
    try await eventually("the request") { tracker.asked("create").count == 1 }
    try await collector.crash()
    try await collector.start(settings)
    // A minute passes before the search: the tracker could still be at work.
    try await eventually("the issue") { try await ticket().contains(#""state":"open","number":1"#) }
    #expect(tracker.issues.count == 1 && tracker.asked("create").count == 1)
    let there = try #require(tracker.issues.first)
    #expect(there.title == "The card is declined, write to [mail]" && there.labels == ["feedback"])
    #expect(there.body.contains("https://desk.example.com/tickets/1") && !there.body.contains("ann@"))
    tracker.change(1) { ($0.isClosed, $0.milestone) = (true, "2.1") }
    // Nobody waits five minutes: the tracker tells by itself, and the secret stands in for a signature on GitLab alone.
    let body =
      kind == .github
      ? #"{"action":"closed","issue":{"number":1}}"# : #"{"object_kind":"issue","object_attributes":{"iid":1}}"#
    let field =
      kind == .github
      ? ("X-Hub-Signature-256", "sha256=" + (try await Self.signature(of: body))) : ("X-Gitlab-Token", Self.secret)
    let taken = try await client.send(
      "POST", "/v1/trackers/1/hook", Array(body.utf8), headers: [field.0: field.1])
    #expect(taken.status == 204)
    try await eventually("the proposal") {
      try await ticket().contains(#""version":"2.1","notPlanned":false,"proposesResolving":true"#)
    }
    #expect(try await staff().send("GET", "/v1/tickets?issue=proposed").text.contains(#""total":1"#))
    let events = try await staff().send("GET", "/v1/tickets/1/events").text
    #expect(events.contains("closed acme/shop#1 2.1"))
    // Nothing is resolved by itself.
    #expect(try await ticket().contains(#""state":"open","resolution""#) == false)
    #expect(try await post("/v1/tickets/1/claim", "{}") == 200)
    #expect(
      try await post("/v1/tickets/1/moves", #"{"to":"resolved","resolution":"code","fixedIn":"2.1","text":"Done"}"#)
        < 300)
    #expect(try await ticket().contains(#""proposesResolving":false"#))
    #expect(try await collector.stop() == 0)
    #expect(tracker.problems.isEmpty, "\(tracker.problems)")
    await tracker.stop()
  }

  /// HMAC-SHA-256 by Python's own: an implementation that shares nothing with ours.
  private static func signature(of body: String) async throws -> String {
    let script = "import hmac,sys;print(hmac.new(sys.argv[1].encode(),sys.argv[2].encode(),'sha256').hexdigest())"
    return try await SignatureCheck.python(script, [secret, body])
  }
}
