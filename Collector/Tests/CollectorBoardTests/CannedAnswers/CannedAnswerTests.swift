// Canned answers over HTTP: writing them, putting one into an answer, and fields that keep words from being sent.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct CannedAnswerTests {
  static let device = ReportID(at: BoardFixture.noon, random: (4, 4))

  /// Somebody of each role, and a ticket with a German report of a person that the app names.
  private func withTicket(
    _ body: (BoardFixture, AppRecord, Report, [StaffRole: Visitor]) async throws -> Void
  ) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      let report = makeReport("Saving fails") { report in
        (report.user, report.locale, report.segment) = ("Ann <i>", "de-CH", "Gold")
        report.context.appVersion = "3.1"
      }
      try await house.receive(
        IncomingReport(
          id: report.id, app: app.id, installation: Self.device, receivedAt: house.clock.now, sentAt: house.clock.now,
          body: report.encoded()))
      var visitors: [StaffRole: Visitor] = [:]
      for role in StaffRole.allCases {
        try await house.addAccount("\(role.rawValue)@example.com", name: "\(role.rawValue)", role: role)
        visitors[role] = try await house.signIn("\(role.rawValue)@example.com")
      }
      try await body(house, app, report, visitors)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func save(
    _ house: BoardFixture, _ visitor: Visitor?, id: Int64 = 0, app: String = "", name: String = "Reset",
    act: String = "save", _ texts: [(String, String, String)]
  ) async throws -> PlainAnswer {
    let visitor = try #require(visitor)
    let fields = texts.flatMap { [("locale", $0.0), ("segment", $0.1), ("text", $0.2)] }
    return try await house.post(
      "/settings/answers",
      [("form_token", visitor.token), ("act", act), ("answer", "\(id)"), ("app", app), ("name", name)] + fields,
      as: visitor)
  }

  private func send(
    _ house: BoardFixture, _ visitor: Visitor?, _ note: String, to: String = "all"
  ) async throws -> PlainAnswer {
    let visitor = try #require(visitor)
    let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
    return try await house.post(
      "/tickets/1",
      [("form_token", visitor.token), ("act", "answer"), ("note", note), ("to", to), ("seen", "\(seen)")], as: visitor)
  }

  private func told(_ house: BoardFixture, _ app: AppRecord) async throws -> [String] {
    try await house.store.read { try $0.updates(app: app.id, installation: Self.device, after: 0, limit: 99) }
      .compactMap(\.message)
  }

  @Test func `admins, support and leads write them, and everybody who answers reads them`() async throws {
    try await withTicket { house, app, _, visitors in
      for role in [StaffRole.volunteer, .developer] {
        #expect(try await save(house, visitors[role], [("en", "", "Hi")]).status == 403)
        let page = try await house.get("/settings/answers?edit=new", as: visitors[role])
        #expect(page.status == 200 && !page.text.contains("<textarea"))
      }
      for (role, name) in [(StaffRole.admin, "Reset"), (.support, "Print <b>"), (.lead, "Save")] {
        let saved = try await save(
          house, visitors[role], name: name, [("en", "", "Hello {reporter} <script>"), ("", "", "  ")])
        #expect(saved.status == 303, "\(role)")
        let page = try await house.get(try #require(saved["location"]), as: visitors[role])
        #expect(page.text.contains("As somebody may read it:") && page.text.contains("Hello Ann &lt;script&gt;"))
      }
      let list = try await house.get("/settings/answers", as: visitors[.volunteer]).text
      #expect(
        list.contains("<bdi>Print &lt;b&gt;</bdi>") && !list.contains("?edit=") && !list.contains("<script>alert"))
      let own = try await house.store.read { try $0.cannedAnswers(in: .app(app.id)) }
      #expect(
        own.map(\.name) == ["Print <b>", "Reset", "Save"] && own.map(\.changedBy) == ["support", "admin", "lead"])
      let deleted = try await save(house, visitors[.lead], id: own[0].id, act: "delete", [])
      #expect(deleted.status == 303)
      #expect(try await save(house, visitors[.lead], id: own[0].id, act: "delete", []).status == 404)
      let acts = try await house.store.read { try $0.auditEntries(AuditQuery(limit: 9)).map(\.act) }
      #expect(acts.count { $0 == .cannedAnswerSaved } == 3 && acts.count { $0 == .cannedAnswerDeleted } == 1)
    }
  }

  @Test(
    arguments: [
      ("", [("en", "", "x")], "Give the answer a name"),
      (String(repeating: "n", count: 101), [("en", "", "x")], "limit is 100 bytes"),
      ("Reset", [], "at least one text"), ("Reset", [("german", "", "x")], "tag such as de"),
      ("Reset", [("", "", "x")], "in which language"), ("Reset", [("de", "", " ")], "Write the text for this language"),
      ("Reset", [("de", "", "x"), ("DE", "", "y")], "two texts in de"),
      ("Reset", [("de", "Gold", "x")], "one text without a segment"),
      ("Reset", [("de", "", String(repeating: "x", count: 10_001))], "limit is 10000 bytes"),
      ("Reset", [("de", "", "x"), ("en", String(repeating: "s", count: 201), "y")], "limit is 200 bytes"),
      ("Reset", (0...20).map { ("aa-\(100 + $0)", "", "x") }, "limit is 20"),
    ] as [(String, [(String, String, String)], String)])
  func `what is wrong is said beside its field, and nothing typed is lost`(
    name: String, texts: [(String, String, String)], why: String
  ) async throws {
    try await withTicket { house, _, _, visitors in
      let refused = try await save(house, visitors[.support], name: name, texts)
      #expect(refused.status == 422)
      let html = refused.text.replacing("&quot;", with: "\"")
      #expect(html.contains(why), "\(why)")
      #expect(html.contains("role=\"alert\""))
      if let first = texts.first { #expect(html.contains(first.2 + "</textarea>")) }
      #expect(try await house.store.read { try $0.cannedAnswers(in: .all).isEmpty })
    }
  }

  @Test func `a name is taken once for an app and once for all, and a preview keeps nothing`() async throws {
    try await withTicket { house, app, _, visitors in
      let own = "\(app.id.value)"
      #expect(try await save(house, visitors[.lead], [("en", "", "x")]).status == 303)
      #expect(try await save(house, visitors[.lead], app: own, [("en", "", "x")]).status == 303)
      let taken = try await save(house, visitors[.lead], app: own, [("en", "", "x")])
      #expect(taken.status == 422 && taken.text.contains("of the name"))
      let preview = try await save(
        house, visitors[.lead], name: "New", act: "preview", [("en", "", "In {version}, {me}")])
      #expect(preview.status == 200 && preview.text.contains("In 3.1, lead"))
      #expect(try await house.store.read { try $0.cannedAnswers(in: .all).count } == 2)
    }
  }

  @Test func `whoever sees some apps writes for these alone`() async throws {
    try await withTicket { house, app, _, visitors in
      let other = try await house.addApp("other")
      try await house.addAccount("some@example.com", name: "Some", role: .support, apps: .app(app.id))
      let some = try await house.signIn("some@example.com")
      #expect(try await save(house, some, [("en", "", "x")]).status == 422)
      #expect(try await save(house, some, app: "\(other.id.value)", [("en", "", "x")]).status == 422)
      #expect(try await save(house, some, app: "\(app.id.value)", [("en", "", "x")]).status == 303)
      #expect(try await save(house, visitors[.admin], name: "All", [("en", "", "x")]).status == 303)
      let id = try await house.store.read { try $0.cannedAnswer(named: "All", app: nil)?.id }
      #expect(try await save(house, some, id: try #require(id), act: "delete", []).status == 422)
    }
  }

  // Practice B1: the reporter's language chooses the words.
  @Test func `a canned answer is put into the draft in the reporter's language, for their segment, filled in`()
    async throws
  {
    try await withTicket { house, app, report, visitors in
      let texts = [
        ("en", "", "Hello {reporter}"), ("de", "", "Guten Tag {reporter}"),
        ("de", "Gold", "Guten Tag {reporter}, Version {version}. {me}"),
      ]
      #expect(try await save(house, visitors[.lead], texts).status == 303)
      let volunteer = try #require(visitors[.volunteer])
      let page = try await house.get("/tickets/1", as: volunteer).text
      #expect(page.contains(">Reset · German for Gold</option>"))
      #expect(
        page.contains("In <bdi>German (Switzerland)</bdi>, as the first report (<code>\(report.id.reference)</code>)"))
      func pick(_ form: [(String, String)]) async throws -> PlainAnswer {
        try await house.post("/tickets/1/canned", [("form_token", volunteer.token)] + form, as: volunteer)
      }
      #expect(try await pick([("canned", ""), ("note", "Mine")]).text.contains("Choose a canned answer first."))
      #expect(try await pick([("canned", "77"), ("note", "Mine")]).text.contains("not there any more"))
      // To everybody what differs stays a field.
      let all = try await pick([("canned", "1"), ("note", "Already typed")])
      #expect(all.status == 303 && all["location"] == "/tickets/1#answer")
      #expect(
        try await house.get("/tickets/1", as: volunteer).text.contains(
          "Already typed\n\nGuten Tag {reporter}, Version {version}. volunteer</textarea>"))
      let one = try await pick([("canned", "1"), ("note", ""), ("to", report.id.description)])
      #expect(one["location"] == "/tickets/1?to=\(report.id)#answer")
      let box = try await house.get("/tickets/1?to=\(report.id)", as: volunteer).text
      #expect(box.contains("Guten Tag Ann &lt;i&gt;, Version 3.1. volunteer</textarea>"))
      #expect(box.contains("as the reporter; else"))
      // The same by a script.
      let json = try await house.get("/tickets/1/canned?canned=1&to=\(report.id)", as: volunteer)
      #expect(json.text == #"{"text":"Guten Tag Ann <i>, Version 3.1. volunteer"}"#)
      #expect(try await house.get("/tickets/1/canned?canned=9", as: volunteer).status == 404)
      // Sent to everybody, each gets their own.
      #expect(try await send(house, volunteer, "Guten Tag {reporter}, {reference}").status == 303)
      #expect(try await told(house, app) == ["Guten Tag Ann <i>, \(report.id.reference)"])
    }
  }

  @Test func `a field that cannot be filled in is named beside the box and keeps the words from being sent`()
    async throws
  {
    try await withTicket { house, app, report, visitors in
      #expect(try await save(house, visitors[.lead], [("fr", "", "Page {page}, {fixed_in} {x}")]).status == 303)
      let support = try #require(visitors[.support])
      _ = try await house.post(
        "/tickets/1/canned", [("form_token", support.token), ("canned", "1"), ("note", "")], as: support)
      let page = try await house.get("/tickets/1", as: support).text
      #expect(page.contains("<p class=\"field-problem\" role=\"status\">{page} cannot be filled in"))
      let json = try await house.get("/tickets/1/canned?canned=1", as: support).text
      #expect(json.contains("\"problem\":\"{page} cannot be filled in"))
      for to in ["all", report.id.description] {
        let refused = try await send(house, support, "On {page}: {x}", to: to)
        #expect(refused.status == 422 && refused.text.contains("id=\"answer-note-error\">{page} cannot be filled in"))
        #expect(refused.text.contains("On {page}: {x}</textarea>"))
      }
      #expect(try await send(house, support, "On {\u{200B}page} {x}", to: "all").status == 303)
      #expect(try await told(house, app) == ["On {\u{200B}page} {x}"])
      // The version that has the fix is set with the words that tell of it.
      let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      func resolve(_ values: [(String, String)]) async throws -> PlainAnswer {
        try await house.post(
          "/tickets/1",
          [("form_token", support.token), ("act", "resolve"), ("seen", "\(seen)"), ("note", "In {fixed_in}")] + values,
          as: support)
      }
      let early = try await resolve([("resolution", "code"), ("unreleased", "yes")])
      #expect(early.status == 422 && early.text.contains("{fixed_in} cannot be filled in"))
      #expect(try await resolve([("resolution", "code"), ("fixed-in", "3.2")]).status == 303)
      #expect(try await told(house, app).last == "In 3.2")
    }
  }
}
