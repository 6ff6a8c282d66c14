// What programs do around answers: to one reporter, from canned ones, with those that wait for a second person, and taking words out.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

@Suite struct AnswerAPITests {
  @Test func `a volunteer's answer is answered 202, and a second person's program lets it out or sends it back`()
    async throws
  {
    try await StaffAPIScene.with { scene in
      try await scene.collector.store.write { store in
        for app in try store.apps() { try store.setNeedsApproval(true, app: app.id, at: SystemClock.now()) }
      }
      let vic = try await scene.token("vic", .volunteer)
      let lea = try await scene.token("lea", .lead, scopes: [.read, .approve])
      try await scene.claim(vic)
      func answer(_ text: String, key: String) async throws -> HTTPResponse {
        try await scene.send(
          "POST", "/v1/tickets/\(scene.mine)/answers", as: vic, #"{"text":"\#(text)"}"#, "If-Match: *",
          "Idempotency-Key: \(key)")
      }
      let first = try await answer("Try again", key: "a")
      #expect(first.status == 202)
      #expect(try first.json["state"] as? String == "waits_for_approval")
      let held = try #require(try first.json["held"] as? Int)
      let again = try await answer("Try again", key: "a")
      #expect(again.status == 202 && again.body == first.body && again.headers["idempotency-replayed"] == "true")
      #expect(try await answer("Never mind", key: "b").status == 202)

      let list = try await scene.send("GET", "/v1/approvals", as: lea)
      #expect(
        list.status == 200 && list.text.contains("\"text\":\"Try again\"") && list.text.contains("\"name\":\"vic\""))
      let path = "/v1/tickets/\(scene.mine)/approvals"
      func decide(_ body: String, as token: String) async throws -> HTTPResponse {
        try await scene.send("POST", path, as: token, body)
      }
      #expect(try await decide(#"{"held":\#(held),"approve":true}"#, as: vic).code == "missing_scope")
      #expect(try await decide(#"{"approve":true}"#, as: lea).status == 422)
      #expect(try await decide(#"{"held":\#(held)}"#, as: lea).status == 422)
      #expect(try await decide(#"{"held":\#(held),"approve":false}"#, as: lea).status == 422)
      #expect(try await decide(#"{"held":\#(held),"approve":true}"#, as: lea).status == 200)
      #expect(try await decide(#"{"held":\#(held),"approve":true}"#, as: lea).code == "decided")
      #expect(
        try await decide(#"{"held":\#(held + 1),"approve":false,"note":"Be kinder"}"#, as: lea).status == 200)
      #expect(try await scene.send("GET", "/v1/approvals", as: lea).text == #"{"approvals":[]}"#)
      let other = "/v1/tickets/\(scene.other)/approvals"
      #expect(try await scene.send("POST", other, as: lea, #"{"held":1,"approve":true}"#).code == "decided")
      let events = try await scene.collector.store.read { try $0.newestEvents(ofTicket: scene.mine, limit: 5) }
      #expect(events.map(\.kind) == [.askedApproval, .askedApproval, .answered, .approved, .sentBack])
      // Words that cannot wait are refused.
      let move = #"{"to":"resolved","resolution":"explanation","text":"So it is"}"#
      let moved = try await scene.send("POST", "/v1/tickets/\(scene.mine)/moves", as: vic, move, "If-Match: *")
      #expect(moved.status == 422 && moved.text.contains("Send your words as an answer"))
    }
  }

