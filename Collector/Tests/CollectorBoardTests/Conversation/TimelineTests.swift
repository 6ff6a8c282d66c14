// The timeline on a ticket's page, and answers to one: what is shown of whom, who is told, and what hostile words cannot do.
// Practices A6, B1, B2, B9 and D3.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct TimelineTests {
  private static let ann = ReportID(at: BoardFixture.noon, random: (7, 7))
  private static let bob = ReportID(at: BoardFixture.noon, random: (8, 8))

  private func contact(_ installation: ReportID) -> InstallationContact {
    InstallationContact(
      app: AppID(1), id: installation, secretHash: [UInt8](repeating: 1, count: 32), at: BoardFixture.noon)
  }

  /// Ticket 1 with a report of Ann and one of Bob.
  private func withTicket(
    undoSeconds: Int64 = 0, _ body: (BoardFixture, Visitor, _ ann: ReportID, _ bob: ReportID) async throws -> Void
  ) async throws {
    try await BoardFixture.with(undoSeconds: undoSeconds) { house in
      try await house.addAccount()
      let app = try await house.addApp()
      var reports: [ReportID] = []
      for (name, installation) in [("Ann", Self.ann), ("Bob", Self.bob)] {
        let report = makeReport("Saving fails") { $0.user = name }
        reports.append(report.id)
        _ = try await withCheckedThrowingContinuation { continuation in
          house.store.ingest([], from: contact(installation)) { continuation.resume(with: $0) }
        }
        try await house.receive(
          IncomingReport(
            id: report.id, app: app.id, installation: installation, receivedAt: house.clock.now, sentAt: nil,
            body: report.encoded()))
      }
      try await body(house, try await house.signIn(), reports[0], reports[1])
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  @discardableResult private func say(
    _ content: ReporterMessage.Content, of report: ReportID, from installation: ReportID = ann, _ house: BoardFixture,
    files: [AttachmentInfo] = []
  ) async throws -> ReportID {
    let now = house.clock.now
    let id = ReportID(at: now, random: (.random(in: 1 ... .max), .random(in: 1 ... .max)))
    let message = ReporterMessage(id: id, report: report, at: now, version: "3.2", content: content, attachments: files)
    let incoming = IncomingMessage(
      app: AppID(1), installation: installation, receivedAt: now, sentAt: now, message: message)
    let contact = contact(installation)
    let outcomes = try await house.store.write { try Conversations($0, now: now).take([incoming], from: contact) }
    #expect(outcomes == [.accepted])
    return id
  }

  private func press(
    _ house: BoardFixture, _ visitor: Visitor, _ act: String, _ values: [(String, String)], query: String = ""
  ) async throws -> PlainAnswer {
    let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
    return try await house.post(
      "/tickets/1" + query,
      [("form_token", visitor.token), ("act", act)] + values
        + (values.contains { $0.0 == "seen" } ? [] : [("seen", String(seen))]), as: visitor)
  }

  private func told(_ house: BoardFixture, _ installation: ReportID) async throws -> [TicketUpdate] {
    try await house.store.read { try $0.updates(app: AppID(1), installation: installation, after: 0, limit: 100) }
      // Who answers has the ticket, and everybody hears of that.
      .filter { $0.kind != .onTicket && $0.kind != .lookedAt }
  }

  @Test func `whom an answer is for is a visible choice, and one alone is told`() async throws {
    try await withTicket { house, visitor, ann, bob in
      let plain = try await house.get("/tickets/1", as: visitor).text
      #expect(plain.contains("Goes to the 2 people who reported this") && plain.contains("?to=\(ann)#answer"))
      let page = try await house.get("/tickets/1?to=\(ann)", as: visitor).text
      #expect(page.contains("value=\"\(ann)\" checked> <span><bdi>Ann</bdi> only</span>"))
      #expect(page.contains("Everybody on this ticket (2 people)"))
      #expect(try await press(house, visitor, "answer", [("note", "Dear Ann"), ("to", "\(ann)")]).status == 303)
      #expect(try await told(house, Self.ann).map(\.isPersonal) == [true])
      #expect(try await told(house, Self.bob).isEmpty)
      #expect(try await press(house, visitor, "answer", [("note", "Dear all"), ("to", "all")]).status == 303)
      #expect(try await told(house, Self.bob).map(\.message) == ["Dear all"])
      let after = try await house.get("/tickets/1", as: visitor).text
      #expect(after.contains("answered <bdi>Ann</bdi> alone") && after.contains("answered everybody"))
      // A choice that is none, and a report of nowhere, are refused with the words kept.
      let wrong = try await press(house, visitor, "answer", [("note", "Keep me"), ("to", "x")])
      #expect(
        wrong.status == 422 && wrong.text.contains("Choose whom the answer is for.") && wrong.text.contains("Keep me"))
      let nowhere = ReportID(at: BoardFixture.noon, random: (99, 99))
      let lost = try await press(house, visitor, "answer", [("note", "Keep me"), ("to", "\(nowhere)")])
      #expect(lost.status == 422 && lost.text.contains("is not on ticket 1 any more"))
      let choice = try await press(house, visitor, "answer", [("note", ""), ("to", "all")], query: "?to=\(bob)")
      #expect(choice.status == 422 && choice.text.contains("value=\"all\" checked"))
    }
  }

  @Test func `what a reporter wrote is new until staff do something, and can be replied to`() async throws {
    try await withTicket { house, visitor, ann, _ in
      try await say(.reply(text: "On Monday too\nand on https://shop.example/a(b)."), of: ann, house)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("id=\"newest\"") && page.contains("<strong><bdi>Ann</bdi></strong> wrote"))
      #expect(
        page.contains(
          "<a href=\"https://shop.example/a(b)\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">https://shop.example/a(b)</a>."
        ))
      #expect(page.contains("Reply<span class=\"unseen\"> to <bdi>Ann</bdi></span>"))
      _ = try await press(house, visitor, "note", [("note", "Seen")])
      #expect(try await !house.get("/tickets/1", as: visitor).text.contains("mark-new"))
    }
  }

  @Test func `words of reporters run nothing, lead nowhere but to the web, and reorder nothing`() async throws {
    try await withTicket { house, visitor, ann, _ in
      let words = [
        "<script>alert(1)</script>", "javascript:alert(1)", "http://good.example@evil.example/",
        "https://ex\u{430}mple.com/",
        "\u{202E}gnp.exe", "http://a.example/\"onmouseover=\"x", "data:text/html,x", "\u{200B}\u{200B}",
      ]
      for word in words { try await say(.reply(text: word + " !"), of: ann, house) }
      try await say(.thanks(text: "<b>thanks</b>"), of: ann, house)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(!page.contains("<script>alert") && !page.contains("<b>thanks</b>") && !page.contains("\"onmouseover"))
      for part in ["href=\"javascript", "href=\"http://good", "href=\"https://ex\u{430}", "href=\"data:"] {
        #expect(!page.contains(part), "\(part)")
      }
    }
  }

  @Test func `an answer is held when a reporter wrote meanwhile`() async throws {
    try await withTicket { house, visitor, ann, _ in
      let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      try await say(.reply(text: "It works again"), of: ann, house)
      let held = try await press(house, visitor, "answer", [("note", "Try this"), ("seen", String(seen))])
      #expect(held.status == 422 && held.text.contains("A reporter wrote after you opened this page"))
      #expect(held.text.contains("Try this") && held.text.contains("It works again"))
    }
  }

  @Test func `a sent answer is corrected by a new version, and both are shown`() async throws {
    try await withTicket { house, visitor, _, _ in
      _ = try await press(house, visitor, "answer", [("note", "In 3.1")])
      let event = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      #expect(try await house.get("/tickets/1", as: visitor).text.contains("id=\"correct-\(event)\""))
      let done = try await press(house, visitor, "correct-answer", [("note", "In 3.2"), ("event", String(event))])
      #expect(done.status == 303)
      #expect(try await told(house, Self.ann).map(\.kind) == [.answered, .corrected])
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains(">In 3.1<") && page.contains(">In 3.2<") && page.contains("href=\"#e-\(event)\""))
      #expect(!page.contains("id=\"correct-\(event)\""))
      let empty = try await press(house, visitor, "correct-answer", [("note", ""), ("event", String(event))])
      #expect(empty.status == 422)
      let other = try await press(house, visitor, "correct-answer", [("note", "x"), ("event", "9999")])
      #expect(other.status == 422 && other.text.contains("There is no such answer"))
    }
  }

  @Test func `files of both sides are shown so that they can do nothing`() async throws {
    try await withTicket { house, visitor, ann, _ in
      let picture = Picture.png(width: 8, height: 8)
      let id = try await say(
        .reply(text: "See"), of: ann, house,
        files: [
          AttachmentInfo(name: "a.png", type: "image/png", bytes: Int64(picture.count)),
          AttachmentInfo(name: "b.html", type: "text/html", bytes: 3),
        ])
      let now = house.clock.now
      _ = try await house.store.write { store in
        _ = try store.storeAttachment(ofMessage: id, index: 0, data: picture, at: now)
        return try store.storeAttachment(ofMessage: id, index: 1, data: Array("<b>".utf8), at: now)
      }
      #expect(try await house.get("/tickets/1", as: visitor).text.contains("src=\"/messages/\(id)/attachments/0\""))
      let shown = try await house.get("/messages/\(id)/attachments/0", as: visitor)
      #expect(shown["content-type"] == "image/png" && shown["content-security-policy"]?.contains("sandbox") == true)
      let saved = try await house.get("/messages/\(id)/attachments/1", as: visitor)
      #expect(saved["content-type"] == "application/octet-stream")
      #expect(saved["content-disposition"]?.hasPrefix("attachment") == true)

      let boundary = "----board"
      func part(_ head: String, _ bytes: [UInt8]) -> [UInt8] {
        Array("--\(boundary)\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8) + bytes + Array("\r\n".utf8)
      }
      let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      var body: [UInt8] = []
      for (name, value) in [
        ("form_token", visitor.token), ("act", "answer"), ("seen", String(seen)), ("note", "Here"), ("to", "\(ann)"),
      ] { body += part("name=\"\(name)\"", Array(value.utf8)) }
      body += part("name=\"files\"; filename=\"shot.png\"", picture) + Array("--\(boundary)--\r\n".utf8)
      let sent = try await PlainClient.send(
        port: house.port, method: "POST", target: "/tickets/1",
        fields: [("Content-Type", "multipart/form-data; boundary=\(boundary)")] + visitor.fields, body: body)
      #expect(sent.status == 303, "\(sent.text)")
      #expect(try await told(house, Self.ann).last?.attachments.map(\.name) == ["shot.png"])
      let event = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      #expect(try await house.get("/answers/\(event)/files/0", as: visitor)["content-type"] == "image/png")
      #expect(try await house.get("/answers/\(event)/files/1", as: visitor).status == 404)
    }
  }

  @Test func `who has seen it and what they think of it stand on the ticket`() async throws {
    try await withTicket { house, visitor, ann, bob in
      _ = try await press(house, visitor, "answer", [("note", "Better?")])
      let update = try #require(try await told(house, Self.ann).last)
      try await say(.read(upTo: update.sequence), of: ann, house)
      #expect(try await house.get("/tickets/1", as: visitor).text.contains("seen by 1 of 2"))
      try await say(.verdict(helped: true, update: update.sequence, text: nil), of: ann, house)
      try await say(.verdict(helped: false, update: 1, text: "No"), of: bob, from: Self.bob, house)
      try await say(.rating(stars: 4, text: nil), of: ann, house)
      try await say(.rating(stars: 5, text: nil), of: bob, from: Self.bob, house)
      try await say(.thanks(text: nil), of: ann, house)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("Reporters say: helped 1 of 2 · 4.5 of 5 stars from 2 · 1 thanks"))
      #expect(page.contains("thanks <bdi>Ada Keller</bdi>"))
    }
  }

  @Test func `a long timeline comes in pages, and a form still knows the newest`() async throws {
    try await withTicket { house, visitor, ann, _ in
      for index in 1...90 { try await say(.reply(text: "Line number \(index)."), of: ann, house) }
      let newest = try await house.get("/tickets/1", as: visitor).text
      #expect(newest.contains("Line number 90.") && !newest.contains("Line number 45."))
      let link = try #require(newest.firstMatch(of: #/\?before=(\d+)/#)).output.1
      let older = try await house.get("/tickets/1?before=\(link)", as: visitor).text
      #expect(older.contains("Line number 45.") && !older.contains("Line number 90.") && !older.contains("mark-new"))
      let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      #expect(older.contains("name=\"seen\" value=\"\(seen)\""))
      #expect(newest.contains("Line number 90."))
      // The report itself shows its conversation, wherever it is shown whole.
      let whole = try await house.get("/tickets/1?report=\(ann)", as: visitor).text
      #expect(whole.contains("class=\"part conversation\""))
    }
  }

  @Test(arguments: [
    ("see https://a.example/x, and", "https://a.example/x"), ("(http://a.example)", "http://a.example"),
    ("HTTPS://A.example/?q=1#z!", "HTTPS://A.example/?q=1#z"), ("https://a.example/(b)", "https://a.example/(b)"),
    ("http://[::1]:80/", "http://[::1]:80/"),
  ])
  func `an address ends where its sentence goes on`(text: String, address: String) {
    #expect(LinkedWords.html(text).source.contains(">\(address)</a>"))
  }

  @Test(arguments: [
    "ftp://a.example", "xhttp://a.example", "http://", "https://@a", "http://a b@c", "http://.a", "http://ä.example",
  ])
  func `what is no plain address of the web stays text`(text: String) {
    let html = LinkedWords.html(text).source
    #expect(!html.contains("<a") || text == "http://a b@c" && html.contains(">http://a</a> b@c"))
  }
}
