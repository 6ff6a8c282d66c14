// Routing with the real SDK and the board of the real program: a rule made on its page gives a developer what touches their component,
// and they answer the reporter under their own name.
import CollectorSQLite
import Foundation
import Tellback
import TestBrowser
import Testing

/// Somebody who is signed in to the board, without a browser.
struct BoardPerson {
  let port: Int
  private let cookie: String

  init(port: Int, email: String, password: String) async throws {
    self.port = port
    let answer = try await Self.post(port, "/sign-in", [("email", email), ("password", password)], [])
    guard answer.status == 303, let cookie = answer["set-cookie"]?.split(separator: ";").first else {
      throw TestFailure("\(email) was not signed in: \(answer.status)")
    }
    self.cookie = String(cookie)
  }

  func page(_ target: String) async throws -> String {
    let answer = try await PlainClient.send(port: port, method: "GET", target: target, fields: [("Cookie", cookie)])
    guard answer.status == 200 else { throw TestFailure("\(target) answered \(answer.status)") }
    return answer.text
  }

  /// Sends a form of a page; hidden fields of that page that are named in `keeping` go with it.
  func send(_ target: String, from page: String, keeping: [String] = [], _ form: [(String, String)]) async throws
    -> PlainAnswer
  {
    let text = try await self.page(page)
    let kept = try (["form_token"] + keeping).map { name -> (String, String) in
      guard let start = text.range(of: "name=\"\(name)\" value=\"") else { throw TestFailure("\(page) has no \(name)") }
      return (name, String(text[start.upperBound...].prefix { $0 != "\"" }))
    }
    return try await Self.post(port, target, kept + form, [("Cookie", cookie)])
  }

  private static func post(
    _ port: Int, _ target: String, _ form: [(String, String)], _ fields: [(String, String)]
  ) async throws -> PlainAnswer {
    let body = form.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    return try await PlainClient.send(
      port: port, method: "POST", target: target,
      fields: [("Content-Type", "application/x-www-form-urlencoded")] + fields, body: Array(body.utf8))
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
      return isPlain
        ? String(Character(Unicode.Scalar(byte)))
        : "%" + String(UInt16(byte) + 0x100, radix: 16).dropFirst().uppercased()
    }.joined()
  }
}

