// Whether rules make sense: each by itself, what it names, and beside the others. There are no loops to look for, since each rule is
// asked once, from top to bottom.
import TellbackWire

extension RoutingRule {
  /// With blanks tidied up. Throws ``RoutingError`` or ``TagError`` for what no rule can say.
  func checked() throws -> RoutingRule {
    var rule = self
    rule.name = name.singleSpaced
    guard !rule.name.isEmpty else { throw RoutingError.noName }
    guard rule.name.utf8.count <= Self.nameLimit else { throw RoutingError.nameTooLong(bytes: rule.name.utf8.count) }
    guard conditions.count <= Self.conditionLimit else { throw RoutingError.tooManyConditions(conditions.count) }
    rule.conditions = try conditions.map { try $0.checked() }
    rule.effects.component = effects.component.map(\.singleSpaced).flatMap { $0.isEmpty ? nil : $0 }
    if let bytes = rule.effects.component?.utf8.count, bytes > TicketActions.componentLimit {
      throw RoutingError.componentTooLong(bytes: bytes)
    }
    if rule.effects.component != nil, conditions.contains(where: { $0.subject == .component }) {
      throw RoutingError.componentIsDecided
    }
    rule.effects.tags = try TicketTag.checked(effects.tags)
    guard rule.effects.tags.count <= Self.tagLimit else { throw RoutingError.tooManyTags(rule.effects.tags.count) }
    guard !rule.effects.isEmpty else { throw RoutingError.noEffect }
    return rule
  }

  /// Throws ``RoutingError`` for an app, a group or a person that is not there, or that could not take what the rule gives.
  func checkReferences(in store: any StoreReads) throws {
    if let app, try store.app(app) == nil { throw RoutingError.noSuchApp }
    if let id = effects.group {
      guard let group = try store.group(id) else { throw RoutingError.noSuchGroup }
      let members = try store.members(ofGroup: id).compactMap { try store.account($0) }
      guard members.contains(where: { $0.isUsable && sees($0) }) else { throw RoutingError.groupSeesNot(group.name) }
    }
    guard let id = effects.owner else { return }
    guard let person = try store.account(id) else { throw RoutingError.noSuchPerson }
    guard person.isUsable else { throw RoutingError.personGone(person.name) }
    guard sees(person) else { throw RoutingError.personSeesNot(person.name) }
    guard person.role.may(.answer) else { throw RoutingError.personMayNot(person.name, person.role) }
  }

  private func sees(_ account: StaffAccount) -> Bool { app.map(account.apps.contains) ?? (account.apps == .all) }
}

extension RoutingCondition {
  /// Values without blanks at their ends, none twice, none empty.
  fileprivate func checked() throws -> RoutingCondition {
    var condition = self
    let name = subject.label
    if case .field(let key) = subject {
      guard (1...WireLimits.fieldKey).contains(key.utf8.count) else {
        throw RoutingError.keyTooLong(bytes: key.utf8.count)
      }
    }
    var seen: Set<[UInt8]> = []
    condition.values = values.map { Self.trimmed($0) }.filter { !$0.isEmpty && seen.insert(Array($0.utf8)).inserted }
    guard !condition.values.isEmpty else { throw RoutingError.noValue(name) }
    guard condition.values.count <= Self.valueLimit else {
      throw RoutingError.tooManyValues(name, condition.values.count)
    }
    for value in condition.values {
      guard value.utf8.count <= Self.valueBytes else {
        throw RoutingError.valueTooLong(name, bytes: value.utf8.count)
      }
      switch subject {
      case .kind: if ReportKind(rawValue: value) == nil { throw RoutingError.noKind(value) }
      case .words: if PhraseList([value]).phrases.isEmpty { throw RoutingError.noWord(value) }
      case .version where test != .fits: if AppVersion(value) == nil { throw RoutingError.noVersion(value) }
      default: break
      }
    }
    if test != .fits {
      guard subject == .version, condition.values.count == 1 else { throw RoutingError.oneVersion }
    }
    return condition
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}

/// Finds rules that contradict each other.
enum RoutingContradictions {
  /// Each as the error that says it. O(rules²) for rules of one app, with few comparisons each.
  static func of(_ rules: [RoutingRule]) -> [RoutingError] {
    let entries = rules.filter(\.isEnabled).map { ($0, $0.conditions.map(ConditionMatcher.init)) }
    var found: [RoutingError] = []
    for (place, (rule, matchers)) in entries.enumerated() {
      let above = entries[..<place].filter { Self.covers($0.0.app, rule.app) }
      for decision in rule.effects.decisions {
        let shadow = above.first { other, wider in
          other.effects.decisions.contains(decision)
            && wider.allSatisfy { condition in matchers.contains { condition.isImplied(by: $0) } }
        }
        if let shadow { found.append(.unreachable(rule.name, decision, by: shadow.0.name)) }
      }
      let reachable = entries[..<place].filter { Self.overlaps($0.0.app, rule.app) }.compactMap(\.0.effects.component)
      for condition in rule.conditions where condition.subject == .component {
        for name in condition.values where !reachable.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
          found.append(.unknownComponent(name, in: rule.name))
        }
      }
    }
    return found
  }

  private static func covers(_ wider: AppID?, _ narrower: AppID?) -> Bool { wider == nil || wider == narrower }
  private static func overlaps(_ one: AppID?, _ other: AppID?) -> Bool { one == nil || other == nil || one == other }
}

extension RoutingEffects {
  /// What the rule decides; tags gather and decide nothing.
  fileprivate var decisions: Set<RoutingDecision> {
    var decisions: Set<RoutingDecision> = []
    if component != nil { decisions.insert(.component) }
    if severity != nil { decisions.insert(.severity) }
    if group != nil { decisions.insert(.group) }
    if owner != nil { decisions.insert(.owner) }
    return decisions
  }
}
