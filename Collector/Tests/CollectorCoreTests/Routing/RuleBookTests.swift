// What rules say of a report: each condition at its edges, and rules in their order.
import CollectorCore
import TellbackWire
import Testing

func makeRule(
  _ name: String, app: Int64? = nil, id: Int64 = 0, isEnabled: Bool = true, _ effects: RoutingEffects
) -> RoutingRule {
  makeRule(name, [], app: app, id: id, isEnabled: isEnabled, effects)
}

func makeRule(
  _ name: String, _ conditions: [RoutingCondition], app: Int64? = nil, id: Int64 = 0, isEnabled: Bool = true,
  _ effects: RoutingEffects
) -> RoutingRule {
  RoutingRule(
    id: id, app: app.map(AppID.init), name: name, isEnabled: isEnabled, conditions: conditions, effects: effects)
}

@Suite struct RuleBookTests {
  private func fits(_ condition: RoutingCondition, _ change: (inout Report) -> Void, text: String = "It broke") -> Bool
  {
    let book = RuleBook([makeRule("r", [condition], RoutingEffects(tags: ["x"]))])
    return book.outcome(of: makeReport(1, text, change: change), app: AppID(1)).tags == ["x"]
  }

  @Test(arguments: [
    ("/checkout", "/checkout", true), ("/checkout", "/checkout/pay", true), ("/checkout", "/checkout?step=2", true),
    ("/checkout", "/checkout#a", true), ("/checkout", "/checkouts", false), ("/checkout", "/Checkout", false),
    ("/check", "/checkout", false), ("/help*", "/help-me", true), ("/help*", "/hel", false), ("*", "", true),
    ("/a/", "/a/b", true), ("/a/", "/a", false),
  ])
  func `A page fits by whole segments, and with a star by whatever follows`(
    prefix: String, page: String, isFitting: Bool
  ) {
    #expect(fits(RoutingCondition(.page, [prefix])) { $0.page = page } == isFitting)
  }

