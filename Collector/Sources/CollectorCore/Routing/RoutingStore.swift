// What a store keeps of rules, and of what they or people decided about a ticket.
import TellbackWire

/// Reads rules, inside one snapshot or transaction.
public protocol RoutingReads {
  /// All rules, in their order.
  func routingRules() throws -> [RoutingRule]
  /// A number that no two sets of rules share; never 0.
  func routingStamp() throws -> Int64
  /// Whether the settings of `serve` that rules have replaced were looked at.
  func hasAdoptedRoutingSettings() throws -> Bool
  /// The newest reports that are on a ticket, of one app or with nil of all, newest first.
  func newestPlaced(app: AppID?, limit: Int) throws -> [StoredReport]
  /// Whether a person has set this ticket's own severity.
  func isSeverityDecided(ofTicket number: Int64) throws -> Bool
}

/// Writes rules, inside one transaction.
public protocol RoutingWrites: RoutingReads {
  /// Replaces all rules by these, in this order. A rule with the id 0 is new. Rules that stay keep their ids.
  func saveRoutingRules(_ rules: [RoutingRule]) throws
  func noteRoutingSettingsAdopted(at: Timestamp) throws
  func noteSeverityDecided(ofTicket number: Int64) throws
}
