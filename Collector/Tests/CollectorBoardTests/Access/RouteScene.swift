// Two apps with something of everything, and how each route of the board is asked for what is the second one's.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

/// Two apps. Whatever is written in the second one holds ``secret``.
struct RouteScene {
  static let secret = "bravosecret"

  let house: BoardFixture
  let alpha: AppRecord
  let bravo: AppRecord
  /// A ticket of each app, with a report and an attachment.
  let mine: Int64
  let other: Int64
  let report: ReportID
  /// A merge of two tickets of the second app.
  let link: Int64
  /// A reporter's message with a file, and the event of an answer with one.
  let message: ReportID
  let answer: Int64
  /// A block in the second app, with a report that is kept back.
  let block: Int64
  let kept: ReportID
  /// A pain point of the second app, with an attempt.
  let pain: Int64

  init(_ house: BoardFixture) async throws {
    self.house = house
    alpha = try await house.addApp("Alpha")
    bravo = try await house.addApp("Bravosecret shop")
    let report = makeReport("Saving fails, \(Self.secret)") { report in
      report.page = "/\(Self.secret)"
      report.segment = "\(Self.secret) Ltd"
      report.user = "\(Self.secret)-user"
      report.context.appVersion = "1.0-\(Self.secret)"
      report.attachments = [AttachmentInfo(name: "\(Self.secret).txt", type: "text/plain", bytes: 11)]
    }
    self.report = report.id
    let device = ReportID(at: BoardFixture.noon, random: (77, 7))
    try await house.receive(
      IncomingReport(
        id: report.id, app: bravo.id, installation: device, receivedAt: house.clock.now, sentAt: house.clock.now,
        body: report.encoded()))
    let received = house.clock.now
    let bravoID = bravo.id
    _ = try await house.store.write {
      try $0.storeAttachment(
        app: bravoID, report: report.id, index: 0, type: "text/plain", data: Array(Self.secret.utf8), at: received)
    }
    try await house.receive(makeReport("Loading fails, \(Self.secret)"), app: bravo)
    try await house.receive(makeReport("Saving fails"), app: alpha)
    let unreadable = makeReport(Self.secret)
    try await house.receive(
      IncomingReport(
        id: unreadable.id, app: bravo.id, installation: nil, receivedAt: house.clock.now, sentAt: nil,
        body: Array("{\(Self.secret)".utf8)))
    let now = house.clock.now
    let admin = Actor.staff(id: 1, name: "Ada Keller")
    let said = ReporterMessage(
      id: ReportID(at: now, random: (5, 5)), report: report.id, at: now, content: .reply(text: "more, \(Self.secret)"),
      attachments: [AttachmentInfo(name: "\(Self.secret).log", type: "text/plain", bytes: 11)])
    message = said.id
    let hidden = makeReport("Kept back, \(Self.secret)") { $0.user = "\(Self.secret)-user" }
    kept = hidden.id
    (other, mine, link, answer, block, pain) = try await house.store.write { store in
      let numbers = try store.tickets(TicketQuery(order: .oldest)).tickets.map(\.number).sorted()
      let actions = TicketActions(store, now: now)
      _ = try store.createAccount(
        email: "ada@example.com", name: "Ada Keller", role: .admin, passwordHash: "-", at: now)
      try ViewActions(store, now: now).save(
        "\(Self.secret) view", query: "app=Bravosecret%20shop", isShared: true, by: 1)
      try actions.triage(
        numbers[0], component: "\(Self.secret)-component", kind: .problem, severity: .high, by: admin)
      try actions.publish(
        numbers[0], title: Self.secret, words: "", workaround: Self.secret, fixedIn: nil, by: admin)
      let incoming = IncomingMessage(app: bravoID, installation: device, receivedAt: now, sentAt: now, message: said)
      _ = try store.addMessage(incoming)
      if let stored = try store.message(said.id), let report = try store.report(report.id) {
        try actions.apply(stored, of: report)
      }
      _ = try store.storeAttachment(ofMessage: said.id, index: 0, data: Array(Self.secret.utf8), at: now)
      if let secret = WebhookSecret([UInt8](repeating: 7, count: 32)) {
        let settings = WebhookSettings(
          name: Self.secret, url: "https://example.com/\(Self.secret)", apps: .app(bravoID))
        _ = try WebhookActions(store, now: now, by: .command).create(settings, secret: secret, allowsPlain: false)
      }
      let file = StaffFile(name: "\(Self.secret).txt", type: "text/plain", data: Array(Self.secret.utf8))
      try actions.answer(numbers[0], note: "Here, \(Self.secret)", to: report.id, files: [file], by: .system)
      let answer = try store.newestEvents(ofTicket: numbers[0], limit: 1).last?.id ?? 0
      try CannedAnswerActions(store, now: now, by: .command, apps: .all).save(
        CannedAnswer(
          app: bravoID, name: Self.secret, texts: [CannedText(locale: "en", text: Self.secret)], changedAt: now,
          changedBy: ""))
      try actions.changeTags(numbers[0], add: ["\(Self.secret)-tag"], by: admin)
      try Self.addIssue(of: numbers[0], app: bravoID, store, now: now, by: admin)
      let launch = Launch(
        app: bravoID, name: "\(Self.secret) sale", startsAt: now.adding(seconds: -86_400),
        endsAt: now.adding(seconds: 86_400), places: Launch.Places(words: [Self.secret]), brief: Self.secret)
      try LaunchActions(store, now: now, by: .command).save(launch, expecting: ["saving"])
      let rule = RoutingRule(
        app: bravoID, name: "Rule \(Self.secret)", conditions: [RoutingCondition(.segment, [Self.secret])],
        effects: RoutingEffects(tags: ["\(Self.secret)-routed"]))
      try RoutingActions(store, now: now, by: .command).perform(.save(rule, place: nil))
      try ProgrammeDateActions(store, now: now, by: .command, apps: .all).save(
        name: "Since \(Self.secret)", day: "2026-01-01", app: bravoID)
      let block = try BlockActions(store, now: now).block(
        senderOf: report.id, .reporter, reason: "Because \(Self.secret)", by: admin)
      let pains = PainActions(store, now: now)
      let pain = try pains.make(of: [numbers[0]], title: "Pain \(Self.secret)", by: admin)
      try pains.attempt(pain, "Tried \(Self.secret)", .code, department: nil, release: nil, by: admin)
      try pains.weigh(PainWeights(segments: [bravoID: [Self.secret: 300]]), by: .command)
      if let ada = try store.account(1) {
        try WatchActions(store, now: now).watch(.pain(pain), of: bravoID, by: ada)
      }
      let link = try actions.merge(numbers[1], into: numbers[0], by: admin).id
      return (numbers[0], numbers[2], link, answer, block.id, pain)
    }
    try await house.receive(
      IncomingReport(
        id: hidden.id, app: bravo.id, installation: nil, receivedAt: now, sentAt: now, body: hidden.encoded()))
  }

