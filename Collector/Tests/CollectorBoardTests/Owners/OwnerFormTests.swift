// Who has a ticket, over HTTP: claims that race, one press that claims and answers, and what each role is offered.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct OwnerFormTests {
  /// A ticket, and somebody of each role who sees it.
  private func withTicket(_ body: (BoardFixture, [StaffRole: Visitor]) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails"), app: app)
      var visitors: [StaffRole: Visitor] = [:]
      for role in StaffRole.allCases {
        try await house.addAccount("\(role.rawValue)@example.com", name: "\(role.rawValue) <i>", role: role)
        visitors[role] = try await house.signIn("\(role.rawValue)@example.com")
      }
      try await body(house, visitors)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func press(
    _ house: BoardFixture, _ visitor: Visitor?, _ act: String, _ values: [(String, String)] = []
  ) async throws -> PlainAnswer {
    let visitor = try #require(visitor)
    return try await house.post(
      "/tickets/1/owner", [("form_token", visitor.token), ("act", act)] + values, as: visitor)
  }

  private func send(
    _ house: BoardFixture, _ visitor: Visitor?, _ act: String, _ note: String, _ values: [(String, String)] = []
  ) async throws -> PlainAnswer {
    let visitor = try #require(visitor)
    let seen = try await house.store.read { try $0.events(ofTicket: 1, after: 0, limit: 500).last?.id ?? 0 }
    return try await house.post(
      "/tickets/1", [("form_token", visitor.token), ("act", act), ("note", note), ("seen", "\(seen)")] + values,
      as: visitor)
  }

  private func owner(_ house: BoardFixture) async throws -> String? {
    try await house.store.read { try $0.ticket(1)?.holder.owner?.name }
  }

  private func page(_ house: BoardFixture, _ visitor: Visitor?, _ target: String = "/tickets/1") async throws -> String
  {
    try await house.get(target, as: visitor).text
  }

  @Test func `B6: of a thousand claims at once over HTTP exactly one gets the ticket and 999 are told who`()
    async throws
  {
    try await BoardFixture.with(connectionsPerAddress: 2_000) { house in
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails"), app: app)
      let (secrets, now) = (house.secrets, house.clock.now)
      let visitors = try await house.store.write { store in
        try (1...1_000).map { index -> Visitor in
          let account = try store.createAccount(
            email: "p\(index)@example.com", name: "Person \(index).", role: .volunteer, passwordHash: "-", at: now)
          let token = secrets.makeToken()
          try store.createSession(
            StaffSession(
              tokenHash: secrets.tokenHash(token), account: account.id, createdAt: now,
              expiresAt: now.adding(seconds: 3_600)))
          return Visitor(
            cookie: "tellback=\(Hexadecimal.text(token))",
            token: FormGuard(secrets: secrets, origin: nil).maskedToken(session: token))
        }
      }
      let answers = try await withThrowingTaskGroup(of: PlainAnswer.self) { group in
        for visitor in visitors {
          group.addTask {
            try await house.post(
              "/tickets/1/owner", [("form_token", visitor.token), ("act", "claim")], as: visitor)
          }
        }
        return try await group.reduce(into: [PlainAnswer]()) { $0.append($1) }
      }
      let owner = try #require(try await owner(house))
      #expect(answers.count { $0.status == 303 } == 1)
      #expect(answers.count { $0.status == 422 && $0.text.contains("\(owner) has ticket 1.") } == 999)
      let events = try await house.store.read { try $0.events(ofTicket: 1, after: 0, limit: 500) }
      #expect(events.count { $0.kind == .claimed } == 1)
      #expect(house.failures.all.isEmpty)
    }
  }

  @Test func `one press claims and answers what nobody has, and an empty answer claims nothing`() async throws {
    try await withTicket { house, visitors in
      #expect(try await page(house, visitors[.volunteer]).contains(">Claim and answer<"))
      #expect(try await send(house, visitors[.volunteer], "answer", " ").status == 422)
      #expect(try await owner(house) == nil)
      #expect(try await send(house, visitors[.volunteer], "answer", "Try again").status == 303)
      #expect(try await owner(house) == "volunteer <i>")
      let own = try await page(house, visitors[.volunteer])
      #expect(
        own.contains(">Send answer<") && own.contains("value=\"hand-back\"") && own.contains("<strong>Yours</strong>"))
      let events = try await house.store.read { try $0.events(ofTicket: 1, after: 0, limit: 500) }
      #expect(events.suffix(2).map(\.kind) == [.claimed, .answered])
    }
  }

  @Test func `A2: what somebody else has is closed to others, who keep their words; support takes over`() async throws {
    try await withTicket { house, visitors in
      let support = try #require(visitors[.support])
      _ = try await house.post(
        "/tickets/1/draft", [("form_token", support.token), ("box", "answer"), ("note", "Half a thought")], as: support)
      #expect(try await press(house, visitors[.volunteer], "claim").status == 303)
      for role in StaffRole.allCases where role != .volunteer {
        let page = try await page(house, visitors[role])
        #expect(page.contains("Only <bdi>volunteer &lt;i&gt;</bdi> answers and moves this ticket"), "\(role)")
        #expect(
          !page.contains("value=\"answer\"") && !page.contains("value=\"resolve\"") && page.contains("value=\"note\""))
        #expect(page.contains("value=\"take-over\"") == (role == .admin || role == .support), "\(role)")
        #expect(page.contains("Half a thought") == (role == .support))
        let refused = try await send(house, visitors[role], "answer", "Past them")
        #expect(refused.status == 422 && refused.text.contains("volunteer &lt;i&gt; has ticket 1"))
        #expect(refused.text.contains("Past them"), "\(role) keeps the words")
        #expect(try await send(house, visitors[role], "note", "Read by \(role)").status == 303)
      }
      #expect(try await press(house, visitors[.developer], "take-over").status == 403)
      #expect(try await press(house, visitors[.developer], "hand-over", [("to", "person-1")]).status == 422)
      #expect(try await press(house, visitors[.support], "take-over").status == 303)
      #expect(try await owner(house) == "support <i>")
      let told = try await page(house, visitors[.lead])
      #expect(told.contains("took it over from <bdi>volunteer &lt;i&gt;</bdi>"))
      // The draft is there again in its box.
      #expect(try await page(house, visitors[.support]).contains("Half a thought</textarea>"))
    }
  }

  @Test func `E1: a developer is handed a ticket with a note, and answers under their own name`() async throws {
    try await withTicket { house, visitors in
      let accounts = try await house.store.read { try $0.accounts() }
      let developer = try #require(accounts.first { $0.role == .developer })
      let values = [("to", "person-\(developer.id)"), ("note", "It is in your parser")]
      #expect(
        try await press(house, visitors[.admin], "hand-over", [("to", ""), ("note", "Keep me")]).text.contains(
          "Keep me"))
      #expect(try await press(house, visitors[.admin], "hand-over", values).status == 303)
      #expect(try await owner(house) == developer.name)
      let page = try await page(house, visitors[.developer])
      #expect(
        page.contains("handed it over to <bdi>developer &lt;i&gt;</bdi>") && page.contains("It is in your parser"))
      #expect(try await send(house, visitors[.developer], "answer", "Fixed tonight").status == 303)
      let answer = try await house.store.read { try $0.events(ofTicket: 1, after: 0, limit: 500).last }
      #expect(answer?.actor.name == developer.name)
      #expect(try await press(house, visitors[.developer], "hand-back").status == 303)
      #expect(try await owner(house) == nil)
    }
  }

  @Test func `A1: the list shows what nobody has, one's own, and who has the others`() async throws {
    try await withTicket { house, visitors in
      try await house.receive(makeReport("Printing fails"), app: AppRecord.first(of: house))
      #expect(
        try await page(house, visitors[.volunteer], "/?owner=none").contains("Unowned <span class=\"count\">2</span>"))
      #expect(try await press(house, visitors[.volunteer], "claim").status == 303)
      let free = try await page(house, visitors[.volunteer], "/?owner=none")
      #expect(free.contains("Printing fails") && !free.contains("Saving fails"))
      #expect(
        free.contains("Unowned <span class=\"count\">1</span>") && free.contains("Mine <span class=\"count\">1</span>"))
      let mine = try await page(house, visitors[.volunteer], "/?owner=me")
      #expect(mine.contains("Saving fails") && !mine.contains("Printing fails"))
      let all = try await page(house, visitors[.support], "/")
      #expect(all.contains("<span class=\"unseen\">Owner: </span><bdi>volunteer &lt;i&gt;</bdi>"))
      #expect(try await page(house, visitors[.support], "/?owner=me").contains("No open ticket is yours"))
      #expect(try await page(house, visitors[.support], "/?owner=magic").contains("owner “magic” is not known"))
    }
  }
}

extension AppRecord {
  fileprivate static func first(of house: BoardFixture) async throws -> AppRecord {
    try #require(try await house.store.read { try $0.apps().first })
  }
}
