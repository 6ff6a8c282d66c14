// The pages of webhooks: making one, changing it, its secret, its log.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct WebhookPageTests {
  private let page = "/settings/webhooks"

  private func withAdmin(_ body: (BoardFixture, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let ada = try await house.signIn()
      try await body(house, ada)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func form(_ ada: Visitor, _ more: [(String, String)] = []) -> [(String, String)] {
    [
      ("form_token", ada.token), ("name", "Chat"), ("url", "https://hooks.example.com/secret-path"), ("scope", "all"),
      ("event", "ticket.opened"), ("event", "ticket.rated"), ("format", "slack"),
    ] + more
  }

  @Test func `an endpoint is made, its secret is shown once, and the log names neither it nor the path`() async throws {
    try await withAdmin { house, ada in
      #expect(try await house.get(page, as: ada).text.contains("No endpoint yet"))
      let made = try await house.post(page, form(ada), as: ada)
      let webhook = try #require(try await house.store.read { try $0.webhook(1) })
      #expect(made.status == 200 && made.text.contains(webhook.secret.text))
      #expect(webhook.settings.events == [.opened, .rated] && webhook.settings.format == .slack)
      #expect(!webhook.settings.carriesWords && webhook.settings.apps == .all)
      for target in [page, "\(page)/1"] {
        let text = try await house.get(target, as: ada).text
        #expect(text.contains("Chat") && !text.contains("whsec_"))
      }
      let audit = try await house.get("/audit?act=webhook.created", as: ada).text
      #expect(audit.contains("hooks.example.com") && !audit.contains("secret-path") && !audit.contains("whsec_"))
      let again = try await house.post("\(page)/1", [("form_token", ada.token), ("act", "rotate")], as: ada)
      let rotated = try #require(try await house.store.read { try $0.webhook(1) })
      #expect(again.text.contains(rotated.secret.text) && rotated.secret != webhook.secret)
      #expect(try await house.get("\(page)/1", as: ada).text.contains("End the old secret now"))
    }
  }

  static let wrong: [(field: String, value: String, says: String)] = [
    ("name", " ", "Give the endpoint a name."), ("name", String(repeating: "é", count: 51), "102 bytes"),
    ("url", "http://hooks.example.com/", "must begin with https://"), ("url", "ftp://x", "Write a whole address"),
    ("url", "https://a:b@x.example/", "must not hold a user name"),
    ("scope", "some", "Choose at least one app"),
  ]

  @Test(arguments: wrong)
  func `what is wrong is said beside its field, and what was typed is kept`(
    field: String, value: String, says: String
  ) async throws {
    try await withAdmin { house, ada in
      let values = form(ada).filter { $0.0 != field } + [(field, value)]
      let answer = try await house.post(page, values, as: ada)
      #expect(answer.status == 422 && answer.text.contains(says), "\(answer.text.prefix(4_000))")
      #expect(answer.text.contains("aria-invalid=\"true\"") == (field != "scope"))
      #expect(answer.text.contains(field == "url" ? "Chat" : "secret-path"))
      #expect(try await house.store.read { try $0.webhooks() }.isEmpty)
    }
  }

  @Test func `it is changed, tested, disabled, enabled and deleted, each in the audit log`() async throws {
    try await withAdmin { house, ada in
      _ = try await house.post(page, form(ada), as: ada)
      func act(_ act: String, _ more: [(String, String)] = []) async throws -> Int {
        try await house.post("\(page)/1", [("form_token", ada.token), ("act", act)] + more, as: ada).status
      }
      #expect(try await act("save", form(ada, [("words", "on")])) == 303)
      #expect(try await house.store.read { try $0.webhook(1)?.settings.carriesWords } == true)
      #expect(try await act("test") == 303)
      #expect(try await house.store.read { try $0.deliveryCounts(ofWebhook: 1) } == WebhookCounts(waiting: 1))
      #expect(try await act("disable") == 303)
      #expect(try await house.store.read { try $0.deliveryCounts(ofWebhook: 1) } == WebhookCounts(failed: 1))
      #expect(try await act("test") == 422)
      #expect(try await act("resend", [("delivery", "1")]) == 422)
      #expect(try await act("enable") == 303)
      #expect(try await act("resend", [("delivery", "1")]) == 303)
      #expect(try await act("resend", [("delivery", "9")]) == 422)
      #expect(try await house.store.read { try $0.deliveryCounts(ofWebhook: 1) } == WebhookCounts(waiting: 1))
      #expect(try await act("explode") == 400)
      #expect(try await act("delete") == 303)
      #expect(try await house.get("\(page)/1", as: ada).status == 404)
      #expect(try await act("test") == 404)
      let acts = try await house.store.read { try $0.auditEntries(AuditQuery(subject: "Chat")) }.map(\.act)
      #expect(
        acts.reversed() == [
          .webhookCreated, .webhookChanged, .webhookTested, .webhookDisabled, .webhookEnabled, .webhookResent,
          .webhookDeleted,
        ])
    }
  }

  @Test func `what receivers answer is text, and the log goes on to its end`() async throws {
    try await withAdmin { house, ada in
      try await Shop.fill(house)
      let now = house.clock.now
      try await house.store.write { store in
        try fillWebhooks(store, at: now)
        for _ in 0..<120 {
          try store.addDelivery(
            WebhookDelivery(webhook: 1, type: "webhook.test", event: nil, ticket: nil, createdAt: now, dueAt: now))
        }
      }
      var (target, rows): (String?, Int) = ("\(page)/1", 0)
      while let next = target {
        let text = try await house.get(next, as: ada).text
        #expect(!text.contains("<img") && !text.contains("<script>"))
        rows += text.components(separatedBy: "value=\"resend\"").count - 1
        let link = text.range(of: "rel=\"next\" href=\"").map { String(text[$0.upperBound...].prefix { $0 != "\"" }) }
        target = link.map { $0.replacing("&amp;", with: "&") }
      }
      #expect(rows == 128)
      let delivery = try await house.get("/delivery", as: ada).text
      #expect(delivery.contains("Endpoints</a>"))
    }
  }
}
