// Staff's programs answer, and the real SDK shows it: to one reporter alone in their language, a fix that is no code, an idea with its
// outcome, and thanks that reach whoever solved it.
import Foundation
import Tellback
import Testing

@Suite struct AnswerEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func reporter(_ key: String, _ name: String) throws -> Reporter {
    try collector.reporter(key, "queue-\(name)", version: "3.1")
  }

  /// A program of somebody.
  private func desk(_ scopes: String..., name: String = "kim", role: String = "support") async throws -> Client {
    let email = "\(name)@example.com"
    _ = try await Tool.run(
      ["user", "create", email, "--role", role, "--data", collector.data], input: "long enough\n")
    let made = try await Tool.run(
      ["user", "token", "create", email, "Bot", "--data", collector.data]
        + scopes.flatMap { ["--scope", $0] })
    guard made.status == 0, let token = made.lines.last else { throw TestFailure(made.errors) }
    return Client(base: try collector.url, key: token)
  }

  private func post(_ desk: Client, _ path: String, _ body: String) async throws -> Answer {
    try await desk.send("POST", path, Array(body.utf8), headers: ["If-Match": "*"])
  }

  private func wait(
    _ what: String, _ reporter: Reporter, _ report: ReportID, _ condition: (Conversation) -> Bool
  ) async throws {
    try await eventually(what) {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.inbox.conversation(report).map(condition) == true
    }
  }

  // Practice B1: what comes from an app and what comes by plain HTTP land in one queue, and the reporter's language is offered to
  // whoever answers. Practice D3: the words are in the app itself.
  @Test func `an answer to one reporter is in their app alone, with its fields filled in`() async throws {
    try await collector.start(["--undo-seconds", "0"])
    let key = try await collector.createApp()
    let (ann, ben) = (try reporter(key, "ann"), try reporter(key, "ben"))
    let first = try await ann.report("Saving does nothing", page: "/editor", user: "Ann").id
    try await wait("the first report", ann, first) { $0.ticket == 1 }
    let second = try await ben.report("Saving does nothing", page: "/editor").id
    try await wait("the second report", ben, second) { $0.ticket == 1 }
    var plain = newReport("Saving does nothing")
    (plain.page, plain.locale) = ("/editor", "de-CH")
    #expect(try await Client(base: try collector.url, key: key).report(plain).status == 202)

    let desk = try await desk("read", "claim", "answer")
    try await eventually("the third report") {
      try await desk.send("GET", "/v1/tickets/1").text.contains("\"reports\":3")
    }
    let reports = try await desk.send("GET", "/v1/tickets/1/reports").text
    #expect(reports.contains("\"locale\":\"de-CH\""))
    #expect(try await post(desk, "/v1/tickets/1/claim", "{}").status == 200)
    let words = "Hello {reporter}, is {page} open in {version}? It is {reference}. {me}, {not a field}"
    let body = #"{"text":"\#(words)","to":"\#(first)"}"#
    let sent = try await post(desk, "/v1/tickets/1/answers", body)
    #expect(sent.status == 201, "\(sent.text)")
    try await wait("the answer", ann, first) { $0.entries.count == 1 }
    let entry = try #require(try await ann.inbox.conversation(first)?.entries.first)
    #expect(
      entry.text == "Hello Ann, is /editor open in 3.1? It is \(first.reference.description). kim, {not a field}")
    #expect(entry.isPersonal)

    // Ben gave no name: nothing goes to everybody with it, and nothing to Ben.
    let all = try await post(desk, "/v1/tickets/1/answers", #"{"text":"Hello {reporter}"}"#)
    #expect(all.status == 422 && all.text.contains("unresolved_field") && all.text.contains("{reporter}"))
    let one = try await post(desk, "/v1/tickets/1/answers", #"{"text":"Hello {reporter}","to":"\#(second)"}"#)
    #expect(one.status == 422 && one.text.contains("unresolved_field"))
    // Who came by plain HTTP can be told in no app.
    let none = try await post(desk, "/v1/tickets/1/answers", #"{"text":"Hello","to":"\#(plain.id)"}"#)
    #expect(none.status == 422 && none.text.contains("\"to\""))
    // To everybody each gets their own.
    let own = try await post(desk, "/v1/tickets/1/answers", #"{"text":"About {reference}"}"#)
    #expect(own.status == 201, "\(own.text)")
    for (reporter, report) in [(ann, first), (ben, second)] {
      try await wait("the answer to all", reporter, report) {
        $0.entries.last?.text == "About \(report.reference.description)"
      }
    }
    #expect(try await ben.inbox.conversation(second)?.entries.count == 1)
    await ann.close()
    await ben.close()
    #expect(try await collector.stop() == 0)
  }

  // Practice A4: a fix that is not code has its own kind, and whoever reported is asked at once.
  // Practice A6: an idea has an outcome, and thanks reach whoever solved it. Practice B2: each state is seen in the app.
  @Test func `a changed page is told and asked about at once, an idea is planned, and thanks name who did it`()
    async throws
  {
    try await collector.start(["--undo-seconds", "0"])
    let app = try reporter(try await collector.createApp(), "ann")
    let problem = try await app.report("The offer page is stale", page: "/offer").id
    #expect(try await app.inbox.conversation(problem)?.entries.isEmpty == true)
    try await wait("the ticket", app, problem) { $0.ticket == 1 }
    let desk = try await desk("read", "claim", "answer", "move")
    #expect(try await post(desk, "/v1/tickets/1/claim", "{}").status == 200)
    try await wait("somebody who looks at it", app, problem) { $0.state == .lookedAt(by: "kim") }
    let fixed = try await post(
      desk, "/v1/tickets/1/moves", #"{"to":"resolved","resolution":"content","text":"The page shows the new offer."}"#)
    #expect(fixed.status == 200, "\(fixed.text)")
    try await wait("the fix", app, problem) { if case .fixed = $0.state { true } else { false } }
    let question = try #require(try await app.inbox.openQuestions().first)
    #expect(question.conversation == problem && question.version == nil)
    try await app.inbox.answer(question, fixed: true, text: nil)
    try await app.inbox.thank(problem, text: "Thank you!")
    #expect(try await app.flush(within: .seconds(20)).isComplete)
    try await eventually("the thanks on the ticket") {
      let events = try await desk.send("GET", "/v1/tickets/1/events").text
      return events.contains("\"kind\":\"helped\"") && events.contains("\"kind\":\"thanked\",\"report\":\"\(problem)\"")
        && events.contains("\"detail\":\"kim\"")
    }

    let idea = try await app.report("Let me sort by price", kind: .idea, page: "/list").id
    try await wait("the idea", app, idea) { $0.ticket == 2 }
    #expect(try await post(desk, "/v1/tickets/2/claim", "{}").status == 200)
    let planned = try await post(
      desk, "/v1/tickets/2/moves", #"{"to":"resolved","resolution":"planned","text":"We build it in spring."}"#)
    #expect(planned.status == 200, "\(planned.text)")
    try await wait("the outcome of the idea", app, idea) { $0.entries.last?.text == "We build it in spring." }
    #expect(try await desk.send("GET", "/v1/tickets/2").text.contains("\"resolution\":\"planned\""))
    await app.close()
    #expect(try await collector.stop() == 0)
  }

  // Practice A1 and B6: of two who claim one gets it, answers, and the history says who did what. Practice A2: handed back in one
  // step, and support takes over. Practice B3: no solution needs a reason, and the reporter is told. Practice B5: an illegal move is
  // refused. Practice E1: a developer answers under their own name.
  @Test func `people from all over answer one after the other, and the app shows each of them`() async throws {
    try await collector.start(["--undo-seconds", "0"])
    let app = try reporter(try await collector.createApp(), "ann")
    let report = try await app.report("Export to paper tape fails", page: "/export").id
    try await wait("the ticket", app, report) { $0.ticket == 1 }
    let vic = try await desk("read", "claim", "answer", "move", name: "vic", role: "volunteer")
    let dev = try await desk("read", "claim", "answer", "move", name: "dev", role: "developer")
    let kim = try await desk("read", "claim", "answer", "move", "take_over")
    #expect(try await post(vic, "/v1/tickets/1/claim", "{}").status == 200)
    let second = try await post(dev, "/v1/tickets/1/claim", "{}")
    #expect(second.status == 409 && second.text.contains("vic"))
    try await wait("the volunteer", app, report) { $0.state == .lookedAt(by: "vic") }
    #expect(try await post(dev, "/v1/tickets/1/answers", #"{"text":"Past vic"}"#).status == 409)
    #expect(try await post(vic, "/v1/tickets/1/answers", #"{"text":"I ask a developer."}"#).status == 201)
    #expect(try await post(vic, "/v1/tickets/1/hand-back", "{}").status == 200)
    #expect(try await post(dev, "/v1/tickets/1/claim", "{}").status == 200)
    #expect(try await post(dev, "/v1/tickets/1/answers", #"{"text":"The tape is gone."}"#).status == 201)
    #expect(try await post(kim, "/v1/tickets/1/take-over", "{}").status == 200)
    let silent = try await post(kim, "/v1/tickets/1/moves", #"{"to":"resolved","resolution":"no_solution"}"#)
    #expect(silent.status == 422, "\(silent.text)")
    let why = #"{"to":"resolved","resolution":"no_solution","text":"Nobody makes the tape any more."}"#
    #expect(try await post(kim, "/v1/tickets/1/moves", why).status == 200)
    try await wait("the reason", app, report) { $0.entries.last?.text == "Nobody makes the tape any more." }
    let illegal = try await post(kim, "/v1/tickets/1/moves", #"{"to":"waiting","for":"reporter"}"#)
    #expect(illegal.status == 409 && illegal.text.contains("illegal_move"))

    let said = try #require(try await app.inbox.conversation(report)?.entries)
    #expect(said.map(\.text) == ["I ask a developer.", "The tape is gone.", "Nobody makes the tape any more."])
    #expect(said.map(\.author) == ["vic", "dev", "kim"].map { .staff(name: $0) })
    let history = try await kim.send("GET", "/v1/tickets/1/events").text
    for kind in ["claimed", "answered", "handedBack", "tookOver", "moved"] {
      #expect(history.contains("\"kind\":\"\(kind)\""), "\(kind)")
    }
    await app.close()
    #expect(try await collector.stop() == 0)
  }
}
