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

  /// The severity, and why: a half sentence such as `an error came with it`.
  public static func verdict(on report: Report) -> (severity: Severity, reason: String) {
    guard report.kind == .problem || report.kind == .question else {
      return (.low, "it is no problem and no question")
    }
    return report.error == nil ? (.medium, "no rule raises it") : (.high, "an error came with it")
  }
}
