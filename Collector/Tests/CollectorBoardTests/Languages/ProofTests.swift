// Every page of the board's route table says nothing but phrases, which have each language by construction.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct ProofTests {
  /// What the scene writes where no element tells it apart: names in menus, titles and labels.
  private static let words: Set<String> = [
    "ada", "keller", "kim", "osei", "alpha", "shop", "ltd", "rule", "because", "secret", RouteScene.secret,
    "\(RouteScene.secret)-user", "\(RouteScene.secret).txt", "example.com", "office", "payments",
    "\(RouteScene.secret)-component", "\(RouteScene.secret)-tag", "since", "nowhere",
  ]

  private func withScene(_ body: (RouteScene, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with(isProof: true) { house in
      let scene = try await RouteScene(house)
      try await house.addAccount("kim@example.com", name: "Kim Osei", role: .admin)
      try await fill(scene)
      try await body(scene, house.signIn("kim@example.com"))
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  /// More of everything: each kind of event on a ticket, service levels, groups, notices, mails, tokens.
  private func fill(_ scene: RouteScene) async throws {
    let (now, number, report) = (scene.house.clock.now, scene.mine, scene.report)
    try await scene.house.store.write { store in
      let kim = Actor.staff(id: 2, name: "Kim Osei")
      for kind in Self.kinds {
        try store.append(
          TicketEvent(
            ticket: number, at: now, actor: kim, kind: kind, report: kind == .attached ? nil : report,
            detail: Self.detail(kind)))
      }
      let group = try GroupActions(store, now: now).create("Payments")
      try GroupActions(store, now: now).save(group.id, name: "Payments", members: [2])
      let levels = ServiceLevelActions(store, now: now, by: .staff(id: 2, name: "Kim Osei"))
      try levels.saveCalendar(
        BusinessCalendar(
          id: 0, name: "Office", zone: "Europe/Zurich", week: BusinessCalendar.officeWeek,
          holidays: try BusinessCalendar.holidays("*-12-25 Xmas")), seen: 0)
      let calendar = try store.serviceRules()?.settings.calendars.first?.id ?? 0
      try levels.saveTarget(
        ServiceTarget(id: 0, severity: .high, calendar: calendar, firstAnswer: 60, nextAnswer: nil, resolution: 600),
        seen: try store.serviceRules()?.version ?? 0)
      for reason in NoticeReason.allCases {
        for event in try store.newestEvents(ofTicket: number, limit: 40) {
          try store.addNotice(Notice(account: 2, event: event.id, ticket: number, reason: reason, at: now))
        }
      }
      try store.addMail(
        Mail(
          account: 2, recipient: "kim@example.com", subject: "S", text: "T\n", createdAt: now, dueAt: now, attempts: 2,
          error: "refused", token: "x"))
    }
  }

  private static let kinds = TicketEvent.Kind.allCases.filter { ![.opened, .answered, .replied].contains($0) }

  private static func detail(_ kind: TicketEvent.Kind) -> String? {
    switch kind {
    case .routed: "Rule\nto Payments, since Kim is away, severity high"
    case .dueSoon, .breached, .escalated: "\(ClockMetric.firstAnswer.rawValue): Kim Osei"
    case .limitExceeded: "4 of 3: Kim Osei"
    case .rated: "4"
    case .stuck: "age: Kim Osei"
    case .becameIdea: ReportKind.problem.rawValue
    default: nil
    }
  }

  @Test func `no page says anything that is no phrase`() async throws {
    try await withScene { scene, kim in
      let rules = try await scene.house.store.read { try $0.routingRules().map(\.name) }
      var shown = 0
      for route in scene.house.routes where route.method == .GET && route.access != .anyone {
        for target in scene.targets(route.pattern) ?? [] {
          let answer = try await scene.house.get(target, as: kim)
          guard answer["content-type"]?.hasPrefix("text/html") ?? false else { continue }
          shown += 1
          let found = PhraseProof.unphrased(answer.text, words: Self.words, titles: rules)
          #expect(found.isEmpty, "\(target) (\(answer.status)) says: \(found.joined(separator: " | "))")
        }
      }
      #expect(shown > 25)
    }
  }

  @Test func `what is refused and what is said at the door are phrases too`() async throws {
    try await withScene { scene, kim in
      let house = scene.house
      var answers = [
        ("sign-in", try await house.get("/sign-in")),
        (
          "wrong password", try await house.post("/sign-in", [("email", "a@example.com"), ("password", "wrong wrong")])
        ),
        ("link over", try await house.get("/join?key=0")),
        ("signed out", try await house.post("/groups", [("act", "create")])),
        ("another site", try await house.post("/groups", [], as: kim, fields: [("Sec-Fetch-Site", "cross-site")])),
      ]
      let token = ("form_token", kim.token)
      let forms: [(path: String, form: [(String, String)])] = [
        ("/groups", [("act", "create"), ("name", "")]), ("/groups", [("act", "none")]),
        ("/views", [("act", "save"), ("name", "")]),
        ("/people", [("email", "no"), ("role", "lead"), ("scope", "all")]),
        ("/account", [("act", "password"), ("password", "x"), ("new-password", "short"), ("again", "short")]),
        ("/account", [("act", "create-token"), ("name", ""), ("days", "9")]),
        ("/settings/routing/new", [("act", "save"), ("name", "")]),
        ("/settings/routing/new", [("act", "try"), ("name", "x"), ("severity", "low"), ("enabled", "yes")]),
        ("/settings/service-levels", [("act", "calendar"), ("name", ""), ("version", "0")]),
        ("/settings/service-levels", [("act", "target"), ("calendar", "1"), ("version", "9"), ("first_answer", "x")]),
        ("/settings/webhooks", [("name", "x"), ("url", "http://x")]),
        ("/settings/answers", [("act", "save"), ("answer", "0"), ("name", "")]),
        (
          "/settings/answers", [("act", "preview"), ("answer", "0"), ("name", "x"), ("locale", "de"), ("text", "{me}")]
        ),
        ("/settings/mail", [("act", "hours"), ("app", "1"), ("hours", "0")]), ("/settings/mail", [("act", "test")]),
        ("/settings/blocked", [("report", scene.report.description), ("sender", "installation"), ("reason", "")]),
        ("/reports/\(scene.report)/redact", [("act", "show"), ("passage", "Saving")]),
        ("/reports/\(scene.report)/redact", [("act", "redact"), ("passage", "Saving"), ("reason", "")]),
        ("/reporters/\(scene.report)", [("act", "note"), ("note", "")]), ("/next", []),
      ]
      let ticket = "/tickets/\(scene.mine)"
      let ticketForms: [(path: String, form: [(String, String)])] = [
        (ticket, [("act", "answer"), ("note", "")]), (ticket, [("act", "note"), ("note", "")]),
        (ticket, [("act", "answer"), ("note", "x"), ("to", "x")]), (ticket, [("act", "resolve"), ("seen", "99999")]),
        (ticket, [("act", "resolve"), ("seen", "99999"), ("resolution", "code")]),
        (ticket, [("act", "wait"), ("seen", "99999")]),
        (ticket, [("act", "wait"), ("seen", "99999"), ("cause", "department")]),
        (ticket, [("act", "wait"), ("seen", "99999"), ("cause", "date"), ("until", "soon")]),
        (ticket, [("act", "take-back"), ("message", "9999")]), (ticket, [("act", "none")]),
        ("\(ticket)/links", [("act", "merge"), ("other", "x")]), ("\(ticket)/links", [("act", "split")]),
        ("\(ticket)/links", [("act", "undo")]), ("\(ticket)/links", [("act", "none")]),
        ("\(ticket)/triage", [("kind", "none"), ("severity", "high")]), ("/duplicates", [("act", "none")]),
        ("/duplicates", [("act", "undo")]), ("/duplicates", [("act", "merge")]), ("/bulk", [("act", "none")]),
        ("/bulk", [("act", "undo")]), ("/bulk", [("act", "wait"), ("step", "do"), ("ticket", "\(scene.mine)")]),
        ("/bulk", [("act", "resolve"), ("step", "do"), ("ticket", "\(scene.mine)")]),
        ("/bulk", [("act", "tag"), ("step", "do"), ("ticket", "\(scene.mine)"), ("add", "a\u{7}")]),
      ]
      for path in [
        "/?order=x&kind=y&from=z&counted=q&team=t&app=nowhere", "/?q=unheard&kind=idea&severity=low", "/?page=9",
        "/?state=waiting&owner=me", "/?state=resolved&owner=none", "/?state=all&counted=resolved&from=2026-01-01",
        "/triage?q=unheard", "/board?kind=idea", "/tickets/999", "\(ticket)/merge?other=x", "\(ticket)/compare/999",
        "/numbers?days=x&app=nowhere&date=9", "/numbers/export?table=x", "/tickets/export?format=x",
        "\(ticket)?page=9", "\(ticket)?from=3", "\(ticket)?to=\(scene.report)",
      ] {
        answers.append((path, try await house.get(path, as: kim)))
      }
      for (path, form) in forms + ticketForms {
        answers.append(("\(path) \(form)", try await house.post(path, [token] + form, as: kim)))
      }
      for notice in TicketNotice.allCases {
        let cookie = Visitor(cookie: "\(kim.cookie); tellback-notice=\(notice.rawValue)", token: kim.token)
        answers.append(("\(notice)", try await house.get("/groups", as: cookie)))
        answers.append(("\(notice) on a ticket", try await house.get(ticket, as: cookie)))
      }
      let rules = try await house.store.read { try $0.routingRules().map(\.name) }
      var shown = 0
      for (place, answer) in answers where answer["content-type"]?.hasPrefix("text/html") ?? false {
        shown += 1
        let found = PhraseProof.unphrased(answer.text, words: Self.words, titles: rules)
        #expect(found.isEmpty, "\(place) (\(answer.status)) says: \(found.joined(separator: " | "))")
      }
      #expect(shown > 150)
    }
  }

  @Test func `the proof itself notices what is no phrase`() {
    let words: Set<String> = ["ada"]
    #expect(
      PhraseProof.unphrased("<p>⟦Saved ⟦5 min ago⟧ by <b>me</b>⟧ Ada 3 <bdi>anything</bdi></p>", words: words).isEmpty)
    #expect(PhraseProof.unphrased("<p>Saved</p>", words: words) == ["Saved"])
    #expect(PhraseProof.unphrased("<p>⟦a⟧ and <code>x y</code> more</p>", words: words) == ["and", "more"])
    #expect(PhraseProof.unphrased("<a title=\"Go on\">⟦x⟧</a>", words: words) == ["title of a: Go on"])
    #expect(
      PhraseProof.unphrased("<div dir=\"auto\"><b title=\"x y\">Free words</b></div><i>But</i>", words: words) == [
        "But"
      ])
    #expect(PhraseProof.unphrased("<p>⟦open</p>", words: words) == ["a phrase is not closed"])
  }
}
