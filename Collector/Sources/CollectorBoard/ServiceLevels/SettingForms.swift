// The limits of open tickets for one person, and who is told before and after a target is missed.
import CollectorCore
import TellbackWire

struct LimitForm: Sendable {
  let page: ServiceLevelPage

  var html: HTML {
    let limits = page.settings.limits
    return """
      <section aria-labelledby="limits-title"><h2 id="limits-title">\(LevelText.limits)</h2>
      <div class="card">\(page.mayEdit ? form(limits) : text(limits))</div></section>
      """
  }

  private func text(_ limits: WorkLimits) -> HTML {
    let parts =
      [limits.total.map { LevelText.atMost($0).text }].compactMap(\.self)
      + Severity.allCases.reversed().compactMap { severity in
        limits[severity].map { LevelText.atMost($0, severity).text }
      }
    return "<p>\(parts.isEmpty ? LevelText.noLimits.text : parts.joined(separator: ", ") + ".")</p>"
  }

  private func form(_ limits: WorkLimits) -> HTML {
    let fields = FormFields("limits", page.refused)
    let rows =
      ([("total", LevelText.inAll, limits.total)] + Severity.allCases.reversed().map { ($0.word, $0.name, limits[$0]) })
      .map { name, label, limit -> HTML in
        """
        <label class="stack"><span>\(label)</span><input type="text" inputmode="numeric"\(.name, name) maxlength="6" autocomplete="off"\(.placeholder, LevelText.noLimit)\(.value, fields.value(name, or: limit.map(String.init) ?? ""))\(fields.marks(name, hint: "limits-hint"))></label>\(fields.error(name))
        """
      }
    return """
      <form class="fields" method="post" id="limits"\(.action, ServiceLevelRoutes.link)>\(page.hidden("limits"))\(fields.error)
      <p class="hint" id="limits-hint">\(LevelText.limitsHint)</p>
      <div class="limits">\(rows)</div>
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div></form>
      """
  }
}

struct NoticeForm: Sendable {
  let page: ServiceLevelPage

  private var people: [StaffAccount] { page.people.filter { $0.disabledAt == nil } }

  var html: HTML {
    let notices = page.settings.notices
    return """
      <section aria-labelledby="notices-title"><h2 id="notices-title">\(LevelText.warnings)</h2>
      <div class="card">\(page.mayEdit ? form(notices) : text(notices))</div></section>
      """
  }

  private func text(_ notices: NoticeRules) -> HTML {
    func names(_ ids: [Int64]) -> String {
      ids.compactMap { id in page.people.first { $0.id == id }?.name }.joined(separator: ", ")
    }
    let warned = ([notices.warnsOwner ? LevelText.theOwner.text : nil].compactMap(\.self) + [names(notices.warned)])
      .filter { !$0.isEmpty }.joined(separator: ", ")
    let warning: HTML =
      notices.warnMinutes.map {
        LevelText.warned(
          BusinessText.span(milliseconds: $0 * 60_000),
          warned.isEmpty ? "\(LevelText.nobody)" : Words.inline(warned, limit: 2_000))
      } ?? "\(LevelText.nobodyWarned)"
    let escalation: HTML =
      notices.escalateMinutes.map {
        LevelText.escalated(
          BusinessText.span(milliseconds: $0 * 60_000),
          notices.escalated.isEmpty ? "\(LevelText.nobody)" : Words.inline(names(notices.escalated), limit: 2_000))
      } ?? "\(LevelText.nobodyTold)"
    return "<p>\(warning)</p><p>\(escalation)</p>"
  }

  private func form(_ notices: NoticeRules) -> HTML {
    let fields = FormFields("notices", page.refused)
    func when(_ name: String, _ label: Phrase, _ minutes: Int64?) -> HTML {
      """
      <label class="stack"><span>\(label)</span><input type="text"\(.name, name) maxlength="20" autocomplete="off"\(.placeholder, LevelText.never)\(.value, fields.value(name, or: BusinessText.field(minutes: minutes)))\(fields.marks(name, hint: "notices-hint"))></label>\(fields.error(name))
      """
    }
    func boxes(_ name: String, _ legend: Phrase, _ chosen: [Int64]) -> HTML {
      let choices = people.map { person -> HTML in
        """
        <label class="row"><input type="checkbox"\(.name, name)\(.value, String(person.id))\(.checked, if: fields.isChosen(name, String(person.id), or: chosen.contains(person.id)))> <span>\(Words.inline(person.name, limit: 80)) <span class="quiet">\(person.role.label)</span></span></label>
        """
      }
      return "<fieldset class=\"members\"><legend>\(legend)</legend>\(choices)</fieldset>"
    }
    return """
      <form class="fields" method="post" id="notices"\(.action, ServiceLevelRoutes.link)>\(page.hidden("notices"))\(fields.error)
      <p class="hint" id="notices-hint">\(LevelText.warningsHint)</p>
      \(when("warn", LevelText.warnBefore, notices.warnMinutes))
      <label class="row"><input type="checkbox" name="warn-owner" value="yes"\(.checked, if: fields.isChosen("warn-owner", "yes", or: notices.warnsOwner))> <span>\(LevelText.ticketOwner)</span></label>
      \(boxes("warned", LevelText.andThese, notices.warned))
      \(when("escalate", LevelText.escalateAfter, notices.escalateMinutes))
      \(boxes("escalated", LevelText.toThese, notices.escalated))
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div></form>
      """
  }
}
