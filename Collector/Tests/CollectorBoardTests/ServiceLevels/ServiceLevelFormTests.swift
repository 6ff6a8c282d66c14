// The page of service levels by its forms, the marks in list and ticket, limits, and taking the next ticket. Practice B7.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

/// What the forms of the page send.
struct LevelForms {
  static let page = "/settings/service-levels"
  static let office: [(String, String)] =
    [("act", "calendar"), ("name", "Office"), ("zone", "Europe/Zurich")]
    + (0..<5).map { ("day-\($0)", "09:00-12:00, 13:00-17:00") }
  static let target: [(String, String)] = [
    ("act", "target"), ("calendar", "1"), ("first_answer", "1h"), ("next_answer", "2h 30m"), ("resolution", "8h"),
  ]

  let house: BoardFixture
  let visitor: Visitor

  func send(_ values: [(String, String)], version: Int64? = nil) async throws -> PlainAnswer {
    let newest = try await house.store.read { try $0.serviceRules()?.version ?? 0 }
    return try await house.post(
      Self.page, [("form_token", visitor.token), ("version", String(version ?? newest))] + values, as: visitor)
  }

  func settings() async throws -> ServiceSettings {
    try await house.store.read { try $0.serviceRules()?.settings ?? ServiceSettings() }
  }
}

