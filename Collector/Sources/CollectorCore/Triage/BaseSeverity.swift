// How much a report hurts at first sight, where no rule of routing says otherwise. Staff decide in the end.
import TellbackWire

/// Rates a report by its kind alone.
///
/// | severity | when |
/// |---|---|
/// | high | a problem or question with an error beside it |
/// | medium | every other problem or question |
/// | low | an idea or praise |
public enum BaseSeverity {
  public static func of(_ report: Report) -> Severity { verdict(on: report).severity }

  public static func verdict(on report: Report) -> (severity: Severity, reason: Reason) {
    guard report.kind == .problem || report.kind == .question else { return (.low, .noTrouble) }
    return report.error == nil ? (.medium, .noRule) : (.high, .error)
  }

  /// Why a report has its severity: a half sentence such as `an error came with it`.
  public enum Reason: Sendable, Equatable, CustomStringConvertible {
    case noTrouble, noRule, error

    public var description: String {
      switch self {
      case .noTrouble: "it is no problem and no question"
      case .noRule: "no rule raises it"
      case .error: "an error came with it"
      }
    }
  }
}
