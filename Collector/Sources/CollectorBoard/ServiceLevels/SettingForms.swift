// The limits of open tickets for one person, and who is told before and after a target is missed.
import CollectorCore
import TellbackWire

struct LimitForm: Sendable {
  let page: ServiceLevelPage

  var html: HTML {
    let limits = page.settings.limits
    return """
      <section aria-labelledby="limits-title"><h2 id="limits-title">Open tickets of one person</h2>
      <div class="card">\(page.mayEdit ? form(limits) : text(limits))</div></section>
      """
  }

  private func text(_ limits: WorkLimits) -> HTML {
    let parts =
      [limits.total.map { "at most \($0)" }].compactMap(\.self)
      + Severity.allCases.reversed().compactMap { severity in
        limits[severity].map { "at most \($0) of severity \(severity.word)" }
      }
    return "<p>\(parts.isEmpty ? "No limit." : parts.joined(separator: ", ") + ".")</p>"
  }

  private func form(_ limits: WorkLimits) -> HTML {
    let fields = FormFields("limits", page.refused)
    let rows =
      ([("total", "In all", limits.total)] + Severity.allCases.reversed().map { ($0.word, $0.label, limits[$0]) })
      .map { name, label, limit -> HTML in
        """
        <label class="stack"><span>\(label)</span><input type="text" inputmode="numeric"\(.name, name) maxlength="6" autocomplete="off" placeholder="no limit"\(.value, fields.value(name, or: limit.map(String.init) ?? ""))\(fields.marks(name, hint: "limits-hint"))></label>\(fields.error(name))
        """
      }
    return """
      <form class="fields" method="post" id="limits"\(.action, ServiceLevelRoutes.link)>\(page.hidden("limits"))\(fields.error)
      <p class="hint" id="limits-hint">What waits is not counted. Whoever has as many cannot take another; admins and support go past it with a reason that the ticket’s history keeps.</p>
      <div class="limits">\(rows)</div>
      <div class="buttons"><button class="primary" type="submit">Save</button></div></form>
      """
  }
}

struct NoticeForm: Sendable {
  let page: ServiceLevelPage

  private var people: [StaffAccount] { page.people.filter { $0.disabledAt == nil } }

  var html: HTML {
    let notices = page.settings.notices
    return """
      <section aria-labelledby="notices-title"><h2 id="notices-title">Warnings</h2>
      <div class="card">\(page.mayEdit ? form(notices) : text(notices))</div></section>
      """
  }

  private func text(_ notices: NoticeRules) -> HTML {
    func names(_ ids: [Int64]) -> String {
      ids.compactMap { id in page.people.first { $0.id == id }?.name }.joined(separator: ", ")
    }
    let warned = ([notices.warnsOwner ? "the owner" : nil].compactMap(\.self) + [names(notices.warned)])
      .filter { !$0.isEmpty }.joined(separator: ", ")
    let warning: HTML =
      notices.warnMinutes.map {
        "\(BusinessText.span(milliseconds: $0 * 60_000)) before a target is due: \(Words.inline(warned.isEmpty ? "nobody" : warned, limit: 2_000))."
      } ?? "Nobody is warned before."
    let escalation: HTML =
      notices.escalateMinutes.map {
        "\(BusinessText.span(milliseconds: $0 * 60_000)) after a target was missed: \(Words.inline(notices.escalated.isEmpty ? "nobody" : names(notices.escalated), limit: 2_000))."
      } ?? "Nobody is told after."
    return "<p>\(warning)</p><p>\(escalation)</p>"
  }

  private func form(_ notices: NoticeRules) -> HTML {
    let fields = FormFields("notices", page.refused)
    func when(_ name: String, _ label: String, _ minutes: Int64?) -> HTML {
      """
      <label class="stack"><span>\(label)</span><input type="text"\(.name, name) maxlength="20" autocomplete="off" placeholder="never"\(.value, fields.value(name, or: BusinessText.field(minutes: minutes)))\(fields.marks(name, hint: "notices-hint"))></label>\(fields.error(name))
      """
    }
    func boxes(_ name: String, _ legend: String, _ chosen: [Int64]) -> HTML {
      let choices = people.map { person -> HTML in
        """
        <label class="row"><input type="checkbox"\(.name, name)\(.value, String(person.id))\(.checked, if: fields.isChosen(name, String(person.id), or: chosen.contains(person.id)))> <span>\(Words.inline(person.name, limit: 80)) <span class="quiet">\(person.role.label)</span></span></label>
        """
      }
      return "<fieldset class=\"members\"><legend>\(legend)</legend>\(choices)</fieldset>"
    }
    return """
      <form class="fields" method="post" id="notices"\(.action, ServiceLevelRoutes.link)>\(page.hidden("notices"))\(fields.error)
      <p class="hint" id="notices-hint">Business time, such as 30m or 2h. People are told in business hours alone, and once: it stands in their work.</p>
      \(when("warn", "Warn before a target is due", notices.warnMinutes))
      <label class="row"><input type="checkbox" name="warn-owner" value="yes"\(.checked, if: fields.isChosen("warn-owner", "yes", or: notices.warnsOwner))> <span>The ticket’s owner</span></label>
      \(boxes("warned", "And these people", notices.warned))
      \(when("escalate", "Escalate after a target was missed", notices.escalateMinutes))
      \(boxes("escalated", "To these people", notices.escalated))
      <div class="buttons"><button class="primary" type="submit">Save</button></div></form>
      """
  }
}