@Suite struct ServiceLevelFormTests {
  /// Monday, 21 September 2026, 16:13 in Zurich.
  private func withHouse(_ body: (BoardFixture, LevelForms) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(name: "Ada Keller", role: .admin)
      try await body(house, LevelForms(house: house, visitor: try await house.signIn()))
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  // Practice E4.
  @Test func `an admin names whom stuck customers reach, and the ticket's history says why it did`() async throws {
    try await withHouse { house, forms in
      let app = try await house.addApp()
      try await house.addAccount("lea@example.com", name: "Lea <b>", role: .lead)
      try await house.receive(makeReport("Refund is missing"), app: app)
      for (field, value, sentence) in [
        ("stuck-days", "0", "is no whole number from 1 to 1000"), ("stuck-reopenings", "often", "is no whole number"),
        ("stuck-calendar", "9", "Choose a calendar."),
      ] {
        let wrong = [("act", "stuck"), ("stuck-unhappy", "yes"), ("stuck-person", "2"), (field, value)]
        let answer = try await forms.send(wrong)
        #expect(answer.status == 422 && answer.text.contains("id=\"stuck-\(field)-error\""), "\(field)")
        #expect(answer.text.contains(sentence), "\(field)")
      }
      let form = [("act", "stuck"), ("stuck-days", "30"), ("stuck-unhappy", "yes"), ("stuck-person", "2")]
      #expect(try await forms.send(form).status == 303)
      #expect(try await forms.settings().stuck?.days == 30)
      let page = try await house.get(LevelForms.page, as: try await house.signIn("lea@example.com")).text
      #expect(page.contains("30 days after it was opened, an unhappy reporter: reaches <bdi>Lea &lt;b&gt;</bdi>."))
      let later = house.clock.now.adding(seconds: 31 * 86_400)
      let escalated = try await house.store.write { store in
        let tally = try TicketActions(store, now: later).doWhatIsDue(DueSchedule(), limit: 9)
        _ = try NoticePlanner(store, now: later).plan(mails: false)
        return tally.stuck
      }
      #expect(escalated == 1)
      let ticket = try await house.get("/tickets/1", as: forms.visitor).text
      #expect(ticket.contains("<bdi>Lea &lt;b&gt;</bdi> was told: it is open for long"))
      let inbox = try await house.get("/inbox", as: try await house.signIn("lea@example.com")).text
      #expect(inbox.contains("It escalates to you: open for long"))
      // Nothing chosen ends it.
      #expect(try await forms.send([("act", "stuck"), ("stuck-person", "2")]).status == 303)
      #expect(try await forms.settings().stuck == nil)
    }
  }

  @Test func `an admin makes a calendar and a target, and the page says when a report arriving now would be due`()
    async throws
  {
    try await withHouse { house, forms in
      let empty = try await house.get(LevelForms.page, as: forms.visitor)
      #expect(empty.status == 200 && empty.text.contains("Make a calendar first"))
      #expect(try await forms.send(LevelForms.office + [("holidays", "2026-09-22 Closed <b>")]).status == 303)
      #expect(try await forms.send(LevelForms.target + [("severity", "high"), ("segment", "Acme")]).status == 303)
      #expect(try await forms.send([("act", "target"), ("calendar", "1"), ("resolution", "90m")]).status == 303)
      let text = try await house.get(LevelForms.page, as: forms.visitor).text
      for part in [
        "High, segment <bdi>Acme</bdi>", "First answer in 1 h; Next answer in 2 h 30 min; Resolution in 8 h",
        "Every ticket", "open now", "Closed &lt;b&gt;", "2026-09-22",
        // 47 minutes are left of today, tomorrow is a holiday.
        "Wed 23 Sep 2026, 09:13", "Version 3",
      ] { #expect(text.contains(part), "\(part)") }
      let settings = try await forms.settings()
      #expect(settings.targets.map(\.id) == [2, 3] && settings.targets[0].severity == .high)
      // The later one is tried first.
      #expect(try await forms.send([("act", "raise-target"), ("id", "3")]).status == 303)
      #expect(try await forms.settings().targets.map(\.id) == [3, 2])
      #expect(
        try await forms.send([("act", "delete-calendar"), ("id", "1")]).text.contains("Give them another calendar"))
      #expect(try await forms.send([("act", "delete-target"), ("id", "3")]).status == 303)
      #expect(try await forms.send([("act", "delete-target"), ("id", "2")]).status == 303)
      #expect(try await forms.send([("act", "delete-calendar"), ("id", "1")]).status == 303)
      #expect(try await forms.settings() == ServiceSettings().with(lastID: 3))
      let audit = try await house.store.read { try $0.auditEntries(AuditQuery(act: .settingChanged, limit: 20)) }
      #expect(audit.count == 7 && audit.allSatisfy { $0.subject == "service levels" })
    }
  }

  @Test func `holidays come from a file, stay with the calendar, and a bad file is refused with its line`() async throws
  {
    try await withHouse { house, forms in
      func upload(_ file: String, _ more: [(String, String)] = []) async throws -> PlainAnswer {
        let version = try await house.store.read { try $0.serviceRules()?.version ?? 0 }
        let fields = LevelForms.office + [("form_token", forms.visitor.token), ("version", "\(version)")] + more
        var body = fields.map { "--edge\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }
          .joined()
        body += "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"h.ics\"\r\n"
        body += "Content-Type: text/calendar\r\n\r\n\(file)\r\n--edge--\r\n"
        return try await PlainClient.send(
          port: house.port, method: "POST", target: LevelForms.page,
          fields: [("Content-Type", "multipart/form-data; boundary=edge")] + forms.visitor.fields,
          body: Array(body.utf8))
      }
      let good =
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Christmas <i>\r\n"
        + "END:VEVENT\r\nEND:VCALENDAR\r\n"
      #expect(try await upload(good).status == 303)
      #expect(try await forms.settings().calendars[0].imported.map(\.name) == ["Christmas <i>"])
      let bad = try await upload(good.replacing("FREQ=YEARLY", with: "FREQ=WEEKLY"), [("id", "1")])
      #expect(bad.status == 422 && bad.text.contains("Line 4 of the file: A holiday comes again yearly"))
      // Saved without a file: kept where that is ticked, else gone.
      #expect(try await forms.send(LevelForms.office + [("id", "1"), ("keep-file", "yes")]).status == 303)
      #expect(try await forms.settings().calendars[0].imported.count == 1)
      #expect(try await forms.send(LevelForms.office + [("id", "1")]).status == 303)
      #expect(try await forms.settings().calendars[0].imported.isEmpty)
    }
  }

  static let refusals: [([(String, String)], String)] = [
    ([("name", "")], "Give it a name"), ([("zone", "Mars/Olympus")], "is no time zone that the collector knows"),
    ([("zone", "CET")], "is no time zone"), ([("zone", "../../etc/passwd")], "is no time zone"),
    ([("day-2", "9-12, 11-13")], "Wednesday: two windows overlap"), ([("day-6", "late")], "Sunday: &#39;late&#39;"),
    ([("holidays", "2026-09-22 a\n31.12.2026 b")], "Line 2: &#39;31.12.2026&#39;"),
    ([("name", String(repeating: "x", count: 101))], "It has 101 bytes; the limit is 100 bytes"),
  ]

  @Test(arguments: refusals)
  func `a calendar that cannot be is refused beside its field, and what was typed stays`(
    change: [(String, String)], message: String
  ) async throws {
    try await withHouse { house, forms in
      let names = Set(change.map(\.0))
      let values = LevelForms.office.filter { !names.contains($0.0) } + change
      let answer = try await forms.send(values)
      #expect(answer.status == 422)
      #expect(
        answer.text.contains(message) || answer.text.contains(message.replacing("&#39;", with: "'")), "\(message)")
      #expect(answer.text.contains("aria-invalid"))
      #expect(try await forms.settings().calendars.isEmpty)
    }
  }

  @Test func `nobody saves over what another admin saved since`() async throws {
    try await withHouse { house, forms in
      #expect(try await forms.send(LevelForms.office).status == 303)
      let late = try await forms.send([("act", "limits"), ("total", "5")], version: 0)
      #expect(late.status == 422 && late.text.contains("Ada Keller saved other service levels"))
      #expect(try await forms.send([("act", "limits"), ("total", "0")]).text.contains("is no whole number from 1"))
      #expect(try await forms.send([("act", "limits"), ("total", "5"), ("critical", "1")]).status == 303)
      let notices = [
        ("act", "notices"), ("warn", "30m"), ("warn-owner", "yes"), ("warned", "1"), ("escalate", "1h"),
        ("escalated", "1"),
      ]
      #expect(try await forms.send(notices).status == 303)
      #expect(try await forms.send([("act", "notices"), ("warn", "soon")]).text.contains("is no time such as 30m"))
      #expect(try await forms.send([("act", "notices"), ("warned", "99")]).status == 422)
      let settings = try await forms.settings()
      #expect(settings.limits == WorkLimits(total: 5, bySeverity: [.critical: 1]))
      #expect(
        settings.notices
          == NoticeRules(warnMinutes: 30, warnsOwner: true, warned: [1], escalateMinutes: 60, escalated: [1]))
      #expect(try await forms.send([("act", "explode")]).status == 400)
    }
  }

