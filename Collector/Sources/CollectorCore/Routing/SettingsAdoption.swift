// The settings `--component`, `--critical-phrase` and `--high-phrase` of earlier releases, turned into rules once.
import TellbackWire

/// What these settings say.
public struct OldRoutingSettings: Sendable, Equatable {
  /// Beginnings of pages and the components that they belong to.
  public var components: [(prefix: String, component: String)]
  /// Empty where the built-in phrases stay.
  public var criticalPhrases: [String]
  public var highPhrases: [String]

  public init(
    components: [(prefix: String, component: String)] = [], criticalPhrases: [String] = [], highPhrases: [String] = []
  ) {
    self.components = components
    self.criticalPhrases = criticalPhrases
    self.highPhrases = highPhrases
  }

  public var isEmpty: Bool { components.isEmpty && criticalPhrases.isEmpty && highPhrases.isEmpty }

  public static func == (left: OldRoutingSettings, right: OldRoutingSettings) -> Bool {
    left.components.elementsEqual(right.components) { $0.prefix == $1.prefix && $0.component == $1.component }
      && left.criticalPhrases == right.criticalPhrases && left.highPhrases == right.highPhrases
  }
}

extension RoutingRule {
  /// The names of the rules with the built-in phrases, which a new store holds.
  public static let criticalWords = "Critical words"
  public static let highWords = "Words that hurt"
}

extension RoutingActions {
  /// Turns the settings into rules, once in a store's life. False when that was done before: rules alone count since then.
  ///
  /// Phrases take the place of those in the built-in rules. A longer beginning of a page stands above a shorter one, so that the
  /// longest that fits names the component, as before.
  @discardableResult
  public func adopt(_ settings: OldRoutingSettings) throws -> Bool {
    guard try !store.hasAdoptedRoutingSettings() else { return false }
    try store.noteRoutingSettingsAdopted(at: now)
    guard !settings.isEmpty else { return true }
    var rules = try store.routingRules()
    rules = Self.replace(RoutingRule.criticalWords, .critical, settings.criticalPhrases, in: rules)
    rules = Self.replace(RoutingRule.highWords, .high, settings.highPhrases, in: rules)
    rules += Self.rules(settings.components)
    try store.saveRoutingRules(Array(rules.prefix(RoutingRule.limit)))
    try store.audit(
      AuditEntry(at: now, act: .ruleChanged, by: actor, subject: "", detail: "settings of serve became rules"))
    return true
  }

  private static func replace(
    _ name: String, _ severity: Severity, _ phrases: [String], in rules: [RoutingRule]
  ) -> [RoutingRule] {
    let phrases = phrases.filter {
      $0.utf8.count <= RoutingCondition.valueBytes && !PhraseList([$0]).phrases.isEmpty
    }
    guard !phrases.isEmpty else { return rules }
    let parts = stride(from: 0, to: phrases.count, by: RoutingCondition.valueLimit).map {
      Array(phrases[$0..<min($0 + RoutingCondition.valueLimit, phrases.count)])
    }
    let new = parts.enumerated().map { index, phrases in
      RoutingRule(
        name: index == 0 ? name : "\(name) \(index + 1)",
        conditions: [
          RoutingCondition(.kind, [ReportKind.problem.rawValue, ReportKind.question.rawValue]),
          RoutingCondition(.words, phrases),
        ], effects: RoutingEffects(severity: severity))
    }
    guard let place = rules.firstIndex(where: { $0.name == name }) else { return rules + new }
    return Array(rules[..<place]) + new + rules[(place + 1)...]
  }

  /// The last rule of the component, where the prefix can stand above all rules behind it: none of their pages is under it.
  private static func place(of prefix: String, _ component: String, in rules: [RoutingRule]) -> Int? {
    let pattern = PagePattern(prefix)
    guard let place = rules.lastIndex(where: { $0.effects.component == component }),
      rules[place].conditions[0].values.count < RoutingCondition.valueLimit
    else { return nil }
    let isFree = rules[(place + 1)...].allSatisfy { rule in
      rule.conditions[0].values.map(PagePattern.init).allSatisfy { !pattern.covers($0) && !$0.covers(pattern) }
    }
    return isFree ? place : nil
  }

  /// A rule for each component, or several where their order decides; a beginning that stood twice counted once.
  private static func rules(_ components: [(prefix: String, component: String)]) -> [RoutingRule] {
    var seen: Set<[UInt8]> = []
    let ordered = components.enumerated().filter { seen.insert(Array($0.element.prefix.utf8)).inserted }
      .sorted { (-$0.element.prefix.utf8.count, $0.offset) < (-$1.element.prefix.utf8.count, $1.offset) }
      .map(\.element)
    var rules: [RoutingRule] = []
    var names: [String: Int] = [:]
    for (prefix, component) in ordered where prefix.utf8.count <= RoutingCondition.valueBytes {
      let name = AuditEntry.cut(component.singleSpaced, to: TicketActions.componentLimit)
      if let place = Self.place(of: prefix, name, in: rules) {
        rules[place].conditions[0].values.append(prefix)
        continue
      }
      names[name, default: 0] += 1
      let count = names[name, default: 1]
      let title = AuditEntry.cut("Component \(name)", to: RoutingRule.nameLimit - 6) + (count > 1 ? " (\(count))" : "")
      rules.append(
        RoutingRule(
          name: title, conditions: [RoutingCondition(.page, [prefix])], effects: RoutingEffects(component: name)))
    }
    // What another rule always went before has never decided anything.
    while let first = RoutingContradictions.of(rules).first, case .unreachable(let name, _, _) = first {
      rules.removeAll { $0.name == name }
    }
    return rules
  }
}