  @Test func `a report that is not on the ticket, or that nobody can be told about, is refused beside its field`()
    async throws
  {
    try await StaffAPIScene.with { scene in
      let ann = try await scene.token("ann")
      try await scene.claim(ann)
      let path = "/v1/tickets/\(scene.mine)/answers"
      for to in ["x", scene.otherReport.description] {
        let refused = try await scene.send("POST", path, as: ann, #"{"text":"x","to":"\#(to)"}"#, "If-Match: *")
        #expect(refused.status == 422 && refused.text.contains("\"field\":\"to\""), "\(to)")
      }
      let field = try await scene.send("POST", path, as: ann, #"{"text":"In {fixed_in}"}"#, "If-Match: *")
      #expect(field.status == 422 && field.code == "unresolved_field")
      let correct = #"{"to":"resolved","resolution":"code","fixedIn":"2.0","text":"In {fixed_in}, {me}"}"#
      #expect(
        try await scene.send("POST", "/v1/tickets/\(scene.mine)/moves", as: ann, correct, "If-Match: *").status == 200)
      let event = try await scene.collector.store.read { try $0.newestEvents(ofTicket: scene.mine, limit: 1).last }
      #expect(event?.text == "In 2.0, ann")
    }
  }

  @Test func `canned answers are read by whoever answers, those of apps that are seen`() async throws {
    try await StaffAPIScene.with { scene in
      try await scene.collector.store.write { store in
        let apps = try store.apps()
        let actions = CannedAnswerActions(store, now: SystemClock.now(), by: .command, apps: .all)
        for (name, app) in [("For all", nil), ("Own", apps[0].id), ("Hidden", apps[1].id)] as [(String, AppID?)] {
          let text = CannedText(locale: "de-CH", segment: nil, text: "Grüezi {reporter}")
          _ = try actions.save(
            CannedAnswer(app: app, name: name, texts: [text], changedAt: SystemClock.now(), changedBy: ""))
        }
      }
      let limited = try await scene.token("limited", apps: ["Alpha"])
      let list = try await scene.send("GET", "/v1/canned-answers", as: limited)
      #expect(list.status == 200 && !list.text.contains("Hidden"))
      let answers = try #require(try list.json["cannedAnswers"] as? [[String: Any]])
      #expect(answers.map { $0["name"] as? String } == ["For all", "Own"])
      #expect(answers.map { $0["app"] as? String } == [nil, "Alpha"])
      #expect((answers[0]["texts"] as? [[String: String]])?.first?["locale"] == "de-ch")
    }
  }

  @Test func `words are taken out once, and what is wrong is said`() async throws {
    try await StaffAPIScene.with { scene in
      let report = try await scene.collector.store.read {
        try #require(try $0.reports(ofTicket: scene.mine, offset: 0, limit: 1).first?.id)
      }
      let kim = try await scene.token("kim", scopes: [.read, .redact])
      let path = "/v1/tickets/\(scene.mine)/redactions"
      func take(_ body: String, _ fields: String...) async throws -> HTTPResponse {
        try await scene.send("POST", path, as: kim, body, fields.first ?? "X-None: 1")
      }
      for body in [
        #"{"report":"x","passage":"fails","reason":"x"}"#, #"{"report":"\#(report)","reason":"x"}"#,
        #"{"report":"\#(report)","passage":"fails","attachment":0,"reason":"x"}"#,
        #"{"report":"\#(report)","passage":"Fails","reason":"x"}"#, #"{"report":"\#(report)","passage":"fails"}"#,
        #"{"report":"\#(report)","attachment":0,"reason":"x"}"#,
      ] { #expect(try await take(body).status == 422, "\(body)") }
      let foreign = #"{"report":"\#(scene.otherReport)","passage":"fails","reason":"x"}"#
      #expect(try await take(foreign).status == 404)
      let body = #"{"report":"\#(report)","passage":"fails","reason":"a name"}"#
      let taken = try await take(body, "Idempotency-Key: k")
      #expect(taken.status == 200)
      #expect(try await take(body, "Idempotency-Key: k").headers["idempotency-replayed"] == "true")
      #expect(try await scene.send("GET", "/v1/reports/\(report)", as: kim).text.contains("Saving \u{2588}1\u{2588}"))
    }
  }

  @Test func `everything of an organisation is read, and of nobody who is not there`() async throws {
    try await StaffAPIScene.with { scene in
      let ann = try await scene.token("ann")
      var report = Report(
        id: ReportID(at: SystemClock.now(), random: (8, 8)), capturedAt: SystemClock.now(), text: "Of an organisation")
      report.segment = "Gold & Co"
      let body = String(decoding: report.encoded(), as: UTF8.self)
      #expect(try await scene.send("POST", "/v1/reports", as: scene.keys[0], body).status == 202)
      let id = report.id
      while try await scene.collector.store.read({ try $0.shownTicket(ofReport: id) }) == nil {
        try await Task.sleep(for: .milliseconds(5))
      }
      let found = try await scene.send("GET", "/v1/segments?app=Alpha&name=Gold%20%26%20Co", as: ann)
      #expect(found.status == 200)
      let reports = try #require(try found.json["reports"] as? [[String: Any]])
      #expect(reports.map { $0["id"] as? String } == [report.id.description])
      #expect(reports.first?["state"] as? String == "open" && reports.first?["openSince"] != nil)
      #expect(try await scene.send("GET", "/v1/segments?app=Alpha&name=Silver", as: ann).status == 404)
      #expect(try await scene.send("GET", "/v1/segments?app=Alpha", as: ann).status == 422)
      #expect(try await scene.send("GET", "/v1/segments?app=Alpha&name=Gold&limit=0", as: ann).status == 400)
      // It came by plain HTTP: there is no installation whose page it could have.
      #expect(try await scene.send("GET", "/v1/reporters/\(report.id)", as: ann).status == 404)
    }
  }
}
