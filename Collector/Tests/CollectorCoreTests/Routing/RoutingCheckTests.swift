// What is refused when rules are saved: each limit at its edge, what is not there, and rules that contradict each other.
import CollectorCore
import TellbackWire
import Testing

@Suite struct RoutingCheckTests {
  let store = MemoryTransaction()

  init() {
    let people: [(Int64, String, StaffRole)] = [(1, "Ann", .support), (2, "Ben", .developer), (3, "Eve", .lead)]
    for (id, name, role) in people {
      store.state.accounts[id] = StaffAccount(
        id: id, email: "\(name)@example.org", name: name, role: role, passwordHash: "-", createdAt: noon)
    }
    store.state.groups[1] = ("Payments", [1])
    store.state.groups[2] = ("Nobody", [])
  }

  private func plan(_ change: RoutingChange, of rules: [RoutingRule] = []) throws -> [RoutingRule] {
    try RoutingPlan.rules(after: change, of: rules, in: store)
  }

  private func refusal(_ rule: RoutingRule, beside rules: [RoutingRule] = [], place: Int? = nil) -> RoutingError? {
    do { _ = try plan(.save(rule, place: place), of: rules) } catch { return error as? RoutingError }
    return nil
  }

  private func page(_ values: String...) -> [RoutingCondition] { [RoutingCondition(.page, values)] }

  @Test func `Each limit is refused with its number, and met exactly it is taken`() {
    let effects = RoutingEffects(severity: .low)
    func condition(_ subject: RoutingCondition.Subject, _ values: [String]) -> RoutingError? {
      refusal(makeRule("r", [RoutingCondition(subject, values)], effects))
    }
    let long = String(repeating: "x", count: RoutingCondition.valueBytes)
    #expect(condition(.page, [long]) == nil)
    #expect(condition(.page, [long + "x"]) == .valueTooLong("page", bytes: 1_001))
    let many = (1...RoutingCondition.valueLimit).map { "/\($0)" }
    #expect(condition(.page, many) == nil && condition(.page, many + ["/x"]) == .tooManyValues("page", 101))
    #expect(condition(.page, [" "]) == .noValue("page"))
    let key = String(repeating: "k", count: WireLimits.fieldKey)
    #expect(condition(.field(key), ["v"]) == nil && condition(.field(key + "k"), ["v"]) == .keyTooLong(bytes: 101))
    #expect(condition(.field(""), ["v"]) == .keyTooLong(bytes: 0))
    #expect(condition(.kind, ["bug"]) == .noKind("bug") && condition(.words, ["?!"]) == .noWord("?!"))
    let name = String(repeating: "n", count: RoutingRule.nameLimit)
    #expect(refusal(makeRule(name, effects)) == nil)
    #expect(refusal(makeRule(name + "n", effects)) == .nameTooLong(bytes: 101))
    #expect(refusal(makeRule(" \n ", effects)) == .noName && refusal(makeRule("r", RoutingEffects())) == .noEffect)
    let tags = (1...RoutingRule.tagLimit).map { "t\($0)" }
    #expect(refusal(makeRule("r", RoutingEffects(tags: tags))) == nil)
    #expect(refusal(makeRule("r", RoutingEffects(tags: tags + ["u"]))) == .tooManyTags(11))
    let component = String(repeating: "c", count: TicketActions.componentLimit + 1)
    #expect(refusal(makeRule("r", RoutingEffects(component: component))) == .componentTooLong(bytes: 101))
    let conditions = (1...RoutingRule.conditionLimit).map { RoutingCondition(.field("k\($0)"), ["v"]) }
    #expect(refusal(makeRule("r", conditions, effects)) == nil)
    #expect(refusal(makeRule("r", conditions + page("/a"), effects)) == .tooManyConditions(13))
  }

  @Test func `The number of rules has a limit, and each has a name of its own`() {
    let rules = (1...RoutingRule.limit).map { number in
      makeRule("r\(number)", page("/\(number)"), id: Int64(number), RoutingEffects(tags: ["t"]))
    }
    #expect(refusal(makeRule("new", RoutingEffects(tags: ["t"])), beside: rules) == .tooMany)
    #expect(refusal(makeRule("new", RoutingEffects(tags: ["t"])), beside: Array(rules.dropLast())) == nil)
    #expect(refusal(makeRule(" r2 ", RoutingEffects(tags: ["t"])), beside: rules.dropLast()) == .nameTaken("r2"))
    #expect(refusal(makeRule("r2", id: 2, RoutingEffects(tags: ["t"])), beside: rules) == nil)
  }