  /// An issue of a tracker of this app, open.
  private static func addIssue(
    of ticket: Int64, app: AppID, _ store: any StoreWrites, now: Timestamp, by actor: Actor
  ) throws {
    let tracker = try TrackerActions(store, now: now, by: .command).create(
      TrackerSettings(name: secret, kind: .github, address: "https://github.com", project: "\(secret)/shop"),
      app: app, token: secret, hookSecret: String(repeating: "a", count: 64), allowsPlain: false)
    try TicketActions(store, now: now).tieIssue(
      of: ticket, url: tracker.settings.page(of: 7), marker: String(repeating: "a", count: 32), by: actor)
  }

  /// What is asked of a page, where it could show something of the second app.
  func targets(_ pattern: String) -> [String]? {
    switch pattern {
    case "/":
      [
        "/?state=all", "/?state=all&q=saving", "/?state=all&q=fails&order=oldest", "/?q=%23\(other)",
        "/?q=%23\(other + 1)",
        "/?q=\(report.reference.description)", "/?state=all&app=Bravosecret+shop",
        "/?state=all&component=\(Self.secret)-component", "/?state=all&version=1.0-\(Self.secret)",
        "/?state=all&segment=\(Self.secret)+Ltd", "/?state=all&tag=\(Self.secret)-tag",
        "/?state=all&q=\(Self.secret)",
      ]
    case "/triage":
      [
        "/triage", "/triage?q=saving", "/triage?app=Bravosecret+shop", "/triage?tag=\(Self.secret)-tag",
        "/triage?q=%23\(other)", "/triage?ticket=\(other)",
      ]
    case "/tickets/{number:int}":
      [
        "/tickets/\(other)", "/tickets/\(other + 1)", "/tickets/\(mine)?report=\(report.description)",
        "/tickets/\(mine)?to=\(report.description)", "/tickets/\(other)?before=\(answer)",
      ]
    case "/tickets/{number:int}/compare/{other:int}":
      ["/tickets/\(mine)/compare/\(other)", "/tickets/\(other)/compare/\(mine)", "/tickets/\(other)/compare/\(other)"]
    case "/tickets/{number:int}/merge":
      ["/tickets/\(other)/merge?other=\(mine)"]
    case "/duplicates": ["/duplicates"]
    case "/known-issues": ["/known-issues"]
    case "/pain": ["/pain", "/pain?page=2"]
    case "/pain/{number:int}": ["/pain/\(pain)", "/pain/\(pain)?version=1.0-\(Self.secret)"]
    case "/settings/pain": ["/settings/pain"]
    case "/settings/answers": ["/settings/answers", "/settings/answers?edit=1"]
    case "/tickets/{number:int}/canned": ["/tickets/\(other)/canned?canned=1", "/tickets/\(mine)/canned?canned=1"]
    case "/reports/{id:uuid}/redact": ["/reports/\(report.description)/redact"]
    case "/reporters/{id:uuid}": ["/reporters/\(report.description)"]
    case "/segments": ["/segments?app=\(bravo.id.value)&name=\(Self.secret)+Ltd"]
    case "/reports/{id}":
      [
        "/reports/\(report.description)", "/reports/\(report.reference.description)",
        "/reports/\(kept.reference.description)",
      ]
    case "/reports/{id:uuid}/attachments/{index:int}": ["/reports/\(report.description)/attachments/0"]
    case "/messages/{id:uuid}/attachments/{index:int}": ["/messages/\(message.description)/attachments/0"]
    case "/answers/{event:int}/files/{index:int}": ["/answers/\(answer)/files/0"]
    case "/delivery": ["/delivery"]
    case "/numbers":
      [
        "/numbers", "/numbers?days=365&component=\(Self.secret)-component", "/numbers?segment=\(Self.secret)+Ltd",
        "/numbers?app=Bravosecret+shop", "/numbers?date=1",
      ]
    case "/numbers/dates": ["/numbers/dates"]
    case "/numbers/export":
      [
        "/numbers/export?table=summary&format=csv", "/numbers/export?table=solvers&format=json",
        "/numbers/export?table=flow&format=csv&segment=\(Self.secret)+Ltd",
      ]
    case "/tickets/export":
      [
        "/tickets/export?format=csv&state=all", "/tickets/export?format=json&state=all&q=saving",
        "/tickets/export?format=csv&state=all&app=Bravosecret+shop",
      ]
    case "/views": ["/views"]
    case "/work": ["/work"]
    case "/board": ["/board", "/board?app=Bravosecret%20shop&q=saving"]
    case "/settings/routing": ["/settings/routing"]
    case "/releases": ["/releases"]
    case "/launches": ["/launches"]
    case "/week": ["/week"]
    case "/launches/new": ["/launches/new"]
    case "/launches/{launch:int}": ["/launches/1"]
    case "/settings/blocked": ["/settings/blocked"]
    case "/settings/blocked/{block:int}": ["/settings/blocked/\(block)"]
    case "/reports/{id}/block": ["/reports/\(report.description)/block", "/reports/\(kept.description)/block"]
    case "/settings/routing/{rule}": ["/settings/routing/new", "/settings/routing/1"]
    case "/inbox": ["/inbox"]
    case "/settings/mail": ["/settings/mail"]
    case "/settings/webhooks": ["/settings/webhooks"]
    case "/settings/webhooks/{webhook:int}": ["/settings/webhooks/1"]
    case "/settings/trackers": ["/settings/trackers"]
    case "/settings/trackers/{tracker:int}": ["/settings/trackers/1"]
    case "/groups": ["/groups"]
    case "/settings/service-levels": ["/settings/service-levels"]
    case "/tickets": ["/tickets"]
    case "/account": ["/account"]
    case "/people": ["/people"]
    case "/people/{account:int}": ["/people/1", "/people/2"]
    case "/audit": ["/audit", "/audit?subject=example"]
    case "/audit/lines": ["/audit/lines"]
    case "/{page}": ["/nothing"]
    case "/tickets/{page}": ["/tickets/nothing"]
    case "/events": []
    default: nil
    }
  }

  /// Everything of the second app that a form could change.
  func state() async throws -> [String] {
    let (other, link, block, kept, pain) = (other, link, block, kept, pain)
    return try await house.store.read { reads in
      var state = try [other, other + 1].map { "\(try #require(try reads.ticket($0)))" }
      for number in [other, other + 1] {
        state += try reads.events(ofTicket: number, after: 0, limit: 200).map { "\($0)" }
      }
      state += [
        "\(try #require(try reads.painPoint(pain)))", "\(try reads.painTickets(of: pain))",
        "\(try reads.watches(ofAccount: 1))", "\(try reads.painAttempts(of: pain))", "\(try reads.painWeights())",
      ]
      return state + [
        "\(try reads.accounts())", "\(try reads.programmeDates(in: .all))", "\(try reads.routingRules())",
        "\(try #require(try reads.link(link)))",
        "\(try reads.webhooks().map { [$0.settings.name, $0.settings.url, $0.secret.text, "\($0.isEnabled)"] })",
        "\(try #require(try reads.publishedIssue(ofTicket: other)))", "\(try #require(try reads.block(block)))",
        "\(try reads.blocks(in: .all, limit: 9).count)", "\(String(describing: try reads.keptBack(report: kept)))",
      ]
    }
  }
}
