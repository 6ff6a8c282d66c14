// What admins do with rules. Each change is checked beside the other rules before anything is kept.
import TellbackWire

/// One change of the rules.
public enum RoutingChange: Sendable, Equatable {
  /// Adds a rule with the id 0 or replaces the one with its id. `place` counts from 1; without one a rule stays where it is, and a
  /// new one comes last.
  case save(RoutingRule, place: Int?)
  case enable(Int64, Bool)
  case moveUp(Int64)
  case moveDown(Int64)
  case move(Int64, place: Int)
  case delete(Int64)
}

/// Changes rules. Stateless; it works inside a transaction of the store.
public struct RoutingActions {
  let store: any StoreWrites
  let now: Timestamp
  let actor: AuditActor

  public init(_ store: any StoreWrites, now: Timestamp, by actor: AuditActor) {
    self.store = store
    self.now = now
    self.actor = actor
  }

  /// `seen` is the stamp of the rules that whoever changes them has seen; nil for a change that does not depend on it.
  public func perform(_ change: RoutingChange, seen: Int64? = nil) throws {
    if let seen, try store.routingStamp() != seen { throw RoutingError.overtaken }
    let before = try store.routingRules()
    let after = try RoutingPlan.rules(after: change, of: before, in: store)
    guard after != before else { return }
    try store.saveRoutingRules(after)
    let (subject, detail) = Self.audited(change, before)
    try store.audit(AuditEntry(at: now, act: .ruleChanged, by: actor, subject: subject, detail: detail))
  }

  private static func audited(_ change: RoutingChange, _ rules: [RoutingRule]) -> (subject: String, detail: String) {
    func name(_ id: Int64) -> String { rules.first { $0.id == id }?.name ?? "" }
    return switch change {
    case .save(let rule, _): (rule.name.singleSpaced, rule.id == 0 ? "added" : "changed")
    case .enable(let id, let isEnabled): (name(id), isEnabled ? "enabled" : "disabled")
    case .moveUp(let id), .moveDown(let id), .move(let id, _): (name(id), "moved")
    case .delete(let id): (name(id), "deleted")
    }
  }
}

/// What the rules would be after a change, checked. Nothing is written.
public enum RoutingPlan {
  /// Throws ``RoutingError`` or ``TagError`` for a change that is refused.
  public static func rules(
    after change: RoutingChange, of before: [RoutingRule], in store: any StoreReads
  ) throws -> [RoutingRule] {
    var rules = before
    func place(of id: Int64) throws -> Int {
      guard let place = rules.firstIndex(where: { $0.id == id }) else { throw RoutingError.noSuchRule(id) }
      return place
    }
    switch change {
    case .save(let rule, let place):
      let rule = try rule.checked()
      guard !before.contains(where: { $0.id != rule.id && $0.name == rule.name }) else {
        throw RoutingError.nameTaken(rule.name)
      }
      try rule.checkReferences(in: store)
      if rule.id == 0 {
        guard before.count < RoutingRule.limit else { throw RoutingError.tooMany }
        rules.append(rule)
        if let place { rules.move(from: rules.count - 1, to: place - 1) }
      } else {
        let current = try index(rule.id, in: rules)
        rules[current] = rule
        if let place { rules.move(from: current, to: place - 1) }
      }
    case .enable(let id, let isEnabled):
      let place = try place(of: id)
      rules[place].isEnabled = isEnabled
      if isEnabled { try rules[place].checkReferences(in: store) }
    case .moveUp(let id):
      let place = try place(of: id)
      rules.move(from: place, to: place - 1)
    case .moveDown(let id):
      let place = try place(of: id)
      rules.move(from: place, to: place + 1)
    case .move(let id, let wanted): rules.move(from: try place(of: id), to: wanted - 1)
    case .delete(let id): rules.remove(at: try place(of: id))
    }
    // What was so before is no fault of this change.
    let known = RoutingContradictions.of(before)
    if let first = RoutingContradictions.of(rules).first(where: { !known.contains($0) }) { throw first }
    return rules
  }

  private static func index(_ id: Int64, in rules: [RoutingRule]) throws -> Int {
    guard let place = rules.firstIndex(where: { $0.id == id }) else { throw RoutingError.noSuchRule(id) }
    return place
  }
}

extension Array {
  /// To the nearest place that there is.
  fileprivate mutating func move(from: Int, to: Int) {
    let element = remove(at: from)
    insert(element, at: Swift.min(Swift.max(to, 0), count))
  }
}