  @Test func `A rule that asks for a component sets none`() {
    let asks = [RoutingCondition(.component, ["C"])]
    let names = makeRule("names", id: 1, RoutingEffects(component: "C"))
    #expect(refusal(makeRule("r", asks, RoutingEffects(component: "D")), beside: [names]) == .componentIsDecided)
    #expect(refusal(makeRule("r", asks, RoutingEffects(severity: .low)), beside: [names]) == nil)
  }

  @Test func `A version to compare with must be one`() {
    func refused(_ test: RoutingCondition.Test, _ values: [String], _ subject: RoutingCondition.Subject = .version)
      -> RoutingError?
    { refusal(makeRule("r", [RoutingCondition(subject, test, values)], RoutingEffects(severity: .low))) }
    #expect(refused(.atLeast, ["canary"]) == .noVersion("canary") && refused(.below, ["1", "2"]) == .oneVersion)
    #expect(refused(.below, ["1"], .page) == .oneVersion && refused(.fits, ["canary"]) == nil)
  }

  @Test func `A group, a person or an app must be there, see the app and be able to answer`() {
    #expect(refusal(makeRule("r", RoutingEffects(group: 9))) == .noSuchGroup)
    #expect(refusal(makeRule("r", RoutingEffects(group: 2))) == .groupSeesNot("Nobody"))
    #expect(refusal(makeRule("r", RoutingEffects(owner: 9))) == .noSuchPerson)
    #expect(refusal(makeRule("r", RoutingEffects(group: 1, owner: 2))) == nil)
    store.state.accounts[1]?.apps = .app(AppID(7))
    #expect(refusal(makeRule("r", RoutingEffects(owner: 1))) == .personSeesNot("Ann"))
    #expect(refusal(makeRule("r", RoutingEffects(group: 1))) == .groupSeesNot("Payments"))
    store.state.accounts[2]?.joinedAt = nil
    #expect(refusal(makeRule("r", RoutingEffects(owner: 2))) == .personGone("Ben"))
    store.state.accounts[3]?.disabledAt = noon
    #expect(refusal(makeRule("r", RoutingEffects(owner: 3))) == .personGone("Eve"))
  }

  private static let low = RoutingEffects(severity: .low)
  private static let pairs: [(wide: [RoutingCondition], narrow: [RoutingCondition], isShadowed: Bool)] = [
    ([], [RoutingCondition(.page, ["/a"])], true),
    ([RoutingCondition(.page, ["/a"])], [RoutingCondition(.page, ["/a/b"])], true),
    ([RoutingCondition(.page, ["/a/b"])], [RoutingCondition(.page, ["/a"])], false),
    ([RoutingCondition(.page, ["/a"])], [RoutingCondition(.page, ["/ab"])], false),
    ([RoutingCondition(.page, ["/a*"])], [RoutingCondition(.page, ["/ab"])], true),
    ([RoutingCondition(.page, ["/a"])], [RoutingCondition(.page, ["/a*"])], false),
    ([RoutingCondition(.page, ["/a"])], [RoutingCondition(.page, ["/a/*"])], true),
    ([RoutingCondition(.page, ["/a", "/b"])], [RoutingCondition(.page, ["/b/c"])], true),
    ([RoutingCondition(.page, ["/a"])], [RoutingCondition(.page, ["/a", "/b"])], false),
    ([RoutingCondition(.words, ["data loss"])], [RoutingCondition(.words, ["big Data-Loss today"])], true),
    ([RoutingCondition(.words, ["crash", "hangs"])], [RoutingCondition(.words, ["hangs", "freezes"])], false),
    ([RoutingCondition(.locale, ["de"])], [RoutingCondition(.locale, ["de-CH"])], true),
    ([RoutingCondition(.version, .atLeast, ["3"])], [RoutingCondition(.version, .atLeast, ["3.1"])], true),
    ([RoutingCondition(.version, .below, ["3"])], [RoutingCondition(.version, .below, ["3.1"])], false),
    ([RoutingCondition(.version, .below, ["3"])], [RoutingCondition(.version, ["2.9", "1"])], true),
    ([RoutingCondition(.kind, ["problem", "question"])], [RoutingCondition(.kind, ["question"])], true),
    ([RoutingCondition(.segment, ["Acme"])], [RoutingCondition(.segment, ["acme"])], false),
    ([RoutingCondition(.field("a"), ["1"])], [RoutingCondition(.field("b"), ["1"])], false),
    (
      [RoutingCondition(.page, ["/a"])], [RoutingCondition(.kind, ["idea"]), RoutingCondition(.page, ["/a"])], true
    ),
    (
      [RoutingCondition(.kind, ["idea"]), RoutingCondition(.page, ["/a"])], [RoutingCondition(.page, ["/a"])], false
    ),
  ]

