// Rules and tags of the transaction in memory.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func routingRules() throws -> [RoutingRule] { state.rules }
  func routingStamp() throws -> Int64 { state.rulesStamp }
  func hasAdoptedRoutingSettings() throws -> Bool { state.hasAdopted }
  func newestPlaced(app: AppID?, limit: Int) throws -> [StoredReport] {
    let reports = state.placed.map(\.report).filter { app == nil || $0.app == app }
    return Array(reports.sorted { $0.sequence > $1.sequence }.prefix(limit))
  }
  func isSeverityDecided(ofTicket number: Int64) throws -> Bool { state.decided.contains(number) }

  func saveRoutingRules(_ rules: [RoutingRule]) throws {
    state.rulesMade = max(state.rulesMade, rules.map(\.id).max() ?? 0)
    state.rules = rules.map { rule in
      var rule = rule
      if rule.id == 0 {
        state.rulesMade += 1
        rule.id = state.rulesMade
      }
      return rule
    }
    state.rulesStamp += 1
  }
  func noteRoutingSettingsAdopted(at: Timestamp) throws { state.hasAdopted = true }
  func noteSeverityDecided(ofTicket number: Int64) throws { state.decided.insert(number) }

  func tags(ofTicket number: Int64) throws -> [String] {
    try family(number).reduce(into: Set<String>()) { $0.formUnion(state.tags[$1] ?? []) }.sorted()
  }
  func tags(in apps: AppScope, limit: Int) throws -> [String] { throw NotKept() }
  func addTags(_ tags: [String], ticket: Int64, at: Timestamp) throws -> [String] {
    tags.filter { state.tags[ticket, default: []].insert($0).inserted }
  }
  func removeTags(_ tags: [String], ticket: Int64) throws -> [String] {
    let family = try family(ticket)
    return tags.filter { tag in family.count { state.tags[$0]?.remove(tag) != nil } > 0 }
  }
}
