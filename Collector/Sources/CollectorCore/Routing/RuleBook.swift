// All rules as they stood at one moment, made ready for many reports.
import TellbackWire

/// What the rules say of one report.
public struct RoutingOutcome: Sendable, Equatable {
  /// One rule, and what it decided: what a rule further up had decided is not among it.
  public struct Part: Sendable, Equatable {
    public var rule: String
    public var effects: RoutingEffects

    public init(rule: String, effects: RoutingEffects) {
      self.rule = rule
      self.effects = effects
    }
  }

  /// The severity where no rule names one.
  public var base: Severity
  /// In the order of the rules.
  public var parts: [Part]

  public init(base: Severity, parts: [Part] = []) {
    self.base = base
    self.parts = parts
  }

  public var component: String? { parts.lazy.compactMap(\.effects.component).first }
  public var severity: Severity { parts.lazy.compactMap(\.effects.severity).first ?? base }
  public var group: Int64? { parts.lazy.compactMap(\.effects.group).first }
  public var owner: Int64? { parts.lazy.compactMap(\.effects.owner).first }
  public var tags: [String] { parts.flatMap(\.effects.tags) }

  /// The name of the rule that set the severity; nil when none did.
  public var severityRule: String? { parts.first { $0.effects.severity != nil }?.rule }
}

/// The enabled rules, in order.
public struct RuleBook: Sendable {
  private struct Entry: Sendable {
    let rule: RoutingRule
    let matchers: [ConditionMatcher]
  }

  /// Changes with each change of the rules; see ``RoutingReads/routingStamp()``.
  public let stamp: Int64
  private let entries: [Entry]

  /// Rules that are disabled are left out.
  public init(_ rules: [RoutingRule], stamp: Int64 = 0) {
    self.stamp = stamp
    entries = rules.filter(\.isEnabled).map { rule in
      Entry(rule: rule, matchers: rule.conditions.map(ConditionMatcher.init))
    }
  }

  /// What becomes of a ticket that this report opens. O(rules).
  public func outcome(of report: Report, app: AppID) -> RoutingOutcome {
    var outcome = RoutingOutcome(base: BaseSeverity.of(report))
    var routed = RoutedReport(report)
    for entry in entries where entry.rule.concerns(app) {
      guard entry.matchers.allSatisfy({ $0.fits(&routed) }) else { continue }
      let news = outcome.news(of: entry.rule.effects)
      guard !news.isEmpty else { continue }
      outcome.parts.append(RoutingOutcome.Part(rule: entry.rule.name, effects: news))
      routed.component = routed.component ?? news.component
    }
    return outcome
  }

  /// Why the rule of this name fits a report: each of its conditions with the value that is met. Nil when it does not fit.
  public func conditions(ofRule name: String, metBy report: Report, app: AppID) -> [RoutingCondition]? {
    var routed = RoutedReport(report)
    routed.component = outcome(of: report, app: app).component
    for entry in entries where entry.rule.name == name && entry.rule.concerns(app) {
      let met = entry.matchers.compactMap { $0.met(by: &routed) }
      if met.count == entry.matchers.count { return met }
    }
    return nil
  }
}

extension RoutingOutcome {
  /// What of a rule's effects is not decided yet.
  fileprivate func news(of effects: RoutingEffects) -> RoutingEffects {
    var news = effects
    if component != nil { news.component = nil }
    if severityRule != nil { news.severity = nil }
    if group != nil { news.group = nil }
    if owner != nil { news.owner = nil }
    let known = Set(tags)
    news.tags = effects.tags.filter { !known.contains($0) }
    return news
  }
}