  @Test(arguments: pairs.indices)
  func `A rule that another above it always goes before is refused, and no other`(index: Int) {
    let (wide, narrow, isShadowed) = Self.pairs[index]
    let above = makeRule("wide", wide, id: 1, RoutingEffects(severity: .high))
    let found = refusal(makeRule("narrow", narrow, Self.low), beside: [above])
    #expect(found == (isShadowed ? .unreachable("narrow", .severity, by: "wide") : nil))
    // Above the other it decides first; what tags is never shadowed, nor what the other says nothing of.
    if !narrow.isEmpty, wide != narrow {
      #expect(refusal(makeRule("narrow", narrow, RoutingEffects(component: "c", tags: ["x"])), beside: [above]) == nil)
    }
  }

  @Test func `A rule for one app shadows none for all, and a disabled one shadows nothing`() {
    let effects = RoutingEffects(severity: .high)
    #expect(refusal(makeRule("all", Self.low), beside: [makeRule("one", app: 1, id: 1, effects)]) == nil)
    #expect(refusal(makeRule("off", Self.low), beside: [makeRule("one", id: 1, isEnabled: false, effects)]) == nil)
    #expect(
      refusal(makeRule("one", page("/a"), Self.low), beside: [makeRule("all", id: 1, effects)], place: 1) == nil)
  }

  @Test func `Moving, enabling and deleting are refused when they leave a rule without sense`() throws {
    let rules = [
      makeRule("narrow", page("/a/b"), id: 1, Self.low),
      makeRule("wide", page("/a"), id: 2, RoutingEffects(severity: .high)),
      makeRule("names", page("/c"), id: 3, RoutingEffects(component: "C")),
      makeRule("asks", [RoutingCondition(.component, ["C"])], id: 4, RoutingEffects(group: 1)),
    ]
    func refused(_ change: RoutingChange) -> RoutingError? {
      do { _ = try plan(change, of: rules) } catch { return error as? RoutingError }
      return nil
    }
    #expect(refused(.moveUp(2)) == .unreachable("narrow", .severity, by: "wide"))
    #expect(refused(.moveDown(3)) == .unknownComponent("C", in: "asks"))
    #expect(refused(.delete(3)) == .unknownComponent("C", in: "asks"))
    #expect(refused(.enable(3, false)) == .unknownComponent("C", in: "asks"))
    #expect(refused(.delete(9)) == .noSuchRule(9) && refused(.delete(4)) == nil)
    #expect(try plan(.move(4, place: 99), of: rules).map(\.id) == [1, 2, 3, 4])
    #expect(try plan(.moveUp(1), of: rules).map(\.id) == [1, 2, 3, 4])
  }

  @Test func `What was wrong before keeps nobody from another change`() throws {
    let rules = [
      makeRule("wide", id: 1, RoutingEffects(severity: .high)), makeRule("narrow", page("/a"), id: 2, Self.low),
      makeRule("tags", id: 3, RoutingEffects(tags: ["x"])),
    ]
    #expect(try plan(.moveUp(3), of: rules).map(\.id) == [1, 3, 2])
  }

  @Test func `Whoever has not seen the newest rules is told, and a change is audited`() throws {
    let actions = RoutingActions(store, now: noon, by: .staff(id: 1, name: "Ann"))
    let seen = try store.routingStamp()
    try actions.perform(.save(makeRule("r", Self.low), place: nil), seen: seen)
    #expect(throws: RoutingError.overtaken) { try actions.perform(.delete(1), seen: seen) }
    try actions.perform(.delete(1), seen: try store.routingStamp())
    #expect(store.state.audit.map(\.act) == [.ruleChanged, .ruleChanged])
    #expect(store.state.audit.map { "\($0.subject) \($0.detail)" } == ["r added", "r deleted"])
  }

  @Test func `A group that a rule names is not deleted`() throws {
    try store.saveRoutingRules([makeRule("r", RoutingEffects(group: 1))])
    #expect(throws: GroupError.routedTo(StaffGroup(id: 1, name: "Payments"), rule: "r")) {
      try GroupActions(store, now: noon).delete(1)
    }
    try GroupActions(store, now: noon).delete(2)
  }
}
