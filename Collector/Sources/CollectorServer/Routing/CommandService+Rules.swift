// Performs the commands on routing rules.
import CollectorCore
import TellbackWire

extension CommandService {
  func perform(_ command: RuleCommand) async throws -> String {
    switch command {
    case .list: return try await listRules()
    case .add(let words):
      try await change { store in .save(try Self.rule(words, store), place: words.place) }
      return "The rule '\(words.name)' is in force for tickets that are opened from now on.\n"
    case .enable(let id, let isEnabled):
      try await change { _ in .enable(id, isEnabled) }
      return "Rule \(id) is \(isEnabled ? "enabled" : "disabled").\n"
    case .move(let id, let place):
      try await change { _ in .move(id, place: place) }
      return "Rule \(id) stands at place \(place).\n"
    case .delete(let id):
      try await change { _ in .delete(id) }
      return "Rule \(id) is deleted. Tickets stay as they are.\n"
    }
  }

  private func change(_ body: @escaping @Sendable (any StoreReads) throws -> RoutingChange) async throws {
    let now = clock()
    try await store.write { store in
      try RoutingActions(store, now: now, by: .command).perform(try body(store))
    }
  }

  private static func rule(_ words: RuleWords, _ store: any StoreReads) throws -> RoutingRule {
    let app = try words.app.map { name in
      guard let app = try store.app(named: name) else {
        throw CommandFailure("There is no app of the name '\(name)'; see: app list")
      }
      return app.id
    }
    let group = try words.group.map { name in
      guard let group = try store.group(named: name) else {
        throw CommandFailure("There is no group of the name '\(name)'; see: group list")
      }
      return group.id
    }
    let owner = try words.owner.map { email in
      guard let account = try store.account(email: email) else { throw StaffError.noSuchAccount(email) }
      return account.id
    }
    return RoutingRule(
      app: app, name: words.name, conditions: words.conditions,
      effects: RoutingEffects(
        component: words.component, severity: words.severity, group: group, owner: owner, tags: words.tags))
  }

  private func listRules() async throws -> String {
    try await store.read { store in
      let apps = Dictionary(uniqueKeysWithValues: try store.apps().map { ($0.id, $0.name) })
      return try store.routingRules().enumerated().map { place, rule in
        let app = rule.app.map { "'\(apps[$0] ?? "")'" } ?? "all apps"
        let conditions = rule.conditions.map(\.sentence).joined(separator: "; ")
        return "\(rule.id)\tplace \(place + 1)\t\(rule.name)\t\(app)\t\(rule.isEnabled ? "enabled" : "disabled")\t"
          + "\(conditions.isEmpty ? "each report" : conditions)\t"
          + "\(try rule.effects.sentences(in: store).joined(separator: "; "))\n"
      }.joined()
    }
  }
}