@Suite struct RoutingEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess
  private static let password = "correct horse battery"

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func command(_ words: [String], input: String? = nil) async throws -> Finished {
    try await Tool.run(words + ["--data", collector.data], input: input)
  }

  private func reporter(_ key: String) throws -> Reporter { try collector.reporter(key) }

  private func wait(
    _ what: String, _ reporter: Reporter, _ report: ReportID, _ condition: (Conversation) -> Bool
  ) async throws {
    try await eventually("\(what)") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.inbox.conversation(report).map(condition) == true
    }
  }

  // Practice E1.
  @Test func `A developer is routed what touches their component, and answers under their own name`() async throws {
    let key = try await collector.createApp()
    for (email, role, name) in [("ada@example.com", "admin", "Ada"), ("kim@example.com", "developer", "Kim")] {
      let made = try await command(
        ["user", "create", email, "--role", role, "--name", name], input: Self.password + "\n")
      #expect(made.status == 0, "\(made.errors)")
    }
    try await collector.start(["--undo-seconds", "0"])
    let ada = try await BoardPerson(port: collector.port, email: "ada@example.com", password: Self.password)
    let app = try reporter(key)
    app.enter(page: "/account/settings")
    let other = try await app.report("I cannot change my name").id
    try await wait("the other ticket", app, other) { $0.ticket == 1 }
    let rule = [
      ("name", "Checkout"), ("enabled", "yes"), ("page", "/checkout\r\n/cart"), ("component", "Checkout"),
      ("owner", "2"),
    ]
    let (new, keeping) = ("/settings/routing/new", ["stamp"])
    let trial = try await ada.send(new, from: new, keeping: keeping, rule + [("act", "try")])
    #expect(trial.status == 200 && trial.text.contains("It would have routed none of the last 1 report differently."))
    #expect(try await ada.send(new, from: new, keeping: keeping, rule + [("act", "save")]).status == 303)

    app.enter(page: "/checkout/payment")
    let report = try await app.report("Paying takes for ever").id
    try await wait("who looks at it", app, report) { $0.state == .lookedAt(by: "Kim") }
    #expect(try await app.inbox.conversation(report)?.state.words == "Kim is looking at it.")
    let kim = try await BoardPerson(port: collector.port, email: "kim@example.com", password: Self.password)
    let work = try await kim.page("/work")
    #expect(work.contains("Paying takes for ever") && !work.contains("I cannot change my name"))
    let ticket = try await kim.page("/tickets/2")
    #expect(ticket.contains("Routed <bdi>to Kim, component Checkout</bdi> by rule “<bdi>Checkout</bdi>”"))
    let answer = try await kim.send(
      "/tickets/2", from: "/tickets/2", keeping: ["seen"], [("act", "answer"), ("note", "It is my code. I look now.")])
    #expect(answer.status == 303, "\(answer.text)")
    try await wait("the answer", app, report) { $0.state == .answered(by: "Kim") }
    let entry = try #require(try await app.inbox.conversation(report)?.entries.last)
    #expect(entry.author == .staff(name: "Kim") && entry.text == "It is my code. I look now.")
    // What touches nothing of Kim's is nobody's, and closed to them until they claim it.
    #expect(try await ada.page("/tickets/1").contains("Nobody has taken this ticket."))
    await app.close()
    #expect(try await collector.stop() == 0)
  }

  @Test func `Settings of an earlier release become rules at the first start and are ignored, aloud, at the next`()
    async throws
  {
    let key = try await collector.createApp()
    let settings = [
      "--component", "/checkout=Checkout", "--component", "/checkout/pay=Payment", "--critical-phrase", "gone for good",
    ]
    try await collector.start(settings)
    let client = Client(base: try collector.url, key: key)
    var report = newReport("My work is gone for good")
    report.page = "/checkout/pay/now"
    #expect(try await client.report(report).status == 202)
    try await eventually("the ticket") { try await client.metrics()["tellback_reports_opened_total"] == 1 }
    let list = try await command(["rule", "list"])
    #expect(list.lines.count == 4 && list.output.contains("words \"gone for good\"\tseverity critical"))
    let id = try #require(list.lines.first { $0.contains("Payment") }?.split(separator: "\t").first.map(String.init))
    #expect(try await command(["rule", "delete", id]).status == 0)
    #expect(try await collector.stop() == 0)
    #expect(!collector.log.contains("routing_settings_ignored"))
    try await collector.start(settings)
    #expect(collector.log.contains("routing_settings_ignored"))
    #expect(try await command(["rule", "list"]).lines.count == 3)
    #expect(try await collector.stop() == 0)
    let store = try collector.openStore()
    let ticket = try await store.read { try $0.ticket(1) }
    #expect(ticket?.component == "Payment" && ticket?.severity == .critical)
    await store.close()
  }

  static let nonsense: [[String]] = [
    ["rule"], ["rule", "add"], ["rule", "add", "x", "--severity", "awful"], ["rule", "add", "x", "--field", "plan"],
    ["rule", "add", "x", "--place", "0"], ["rule", "move", "1", "0"], ["rule", "move", "1"], ["rule", "enable", "x"],
    ["rule", "list", "x"], ["group"], ["group", "create"], ["group", "add", "x"], ["group", "add", "x", "nobody"],
  ]

  @Test(arguments: nonsense)
  func `Nonsense about rules and groups ends with 2 and says what was expected`(arguments: [String]) async throws {
    let result = try await Tool.run(arguments)
    #expect(result.status == 2, "\(arguments): \(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [false, true])
  func `Rules and groups are written by command, checked as on the board`(isRunning: Bool) async throws {
    _ = try await collector.createApp("shop")
    if isRunning { try await collector.start() }
    let ann = ["user", "create", "ann@example.com", "--role", "support", "--name", "Ann", "--app", "shop"]
    #expect(try await command(ann, input: Self.password + "\n").status == 0)
    func expect(_ words: [String], _ status: Int32, _ part: String) async throws {
      let result = try await command(words)
      #expect(result.status == status && (result.output + result.errors).contains(part), "\(words): \(result)")
    }
    try await expect(["group", "create", "Payments"], 0, "'Payments' is made")
    try await expect(["group", "create", "Payments"], 1, "already")
    try await expect(["rule", "add", "Pay", "--group", "Payments", "--app", "shop"], 1, "no member")
    try await expect(["group", "add", "Payments", "eve@example.com"], 1, "no account")
    try await expect(["group", "add", "Payments", "ann@example.com"], 0, "belongs")
    try await expect(["group", "list"], 0, "Payments\tann@example.com")
    try await expect(["rule", "add", "Pay", "--group", "Payments"], 1, "no member")
    try await expect(
      ["rule", "add", "Pay", "--page", "/pay", "--group", "Payments", "--app", "shop", "--tag", "Money"], 0, "in force")
    try await expect(["rule", "add", "Pay", "--severity", "low"], 1, "of the name \"Pay\"")
    try await expect(
      ["rule", "add", "More", "--page", "/pay/now", "--app", "shop", "--group", "Payments"], 1, "never decide")
    try await expect(
      ["rule", "add", "More", "--page", "/pay/now", "--app", "shop", "--owner", "ann@example.com", "--place", "1"], 0,
      "in force")
    try await expect(["rule", "list"], 0, "place 1\tMore\t'shop'\tenabled\tpage /pay/now\towner Ann")
    try await expect(["rule", "list"], 0, "place 4\tPay\t'shop'\tenabled\tpage /pay\tgroup Payments; tag money")
    try await expect(["rule", "disable", "3"], 0, "disabled")
    try await expect(["rule", "move", "3", "1"], 0, "place 1")
    try await expect(["rule", "enable", "3"], 0, "enabled")
    try await expect(["rule", "delete", "99"], 1, "no rule 99")
    try await expect(["group", "remove", "Payments", "ann@example.com"], 0, "does not belong")
    try await expect(["rule", "add", "x", "--app", "none", "--tag", "t"], 1, "no app")
    try await expect(["audit", "list", "--act", "rule.changed"], 0, "\"subject\":\"Pay\"")
    if isRunning { #expect(try await collector.stop() == 0) }
  }
}
