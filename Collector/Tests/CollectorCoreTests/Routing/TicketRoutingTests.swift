// What rules do to tickets: at their opening, when a report joins, and never to what a person decided.
import CollectorCore
import TellbackWire
import Testing

@Suite struct TicketRoutingTests {
  let store: MemoryTransaction
  let digest = Digest()

  init() throws {
    store = try makeFreeWorld([])
    store.state.groups[1] = ("Payments", [1, 2])
  }

  private func open(_ number: UInt64 = 1, _ text: String = "It broke", _ change: (inout Report) -> Void = { _ in })
    throws
  {
    store.add(stored(makeReport(number, text, change: change), sequence: Int64(number)))
    #expect(try digest.digestPending(in: store, now: noon).quarantined == 0)
  }

  private func history(_ ticket: Int64 = 1) -> [String] {
    store.state.events.filter { $0.ticket == ticket && $0.kind == .routed }.compactMap(\.routing)
      .map { "\($0.rule): \($0.what)" }
  }

  // Practice C5.
  @Test func `A ticket gets what rules say, and its history says which rule said it`() throws {
    store.state.rules = [
      makeRule(
        "Checkout", [RoutingCondition(.page, ["/checkout"])],
        RoutingEffects(component: "Checkout", group: 1, tags: ["money"])),
      makeRule(
        "Acme", [RoutingCondition(.segment, ["Acme"])], RoutingEffects(severity: .critical, owner: 2, tags: ["vip"])),
      makeRule("Unheard", [RoutingCondition(.words, ["unheard"])], RoutingEffects(severity: .low)),
    ]
    store.state.rulesStamp = 2
    try open { ($0.page, $0.segment) = ("/checkout/pay", "Acme") }
    let ticket = try #require(store.state.tickets[1])
    #expect(ticket.component == "Checkout" && ticket.severity == .critical)
    #expect(ticket.holder.group?.name == "Payments" && ticket.holder.owner?.name == "Ben")
    #expect(try store.tags(ofTicket: 1) == ["money", "vip"])
    #expect(
      history() == [
        "Checkout: to Payments, component Checkout, tagged money", "Acme: to Ben, severity critical, tagged vip",
      ])
    // The reporter hears who looks at it, after that it is on a ticket.
    #expect(store.state.updates.map(\.kind) == [.onTicket, .lookedAt])
    #expect(store.state.updates.last?.by == "Ben")
  }

  @Test(arguments: [
    ("away", "Ben is away"), ("disabled", "Ben has no account any more"), ("invited", "Ben has not joined yet"),
    ("blind", "Ben does not see this app"), ("gone", "nobody has the account 2 any more"),
    ("full", "Ben has as many open tickets as one person may"),
  ])
  func `An owner who cannot have it gets nothing: it is the group's or everybody's, and the history says why`(
    state: String, why: String
  ) throws {
    switch state {
    case "away": store.state.accounts[2]?.awaySince = noon
    case "disabled": store.state.accounts[2]?.disabledAt = noon
    case "invited": store.state.accounts[2]?.joinedAt = nil
    case "blind": store.state.accounts[2]?.apps = .app(AppID(7))
    case "full":
      var settings = ServiceSettings()
      settings.limits = WorkLimits(total: 0)
      store.state.service.rules = [ServiceRules(version: 1, savedAt: noon, by: "Ada", settings: settings)]
    default: store.state.accounts[2] = nil
    }
    store.state.rules = [
      makeRule("Group", [RoutingCondition(.words, ["group"])], RoutingEffects(group: 1)),
      makeRule("Ben", RoutingEffects(owner: 2)),
    ]
    store.state.rulesStamp = 2
    try open(1, "for the group")
    try open(2, "for nobody else")
    #expect(store.state.tickets[1]?.holder == TicketHolder(group: StaffGroup(id: 1, name: "Payments")))
    #expect(store.state.tickets[2]?.holder == TicketHolder())
    #expect(history(1) == ["Group: to Payments", "Ben: to Payments, since \(why)"])
    #expect(history(2) == ["Ben: to everybody, since \(why)"])
    #expect(!store.state.updates.contains { $0.kind == .lookedAt })
  }

  @Test func `A report that joins raises the severity and nothing else, until a person has set it`() throws {
    store.state.rules = [
      makeRule(
        "Loss", [RoutingCondition(.segment, ["Acme"])], RoutingEffects(component: "X", severity: .critical, group: 1)),
      makeRule("High", [RoutingCondition(.segment, ["Beta"])], RoutingEffects(severity: .high, tags: ["t"])),
    ]
    store.state.rulesStamp = 2
    try open(1)
    #expect(history().isEmpty && store.state.tickets[1]?.severity == .medium)
    try open(2) { $0.segment = "Beta" }
    #expect(store.state.tickets[1]?.severity == .high && history() == ["High: severity high"])
    #expect(try store.tags(ofTicket: 1).isEmpty)
    try open(3) { $0.segment = "Acme" }
    let ticket = try #require(store.state.tickets[1])
    #expect(ticket.severity == .critical && ticket.component == nil && ticket.holder == TicketHolder())
    let lowered = TicketActions(store, now: noon)
    try lowered.triage(1, component: nil, kind: .problem, severity: .low, by: ann)
    try open(4) { $0.segment = "Acme" }
    #expect(store.state.tickets[1]?.severity == .low && store.state.tickets[1]?.reportCount == 4)
    #expect(history().count == 2)
  }

  @Test func `A person's component and kind do not keep the severity from being raised`() throws {
    try open(1)
    try TicketActions(store, now: noon).triage(1, component: "C", kind: .question, severity: .medium, by: ann)
    store.state.rules = [makeRule("r", RoutingEffects(component: "D", severity: .critical))]
    store.state.rulesStamp = 2
    try open(2)
    let ticket = try #require(store.state.tickets[1])
    #expect(ticket.severity == .critical && ticket.component == "C" && ticket.kind == .question)
  }

  @Test func `What was prepared under older rules is asked again`() throws {
    let waiting = stored(makeReport(1, "It broke"), sequence: 1)
    store.add(waiting)
    let prepared = [waiting.sequence: digest.prepare(waiting)]
    store.state.rules = [makeRule("late", RoutingEffects(severity: .critical))]
    store.state.rulesStamp = 9
    _ = try digest.digestPending(in: store, now: noon, prepared: prepared)
    #expect(store.state.tickets[1]?.severity == .critical)
    // And what is prepared from now on knows them.
    store.state.rulesStamp = 10
    store.state.rules = []
    try open(2, "something else entirely")
    #expect(store.state.tickets[2]?.severity == .medium)
  }

  @Test func `Settings of earlier releases become rules once, and say what they said`() throws {
    let settings = OldRoutingSettings(
      components: [
        ("/checkout", "Checkout"), ("/checkout/pay", "Payment"), ("/cart", "Checkout"), ("/help*", "Help"),
        ("/checkout", "Never"), ("/help/me", "Never"),
      ], criticalPhrases: ["everything is gone"], highPhrases: [])
    store.state.rules = [
      makeRule(
        RoutingRule.criticalWords, [RoutingCondition(.words, ["leaked"])], id: 1, RoutingEffects(severity: .critical)),
      makeRule(RoutingRule.highWords, [RoutingCondition(.words, ["crash"])], id: 2, RoutingEffects(severity: .high)),
    ]
    let actions = RoutingActions(store, now: noon, by: .command)
    #expect(try actions.adopt(settings))
    let rules = try store.routingRules()
    let book = RuleBook(rules)
    func outcome(_ page: String?, _ text: String = "x", _ kind: ReportKind = .problem) -> RoutingOutcome {
      book.outcome(of: makeReport(1, text) { ($0.page, $0.kind) = (page, kind) }, app: AppID(1))
    }
    // As before: the longest beginning names the component, of two equal ones the first.
    for (page, component) in [
      ("/checkout", "Checkout"), ("/checkout/pay", "Payment"), ("/checkout/basket", "Checkout"),
      ("/cart?x", "Checkout"),
      ("/help-me", "Help"), ("/help/me", "Never"), ("/checkouts", nil),
    ] as [(String, String?)] {
      #expect(outcome(page).component == component, "\(page)")
    }
    #expect(outcome(nil, "Everything is gone!").severity == .critical)
    #expect(outcome(nil, "Everything is gone!", .idea).severity == .low)
    #expect(outcome(nil, "leaked").severity == .medium && outcome(nil, "a crash").severity == .high)
    // What need not be apart is one rule.
    #expect(rules.first { $0.effects.component == "Checkout" }?.conditions[0].values == ["/checkout", "/cart"])
    #expect(try !actions.adopt(settings))
    #expect(try store.routingRules() == rules)
    // What was made can be changed: no rule contradicts another.
    for rule in rules { _ = try RoutingPlan.rules(after: .save(rule, place: nil), of: rules, in: store) }
  }
}
