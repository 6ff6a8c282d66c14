// What a ticket's component, kind, severity and owner may be, with the reason and how sure that is; 'not sure' is an answer too.
import TellbackWire

/// What can be proposed.
public enum TriageField: String, Sendable, CaseIterable {
  case component, kind, severity, owner
}

/// One proposal. Staff decide; what they decide is counted.
public struct TriageProposal: Sendable, Equatable {
  public var field: TriageField
  /// As stored: a component's or a person's name, a raw value of ``ReportKind``, a number of ``Severity``.
  /// Nil is 'not sure'.
  public var value: String?
  public var reason: TriageReason
  /// 0 to 1.
  public var confidence: Double

  public init(field: TriageField, value: String?, reason: TriageReason, confidence: Double) {
    self.field = field
    self.value = value
    self.reason = reason
    self.confidence = confidence
  }
}

/// Why something is proposed: the near tickets that ended so, and what staff made of such proposals before.
public struct TriageReason: Sendable, Equatable {
  /// What staff did where the same was proposed.
  public enum History: Sendable, Equatable {
    /// Nobody chose anything else.
    case none
    /// They took another value so often that it is proposed now.
    case chosenInstead(Int64)
    case taken(Int64, corrected: Int64)
  }

  public var field: TriageField
  /// Numbers of near tickets, the nearest first; at most 3.
  public var tickets: [Int64]
  public var history: History

  public init(field: TriageField, tickets: [Int64], history: History) {
    self.field = field
    self.tickets = tickets
    self.history = history
  }
}

extension TriageReason: CustomStringConvertible {
  /// One sentence or two.
  public var description: String {
    let numbers = tickets.map { "#\($0)" }.joined(separator: ", ")
    let near = "\(tickets.count == 1 ? "The near ticket" : "Near tickets") \(numbers)"
    let ended = field == .owner ? "\(near) had this person's last word." : "\(near) ended so."
    return switch history {
    case .none: ended
    case .chosenInstead(let count): "\(ended) Staff chose this instead \(count) times."
    case .taken(let taken, let corrected): "\(ended) Staff took it \(taken) times and corrected it \(corrected) times."
    }
  }
}

/// A ticket that matching found near another one, however little; for triage, not for showing as the same.
public struct TicketNeighbour: Sendable, Equatable {
  /// The near report's ``StoredReport/sequence``.
  public var report: Int64
  /// 1 for the nearest, less for those further away.
  public var weight: Double

  public init(report: Int64, weight: Double) {
    self.report = report
    self.weight = weight
  }
}

/// How often staff chose `chosen` where `proposed` was proposed.
public struct TriageCount: Sendable, Equatable {
  public var field: TriageField
  public var proposed: String
  public var chosen: String
  public var count: Int64

  public init(field: TriageField, proposed: String, chosen: String, count: Int64) {
    self.field = field
    self.proposed = proposed
    self.chosen = chosen
    self.count = count
  }
}
