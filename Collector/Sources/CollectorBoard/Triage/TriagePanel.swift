// Component, kind and severity, with what is proposed for them and why. A proposal is a choice made beforehand, never a fact.
import CollectorCore
import TellbackWire

struct TriagePanel: Sendable {
  let details: TicketDetails
  let viewer: Viewer
  let refused: RefusedForm?

  private var ticket: Ticket { details.ticket }

  var html: HTML? {
    guard viewer.may(.move) else { return nil }
    let fields = FormFields("details", refused)
    let kinds = ReportKind.allCases.map { kind -> HTML in
      "<option\(.value, kind.rawValue)\(.selected, if: fields.isChosen("kind", kind.rawValue, or: kind == ticket.kind))>\(kind.label)</option>"
    }
    let severities = Severity.allCases.map { severity -> HTML in
      "<option\(.value, severity.word)\(.selected, if: fields.isChosen("severity", severity.word, or: severity == ticket.severity))>\(severity.label)</option>"
    }
    return """
      <details class="inner triage"\(.open, if: fields.isRefused || details.proposals.contains(where: isNews))><summary>\(TriageText.details)</summary>
      <form class="act" method="post" id="details"\(.action, Link("tickets", String(ticket.number), "triage"))>
      \(Field.token(viewer))\(fields.error)
      <label class="stack"><span class="label">\(KitText.component)</span>
      <input type="text" name="component" maxlength="100"\(.value, fields.value("component", or: ticket.component ?? ""))\(fields.marks("component"))></label>
      \(fields.error("component"))
      \(rule(details.verdicts.reason(for: ticket.component)))
      \(hint(.component))
      <label class="stack"><span class="label">\(KitText.kind)</span><select name="kind">\(kinds)</select></label>
      \(hint(.kind))
      <label class="stack"><span class="label">\(KitText.severity)</span><select name="severity">\(severities)</select></label>
      \(rule(details.verdicts.reason(for: ticket.severity)))
      \(hint(.severity))
      \(hint(.owner))
      <div class="buttons"><button type="submit" name="act" value="triage">\(KitText.save)</button></div>
      </form></details>
      """
  }

  /// True for a proposal that differs from what the ticket says already.
  private func isNews(_ proposal: TriageProposal) -> Bool {
    guard let value = proposal.value else { return false }
    switch proposal.field {
    case .component: return value != ticket.component
    case .kind: return value != ticket.kind.rawValue
    case .severity: return value != String(ticket.severity.rawValue)
    case .owner: return false
    }
  }

  /// The rule's own reason for what the ticket says now.
  private func rule(_ reason: Phrase?) -> HTML? {
    reason.map { "<p class=\"hint\">\(TriageText.byRule($0))</p>" }
  }

  private func hint(_ field: TriageField) -> HTML? {
    guard let proposal = details.proposals.first(where: { $0.field == field }) else { return nil }
    guard let value = proposal.value else {
      return "<p class=\"hint\">\(TriageText.notSure(field, proposal.reason))</p>"
    }
    guard isNews(proposal) || field == .owner else { return nil }
    let percent = Int((proposal.confidence * 100).rounded())
    let words = Words.inline(shown(value, field), limit: 100)
    return "<p class=\"hint\">\(TriageText.perhaps(field, words, percent: percent, proposal.reason))</p>"
  }

  private func shown(_ value: String, _ field: TriageField) -> String {
    switch field {
    case .kind: ReportKind(rawValue: value)?.label ?? value
    case .severity: Int(value).flatMap(Severity.init(rawValue:))?.label ?? value
    case .component, .owner: value
    }
  }
}