  @Test func `leads read what is promised, in their apps alone, and change nothing`() async throws {
    try await withHouse { house, forms in
      let shop = try await house.addApp("Shop")
      let other = try await house.addApp("Secret app")
      try await house.addAccount("lea@example.com", name: "Lea", role: .lead, apps: .app(shop.id))
      _ = try await forms.send(LevelForms.office)
      _ = try await forms.send(LevelForms.target + [("app", "\(other.id.value)"), ("segment", "Hidden Ltd")])
      _ = try await forms.send(LevelForms.target + [("app", "\(shop.id.value)")])
      _ = try await forms.send([("act", "limits"), ("total", "5")])
      let lea = LevelForms(house: house, visitor: try await house.signIn("lea@example.com"))
      let text = try await house.get(LevelForms.page, as: lea.visitor).text
      #expect(
        text.contains("<bdi>Shop</bdi>") && text.contains("at most 5") && text.contains("Nobody is warned before"))
      #expect(!text.contains("Secret app") && !text.contains("Hidden Ltd") && !text.contains("<form class=\"fields\""))
      #expect(try await lea.send([("act", "limits"), ("total", "9")]).status == 403)
      #expect(try await house.get("/", as: lea.visitor).text.contains("Settings</a>"))
    }
  }

  @Test func `B7: the mark on list, ticket and work says time left, paused and why, missed, and how it was computed`()
    async throws
  {
    try await withHouse { house, forms in
      let app = try await house.addApp()
      try await house.receive(makeReport("Printing fails"), app: app)
      #expect(try await !house.get("/", as: forms.visitor).text.contains("class=\"clock"))
      #expect(try await !house.get("/tickets/1", as: forms.visitor).text.contains("Service level</h2>"))
      _ = try await forms.send(LevelForms.office)
      _ = try await forms.send(LevelForms.target)
      _ = try await forms.send([("act", "notices"), ("warn", "30m")])
      try await house.receive(makeReport("Saving fails"), app: app)
      func shown(_ target: String) async throws -> String { try await house.get(target, as: forms.visitor).text }
      #expect(try await shown("/").contains("First answer: 1 h left"))
      // The one that was there before is brought under the rules by the sweeper.
      let now = house.clock.now
      _ = try await house.store.write { try TicketActions($0, now: now).adoptServiceRules(limit: 10) }
      #expect(try await shown("/?order=due").components(separatedBy: "First answer: 1 h left").count == 3)
      house.clock.advance(seconds: 1_860)
      #expect(try await shown("/").contains("clock-soon"))
      // Evening: nothing passes. Next morning it is late.
      house.clock.advance(seconds: 15 * 3_600 + 1_800 + 3_600 * 2)
      #expect(try await shown("/").contains("clock-late"))
      _ = try await forms.house.post(
        "/tickets/2/owner", [("form_token", forms.visitor.token), ("act", "claim")], as: forms.visitor)
      let ticket = try await shown("/tickets/2")
      for part in [
        "Service level</h2>", "First answer: ", " late", "How it was computed", "Within 1 h of business time",
        "<bdi>Office</bdi>", "Europe/Zurich", "Mon 21 Sep 2026: 16:13–17:00", "Still to come until it is due",
      ] { #expect(ticket.contains(part), "\(part)") }
      #expect(try await shown("/work").contains("1 breached"))
      let answer = [("form_token", forms.visitor.token), ("act", "answer"), ("note", "Sorry"), ("seen", "9999")]
      _ = try await house.post("/tickets/2", answer, as: forms.visitor)
      #expect(try await shown("/tickets/2").contains("First answer: missed, took"))
      let wait = [("form_token", forms.visitor.token), ("act", "wait"), ("cause", "reporter"), ("seen", "9999")]
      #expect(try await house.post("/tickets/2", wait, as: forms.visitor).status == 303)
      #expect(try await shown("/?state=all").contains("Resolution: paused, waits for the reporter"))
    }
  }

  @Test func `E2: whoever is named sees a missed target of somebody else's ticket in their work until it is settled`()
    async throws
  {
    try await withHouse { house, forms in
      let app = try await house.addApp()
      try await house.addAccount("lea@example.com", name: "Lea", role: .lead)
      let lea = try await house.signIn("lea@example.com")
      try await house.receive(makeReport("Printing fails"), app: app)
      #expect(try await !house.get("/", as: forms.visitor).text.contains("Due first"))
      _ = try await forms.send(LevelForms.office)
      _ = try await forms.send([("act", "target"), ("calendar", "1"), ("first_answer", "10m")])
      _ = try await forms.send([("act", "notices"), ("escalate", "0m"), ("escalated", "2")])
      #expect(try await house.get("/", as: forms.visitor).text.contains("Due first"))
      try await house.receive(makeReport("Saving <b>fails"), app: app)
      house.clock.advance(seconds: 601)
      let now = house.clock.now
      try await house.store.write { store in
        while try TicketActions(store, now: now).attendToClocks(limit: 10).total > 0 {}
      }
      let work = try await house.get("/work", as: lea).text
      for part in ["Due or missed", "Saving &lt;b&gt;fails", "clock-late", "you were told"] {
        #expect(work.contains(part), "\(part)")
      }
      #expect(try await !house.get("/work", as: forms.visitor).text.contains("Due or missed"))
      let history = try await house.get("/tickets/2", as: lea).text
      #expect(
        history.contains("First answer was missed")
          && history.contains("Told <bdi>Lea</bdi> that the first answer was missed"))
      _ = try await house.post(
        "/tickets/2/owner", [("form_token", forms.visitor.token), ("act", "claim")], as: forms.visitor)
      let answer = [("form_token", forms.visitor.token), ("act", "answer"), ("note", "Sorry"), ("seen", "9999")]
      _ = try await house.post("/tickets/2", answer, as: forms.visitor)
      #expect(try await !house.get("/work", as: lea).text.contains("Due or missed"))
    }
  }

  @Test func `B7: a claim past the limit is refused with the limit's name, and passed with a reason that stays`()
    async throws
  {
    try await withHouse { house, forms in
      let app = try await house.addApp()
      for text in ["Saving fails", "Printing fails", "Loading fails"] {
        try await house.receive(makeReport(text), app: app)
      }
      try await house.addAccount("vic@example.com", name: "Vic <i>", role: .volunteer)
      let vic = try await house.signIn("vic@example.com")
      _ = try await forms.send([("act", "limits"), ("total", "1")])
      func act(_ visitor: Visitor, _ number: Int, _ values: [(String, String)]) async throws -> PlainAnswer {
        try await house.post("/tickets/\(number)/owner", [("form_token", visitor.token)] + values, as: visitor)
      }
      #expect(try await act(vic, 1, [("act", "claim")]).status == 303)
      let refused = try await act(vic, 2, [("act", "claim")])
      #expect(refused.status == 422 && refused.text.contains("which is 1.") && refused.text.contains("Vic &lt;i&gt;"))
      #expect(
        try await act(vic, 2, [("act", "claim"), ("reason", "I want it")]).text.contains("Only admins and support"))
      let words = [("act", "answer"), ("note", "Kept words"), ("seen", "9999"), ("form_token", vic.token)]
      let answer = try await house.post("/tickets/2", words, as: vic)
      #expect(answer.status == 422 && answer.text.contains("which is 1.") && answer.text.contains("Kept words"))
      // Support gives it to Vic with a reason, and the history says so.
      let hand = [("act", "hand-over"), ("to", "person-2")]
      let asked = try await act(forms.visitor, 2, hand)
      #expect(asked.status == 422 && asked.text.contains("name=\"reason\""))
      #expect(try await act(forms.visitor, 2, hand + [("reason", "Only <Vic> knows it")]).status == 303)
      let history = try await house.get("/tickets/2", as: forms.visitor).text
      #expect(history.contains("went past the limit of open tickets of <bdi>Vic &lt;i&gt;</bdi>: 2 of 1"))
      #expect(history.contains("Only &lt;Vic&gt; knows it"))
      // Whoever may, sees beforehand that a limit is in the way, and how to go past it.
      #expect(try await act(forms.visitor, 1, [("act", "take-over"), ("reason", "on leave")]).status == 303)
      let page = try await house.get("/tickets/3", as: forms.visitor).text
      #expect(page.contains("Claim it all the same") && !page.contains("data-act=\"claim\""))
      #expect(try await act(forms.visitor, 3, [("act", "claim"), ("reason", "Urgent")]).status == 303)
    }
  }

  @Test func `B7: the next ticket is the one that is due first, and there is a page for none and for too many`()
    async throws
  {
    try await withHouse { house, forms in
      let app = try await house.addApp()
      _ = try await forms.send(LevelForms.office)
      _ = try await forms.send([("act", "target"), ("calendar", "1"), ("resolution", "1h"), ("kind", "question")])
      _ = try await forms.send([("act", "target"), ("calendar", "1"), ("resolution", "8h")])
      try await house.receive(makeReport("Saving fails"), app: app)
      try await house.receive(makeReport("How do I print?") { $0.kind = .question }, app: app)
      func next() async throws -> PlainAnswer {
        try await house.post("/next", [("form_token", forms.visitor.token)], as: forms.visitor)
      }
      #expect(try await next()["location"] == "/tickets/2")
      #expect(try await house.get("/tickets/2", as: forms.visitor).text.contains("<strong>Yours</strong>"))
      _ = try await forms.send([("act", "limits"), ("total", "1")])
      let full = try await next()
      #expect(full.status == 409 && full.text.contains("You have enough open tickets"))
      _ = try await forms.send([("act", "limits"), ("total", "")])
      #expect(try await next()["location"] == "/tickets/1")
      let none = try await next()
      #expect(none.status == 200 && none.text.contains("Nothing to take"))
      #expect(try await house.post("/next", [], as: forms.visitor).status == 403)
    }
  }
}

extension ServiceSettings {
  /// Without anything in it, after so many ids were given.
  fileprivate func with(lastID: Int64) -> ServiceSettings {
    var settings = self
    for _ in 0..<lastID { _ = settings.makeID() }
    return settings
  }
}
