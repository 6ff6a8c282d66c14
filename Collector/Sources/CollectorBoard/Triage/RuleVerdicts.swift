// Which rule gave a ticket its severity and its component, told from its reports. Rules may have changed since: they are
// asked as they are now, and what they do not explain stays unexplained.
import CollectorCore
import TellbackWire

/// What the rules say of some reports of one ticket.
struct RuleVerdicts: Sendable {
  /// Of the report that hurts most.
  private(set) var severity: (severity: Severity, reason: String)?
  /// Of the first page that a rule fits.
  private(set) var component: (component: String, reason: String)?

  init(of reports: [Report], _ options: BoardOptions) {
    // "Me too" has no words of its own.
    for report in reports where report.knownIssue == nil {
      let verdict = options.severities.verdict(on: report)
      if severity.map({ verdict.severity > $0.severity }) ?? true { severity = verdict }
      component = component ?? options.components.verdict(onPage: report.page)
    }
  }

  /// Why the ticket has this severity; nil when the rules say another one.
  func reason(for wanted: Severity) -> String? { severity.flatMap { $0.severity == wanted ? $0.reason : nil } }

  /// Why the ticket has this component; nil when the rules say another one, or none.
  func reason(for wanted: String?) -> String? { component.flatMap { $0.component == wanted ? $0.reason : nil } }
}