  @Test func `A report without a page, a segment, a version, a language or a field fits no condition on it`() {
    let subjects: [RoutingCondition.Subject] = [.page, .segment, .version, .locale, .field("plan"), .component]
    for subject in subjects { #expect(!fits(RoutingCondition(subject, [""])) { _ in }, "\(subject)") }
    #expect(!fits(RoutingCondition(.version, .below, ["9"])) { $0.context.appVersion = "" })
  }

  @Test(arguments: [
    ("It crashed again", "crashed", true), ("It CRASHED.", "crashed", true), ("a crashmat", "crash", false),
    ("I can't log in", "can t log in", true), ("I can't log in", "can't LOG in", true), ("loss of data", "data", true),
    ("Zahlung hängt", "hängt", true), ("", "crash", false), ("crash", "crash", true),
  ])
  func `Words are found whole, in any case, whatever stands between them`(text: String, phrase: String, isHeld: Bool) {
    #expect(fits(RoutingCondition(.words, ["nothing of that", phrase]), { _ in }, text: text) == isHeld)
  }

  @Test func `Only the beginning of a long text is looked at`() {
    let filler = String(repeating: "a ", count: 4_092)
    #expect(fits(RoutingCondition(.words, ["crash"]), { _ in }, text: filler + "crash"))
    #expect(!fits(RoutingCondition(.words, ["crash"]), { _ in }, text: filler + "aaaaa crash"))
  }

  @Test(arguments: [
    (RoutingCondition.Test.fits, "3.2", "3.2.0", true), (.fits, "3.2", "3.20", false),
    (.fits, "canary", "Canary", true),
    (.atLeast, "3.9", "3.10", true), (.atLeast, "3.9", "3.9", true), (.atLeast, "3.9", "3.9-beta", false),
    (.atLeast, "3.9", "canary", false), (.below, "3.9", "3.10", false), (.below, "3.9", "3.9-beta", true),
    (.below, "3.9", "3.9", false), (.below, "3.9", "canary", false),
  ])
  func `Versions are compared, never guessed`(
    test: RoutingCondition.Test, value: String, version: String, isFitting: Bool
  ) {
    #expect(fits(RoutingCondition(.version, test, [value])) { $0.context.appVersion = version } == isFitting)
  }

  @Test(arguments: [
    ("de", "de-CH", true), ("de", "de", true), ("de", "den", false), ("de-ch", "de_CH", true), ("de-CH", "de", false),
  ])
  func `A language fits its regions`(range: String, locale: String, isFitting: Bool) {
    #expect(fits(RoutingCondition(.locale, [range])) { $0.locale = locale } == isFitting)
  }

  @Test func `Facts of the app's own go before the automatic context, each as text`() {
    let fields: [ReportField] = [
      ReportField("plan", "gold"), ReportField("seats", 7), ReportField("trial", true), ReportField("device", "mine"),
    ]
    for (key, value) in [("plan", "gold"), ("seats", "7"), ("trial", "true"), ("device", "mine"), ("osName", "iOS")] {
      let isFitting = fits(RoutingCondition(.field(key), [value])) {
        $0.fields = fields
        ($0.context.osName, $0.context.device) = ("iOS", "iPhone")
      }
      #expect(isFitting, "\(key)")
    }
    #expect(!fits(RoutingCondition(.field("Plan"), ["gold"])) { $0.fields = fields })
  }

  @Test func `All conditions must hold, and the app must be the rule's`() {
    let rule = makeRule(
      "r", [RoutingCondition(.page, ["/a", "/b"]), RoutingCondition(.kind, ["idea"])], app: 1,
      RoutingEffects(tags: ["x"])
    )
    func tags(_ page: String, _ kind: ReportKind, app: Int64 = 1) -> [String] {
      let report = makeReport(1, "x") { ($0.page, $0.kind) = (page, kind) }
      return RuleBook([rule]).outcome(of: report, app: AppID(app)).tags
    }
    #expect(tags("/b", .idea) == ["x"])
    #expect(tags("/b", .problem).isEmpty && tags("/c", .idea).isEmpty && tags("/b", .idea, app: 2).isEmpty)
  }

  // Practice C5: routing differs by segment and component.
  @Test func `The first rule that names a thing decides it, tags gather, and a component counts further down`() {
    let book = RuleBook([
      makeRule("off", isEnabled: false, RoutingEffects(severity: .low)),
      makeRule(
        "early", [RoutingCondition(.component, ["Checkout"])], RoutingEffects(owner: 9)),
      makeRule(
        "Checkout", [RoutingCondition(.page, ["/checkout"])], RoutingEffects(component: "Checkout", tags: ["money"])),
      makeRule(
        "Acme", [RoutingCondition(.segment, ["Acme"])], RoutingEffects(severity: .critical, tags: ["vip", "money"])),
      makeRule(
        "Payments", [RoutingCondition(.component, ["Checkout"])],
        RoutingEffects(component: "Other", severity: .low, group: 3)),
    ])
    let acme = book.outcome(
      of: makeReport(1, "x") { ($0.page, $0.segment) = ("/checkout", "Acme") }, app: AppID(1))
    #expect(acme.component == "Checkout" && acme.severity == .critical && acme.group == 3 && acme.owner == nil)
    #expect(acme.tags == ["money", "vip"])
    #expect(acme.parts.map(\.rule) == ["Checkout", "Acme", "Payments"])
    #expect(acme.parts[2].effects == RoutingEffects(group: 3))
    let other = book.outcome(of: makeReport(1, "x") { $0.page = "/checkout" }, app: AppID(1))
    #expect(other.severity == .low && other.severityRule == "Payments")
    let none = book.outcome(of: makeReport(1, "x") { $0.error = ReportedError(type: "E") }, app: AppID(1))
    #expect(none.severity == .high && none.parts.isEmpty)
  }

  @Test func `A rule says why it fits`() {
    let conditions = [RoutingCondition(.page, ["/a"]), RoutingCondition(.version, .below, ["3.2"])]
    let book = RuleBook([
      makeRule("r", conditions, RoutingEffects(severity: .low)), makeRule("all", RoutingEffects(component: "c")),
    ])
    let report = makeReport(1, "x") { ($0.page, $0.context.appVersion) = ("/a/b", "3.1") }
    #expect(book.conditions(ofRule: "r", metBy: report, app: AppID(1)) == conditions)
    #expect(book.conditions(ofRule: "all", metBy: report, app: AppID(1)) == [])
    #expect(book.conditions(ofRule: "r", metBy: makeReport(1, "x"), app: AppID(1)) == nil)
  }

  @Test func `Of several values the rule names the one that fits`() {
    let rule = makeRule("r", [RoutingCondition(.words, ["crash", "hangs"])], RoutingEffects(severity: .high))
    let met = RuleBook([rule]).conditions(ofRule: "r", metBy: makeReport(1, "It hangs"), app: AppID(1))
    #expect(met == [RoutingCondition(.words, ["hangs"])])
  }
}
