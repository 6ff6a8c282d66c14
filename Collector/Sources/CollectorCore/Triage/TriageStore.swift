// What a store keeps for triage: near tickets, and counts of what staff chose.

/// Reads what triage proposes from, inside one snapshot or transaction.
public protocol TriageReads {
  /// Nearest first; at most 10.
  func neighbours(ofTicket number: Int64) throws -> [TicketNeighbour]
  /// All counts of an app.
  func triageCounts(app: AppID) throws -> [TriageCount]
  /// The least confidence of a proposal, 0 to 1; below it the answer is 'not sure'.
  func triageConfidence(app: AppID) throws -> Double
}

/// Writes what triage proposes from, inside one transaction.
public protocol TriageWrites: TriageReads {
  func addNeighbours(_ neighbours: [TicketNeighbour], ofTicket number: Int64) throws
  func countTriage(_ field: TriageField, proposed: String, chosen: String, app: AppID) throws
  func setTriageConfidence(_ confidence: Double, app: AppID) throws
}
