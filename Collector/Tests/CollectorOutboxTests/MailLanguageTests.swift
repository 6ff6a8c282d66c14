// Mails speak the language of whoever gets them: of staff the one they chose, of reporters the one of their device.
import CollectorCore
import TellbackWire
import Testing

@Suite struct MailLanguageTests {
  private func staffMail(_ choose: @escaping @Sendable (any StoreWrites, Int64) throws -> Void) async throws -> Mail {
    var found: Mail?
    try await Desk.with { desk in
      let one = try await desk.open("Saving fails")
      let ben = try await desk.store.write { store in
        let ben = try store.createAccount(
          email: "ben@example.org", name: "Ben", role: .support, passwordHash: "-", at: Desk.noon)
        try choose(store, ben.id)
        return ben.id
      }
      try await desk.act { actions in
        try actions.note(one, text: "@Ben, please look", by: Desk.ann)
        try actions.note(one, text: "@Ben, again", by: Desk.ann)
      }
      let now = desk.now.adding(seconds: MailLimits.gathering)
      found = try await desk.store.write { store in
        while try NoticePlanner.hasWork(store) { _ = try NoticePlanner(store, now: now).plan(mails: true) }
        _ = try StaffMailer(store, now: now, board: "https://desk.example.com").gather { "token-\(ben)" }
        return try store.dueMail(at: now, limit: 1).first
      }
    }
    return try #require(found)
  }

  @Test func `staff get mail in the language that they chose for the board`() async throws {
    let mail = try await staffMail { try $0.setBoardLanguage(.german, ofAccount: $1) }
    #expect(mail.subject == "2 Hinweise zu Ticket #1")
    let text = try #require(mail.text)
    #expect(text.contains("- Erwähnt von Ann auf #1\n  https://desk.example.com/tickets/1"))
    #expect(text.contains("Welche E-Mails kommen: https://desk.example.com/account"))
    #expect(text.hasSuffix("Diese E-Mail kommt von Tellback. Antworten darauf werden nicht gelesen.\n"))
  }

  @Test func `without a choice the languages of the account decide, and else it is English`() async throws {
    let german = try await staffMail { store, ben in
      try store.setProfile(StaffProfile(name: "Ben", languages: ["fr", "de-CH", "en"]), account: ben)
    }
    #expect(german.subject == "2 Hinweise zu Ticket #1")
    let english = try await staffMail { _, _ in }
    #expect(english.subject == "2 notices on ticket #1" && english.text?.contains("Ann mentioned you on #1") == true)
    let chosen = try await staffMail { store, ben in
      try store.setProfile(StaffProfile(name: "Ben", languages: ["de"]), account: ben)
      try store.setBoardLanguage(.english, ofAccount: ben)
    }
    #expect(chosen.subject == "2 notices on ticket #1")
  }
}
