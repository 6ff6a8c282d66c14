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
  /// One sentence.
  public var reason: String
  /// 0 to 1.
  public var confidence: Double

  public init(field: TriageField, value: String?, reason: String, confidence: Double) {
    self.field = field
    self.value = value
    self.reason = reason
    self.confidence = confidence
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
