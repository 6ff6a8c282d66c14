// Which rule gave a ticket its severity and its component, told from its reports. Rules may have changed since: they are
// asked as they are now, and what they do not explain stays unexplained.
import CollectorCore
import TellbackWire

/// What the rules say of some reports of one ticket.
struct RuleVerdicts: Sendable {
  /// Of the report that hurts most.
  private(set) var severity: (severity: Severity, reason: Phrase)?
  /// Of the first report to which a rule gives one.
  private(set) var component: (component: String, reason: Phrase)?

  init(of reports: [Report], app: AppID, _ book: RuleBook) {
    // "Me too" has no words of its own.
    for report in reports where report.knownIssue == nil {
      let outcome = book.outcome(of: report, app: app)
      if severity.map({ outcome.severity > $0.severity }) ?? true {
        let rule = outcome.severityRule.map { Self.reason($0, report, app, book) }
        severity = (outcome.severity, rule ?? TriageText.base(BaseSeverity.verdict(on: report).reason))
      }
      guard component == nil, let part = outcome.parts.first(where: { $0.effects.component != nil }),
        let name = part.effects.component
      else { continue }
      component = (name, Self.reason(part.rule, report, app, book))
    }
  }

  private static func reason(_ rule: String, _ report: Report, _ app: AppID, _ book: RuleBook) -> Phrase {
    TriageText.rule(rule, book.conditions(ofRule: rule, metBy: report, app: app))
  }

  /// Why the ticket has this severity; nil when the rules say another one.
  func reason(for wanted: Severity) -> Phrase? { severity.flatMap { $0.severity == wanted ? $0.reason : nil } }

  /// Why the ticket has this component; nil when the rules say another one, or none.
  func reason(for wanted: String?) -> Phrase? { component.flatMap { $0.component == wanted ? $0.reason : nil } }
}
