// The pages of rules: their list, one rule, trying it, and what is refused and given back.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct RoutingPageTests {
  private func withAdmin(_ body: (BoardFixture, AppRecord, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      try await house.addAccount(role: .admin)
      try await house.addAccount("kim@example.com", name: "Kim <b>", role: .developer)
      try await body(house, app, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func stamp(_ house: BoardFixture) async throws -> String {
    String(try await house.store.read { try $0.routingStamp() })
  }

  private func send(
    _ house: BoardFixture, _ visitor: Visitor, _ act: String, rule: String = "new", stamp given: String? = nil,
    _ form: [(String, String)]
  ) async throws -> PlainAnswer {
    let stamp = try await stamp(house)
    let head = [("form_token", visitor.token), ("stamp", given ?? stamp), ("act", act), ("enabled", "yes")]
    return try await house.post("/settings/routing/\(rule)", head + form, as: visitor)
  }

  private func press(_ house: BoardFixture, _ visitor: Visitor, _ act: String, _ rule: Int64) async throws
    -> PlainAnswer
  {
    let stamp = try await stamp(house)
    return try await house.post(
      "/settings/routing", [("form_token", visitor.token), ("stamp", stamp), ("act", act), ("rule", String(rule))],
      as: visitor)
  }

  private func rules(_ house: BoardFixture) async throws -> [RoutingRule] {
    try await house.store.read { try $0.routingRules() }
  }

  @Test func `Everything that a rule can say is kept as it was filled in, and stands in the form again`() async throws {
    try await withAdmin { house, app, ada in
      let answer = try await send(
        house, ada, "save",
        [
          ("name", "  Big   customers "), ("app", String(app.id.value)), ("page", "/checkout\r\n\r\n /cart \r\n"),
          ("words", "data loss\r\nlost"), ("segment", "Acme <i>"), ("in-component", "Checkout"), ("kind", "problem"),
          ("kind", "question"), ("version-from", "3.1"), ("version-below", "4"), ("locale", "de"), ("field-2", "plan"),
          ("field-2-is", "gold\r\nsilver"), ("severity", "critical"), ("owner", "2"),
          ("tags", "VIP, Beta"),
          ("place", "99"),
        ])
      // The component is set by the rule "Component Checkout" further up, for all pages of it.
      #expect(answer.status == 303, "\(answer.text)")
      let rule = try #require(try await rules(house).last)
      #expect(rule.name == "Big customers" && rule.app == app.id && rule.isEnabled)
      #expect(
        rule.conditions == [
          RoutingCondition(.page, ["/checkout", "/cart"]), RoutingCondition(.component, ["Checkout"]),
          RoutingCondition(.segment, ["Acme <i>"]), RoutingCondition(.locale, ["de"]),
          RoutingCondition(.words, ["data loss", "lost"]), RoutingCondition(.version, .atLeast, ["3.1"]),
          RoutingCondition(.version, .below, ["4"]), RoutingCondition(.kind, ["problem", "question"]),
          RoutingCondition(.field("plan"), ["gold", "silver"]),
        ])
      #expect(
        rule.effects == RoutingEffects(severity: .critical, owner: 2, tags: ["vip", "beta"]))
      let page = try await house.get("/settings/routing/\(rule.id)", as: ada).text
      for part in [
        "value=\"Big customers\"", "\n/checkout\n/cart</textarea>", "Acme &lt;i&gt;</textarea>", "value=\"plan\"",
        "\ngold\nsilver</textarea>", "value=\"vip, beta\"", "<option value=\"2\" selected>Kim &lt;b&gt;</option>",
        "name=\"kind\" value=\"question\" checked", "<option value=\"critical\" selected>",
      ] {
        #expect(page.contains(part), "\(part)")
      }
      let list = try await house.get("/settings/routing", as: ada).text
      #expect(list.contains("<bdi>segment Acme &lt;i&gt;</bdi>") && list.contains("<bdi>owner Kim &lt;b&gt;</bdi>"))
      // Saved as it stands, it is what it was.
      let before = try await rules(house)
      let again = try await send(
        house, ada, "save", rule: String(rule.id),
        [
          ("name", "Big customers"), ("app", String(app.id.value)), ("page", "/checkout\r\n/cart"),
          ("words", "data loss\r\nlost"), ("segment", "Acme <i>"), ("in-component", "Checkout"), ("kind", "problem"),
          ("kind", "question"), ("version-from", "3.1"), ("version-below", "4"), ("locale", "de"), ("field-1", "plan"),
          ("field-1-is", "gold\r\nsilver"), ("severity", "critical"), ("owner", "2"),
          ("tags", "vip,beta"),
        ])
      #expect(again.status == 303)
      #expect(try await rules(house) == before)
    }
  }

  @Test func `A rule that is tried says how many reports it would have routed differently, which, and saves nothing`()
    async throws
  {
    try await withAdmin { house, app, ada in
      for number in 1...3 {
        try await house.receive(makeReport("Paying fails \(number)") { $0.page = "/checkout/\(number)" }, app: app)
      }
      try await house.receive(makeReport("Nothing <script>") { $0.page = "/else" }, app: app)
      let before = try await rules(house)
      let form = [("name", "Pay"), ("page", "/checkout/2\r\n/checkout/3"), ("severity", "critical"), ("place", "1")]
      let page = try await send(house, ada, "try", form)
      #expect(page.status == 200)
      #expect(page.text.contains("It would have routed 2 of the last 4 reports differently."))
      #expect(page.text.contains("href=\"/tickets/2\"") && !page.text.contains("href=\"/tickets/1\""))
      #expect(page.text.contains("<bdi>severity medium</bdi>") && page.text.contains("<bdi>severity critical</bdi>"))
      #expect(page.text.contains("value=\"Pay\"") && page.text.contains("/checkout/2\n/checkout/3</textarea>"))
      #expect(try await rules(house) == before)
      let none = try await send(
        house, ada, "try", [("name", "No"), ("segment", "nobody"), ("severity", "low"), ("place", "1")])
      #expect(none.text.contains("It would have routed none of the last 4 reports differently."))
      let other = try await house.addApp("other")
      let empty = try await send(
        house, ada, "try", [("name", "No"), ("app", String(other.id.value)), ("tags", "x")])
      #expect(empty.text.contains("There is no report of <bdi>other</bdi> yet to try it on."))
      #expect(try await send(house, ada, "save", form).status == 303)
      #expect(try await rules(house).map(\.name).first == "Pay")
    }
  }

  @Test func `What is refused comes back with the reason beside its field and every word in it`() async throws {
    try await withAdmin { house, _, ada in
      let before = try await rules(house)
      let refusals: [(form: [(String, String)], part: String)] = [
        ([("name", ""), ("severity", "low")], "id=\"rule-name-error\""),
        ([("name", "x")], "Say what the rule does"),
        ([("name", "x"), ("owner", "99")], "There is no such person."),
        ([("name", "x"), ("group", "99")], "There is no such group."),
        ([("name", "x"), ("app", "99"), ("severity", "low")], "There is no such app."),
        ([("name", "x"), ("version-from", "new"), ("severity", "low")], "id=\"rule-version-from-error\""),
        ([("name", "x"), ("tags", String(repeating: "t", count: 51))], "id=\"rule-tags-error\""),
        ([("name", "x"), ("words", "!!"), ("severity", "low")], "id=\"rule-words-error\""),
        ([("name", "x"), ("in-component", "Unheard"), ("severity", "low")], "id=\"rule-in-component-error\""),
        ([("name", "x"), ("in-component", "Account"), ("component", "y")], "id=\"rule-component-error\""),
        (
          [("name", "x"), ("words", "it crashes"), ("kind", "problem"), ("severity", "low")],
          "could never decide the severity"
        ),
      ]
      for act in ["try", "save"] {
        for (form, part) in refusals {
          let answer = try await send(house, ada, act, form + [("segment", "kept & safe")])
          #expect(answer.status == 422 && answer.text.contains(part), "\(act) \(form): \(answer.status)")
          #expect(answer.text.contains("kept &amp; safe</textarea>"))
        }
      }
      let stale = try await send(house, ada, "save", stamp: "7", [("name", "x"), ("severity", "low"), ("place", "1")])
      #expect(stale.status == 422 && stale.text.contains("Somebody changed the rules"))
      #expect(try await rules(house) == before)
    }
  }

  @Test func `Rules are moved, disabled, enabled and deleted from the list, and a refusal says why`() async throws {
    try await withAdmin { house, _, ada in
      let before = try await rules(house)
      #expect(try await press(house, ada, "up", before[1].id).status == 303)
      #expect(try await rules(house).map(\.id).prefix(2) == [before[1].id, before[0].id])
      #expect(try await press(house, ada, "down", before[1].id).status == 303)
      #expect(try await press(house, ada, "disable", before[0].id).status == 303)
      #expect(try await rules(house).map(\.isEnabled).prefix(2) == [false, true])
      #expect(
        try await house.get("/settings/routing", as: ada).text.contains("<span class=\"mark mark-off\">Disabled</span>")
      )
      #expect(try await press(house, ada, "enable", before[0].id).status == 303)
      #expect(try await rules(house) == before)
      let asks = RoutingRule(
        name: "Asks", conditions: [RoutingCondition(.component, ["Account"])], effects: RoutingEffects(tags: ["x"]))
      let now = house.clock.now
      try await house.store.write {
        try RoutingActions($0, now: now, by: .command).perform(.save(asks, place: nil))
      }
      let names = try #require(before.first { $0.effects.component == "Account" })
      let refused = try await press(house, ada, "delete", names.id)
      #expect(refused.status == 422 && refused.text.contains("asks for the component"))
      #expect(try await press(house, ada, "delete", before[0].id).status == 303)
      #expect(try await press(house, ada, "delete", before[0].id).status == 422)
      #expect(try await house.get("/settings/routing/\(before[0].id)", as: ada).status == 404)
      #expect(try await house.get("/settings/routing/x", as: ada).status == 404)
    }
  }

  @Test func `Leads read the rules and change none, and others do not see them`() async throws {
    try await withAdmin { house, app, _ in
      try await house.addAccount("lea@example.com", name: "Lea", role: .lead, apps: .app(app.id))
      let lea = try await house.signIn("lea@example.com")
      let page = try await house.get("/settings/routing", as: lea)
      #expect(
        page.status == 200 && page.text.contains("Words that hurt") && !page.text.contains("<form class=\"buttons\""))
      #expect(page.text.contains("href=\"/settings/routing\""))
      #expect(try await house.get("/settings/routing/new", as: lea).status == 403)
      #expect(try await press(house, lea, "delete", 1).status == 403)
      let kim = try await house.signIn("kim@example.com")
      #expect(try await house.get("/settings/routing", as: kim).status == 403)
      #expect(try await house.get("/", as: kim).text.contains("Settings") == false)
    }
  }

  @Test func `An owner who is away stands in the list with the reason, and stays chosen in the form`() async throws {
    try await withAdmin { house, _, ada in
      let now = house.clock.now
      try await house.store.write { store in
        let rule = RoutingRule(name: "Kim's", effects: RoutingEffects(owner: 2))
        try RoutingActions(store, now: now, by: .command).perform(.save(rule, place: nil))
        try store.setAway(since: now, account: 2)
      }
      #expect(try await house.get("/settings/routing", as: ada).text.contains("<bdi>Kim &lt;b&gt; is away</bdi>"))
      let id = try #require(try await rules(house).last?.id)
      _ = try await house.store.write { try $0.setDisabled(now, account: 2) }
      let page = try await house.get("/settings/routing/\(id)", as: ada).text
      #expect(page.contains("<option value=\"2\" selected>Kim &lt;b&gt; (cannot be chosen)</option>"))
      let kept = try await send(house, ada, "save", rule: String(id), [("name", "Kim's"), ("owner", "2")])
      #expect(kept.status == 422 && kept.text.contains("cannot sign in"))
    }
  }
}
