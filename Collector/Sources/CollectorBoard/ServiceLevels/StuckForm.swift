// When tickets escalate by themselves, and to whom.
import CollectorCore
import TellbackWire

struct StuckForm: Sendable {
  let page: ServiceLevelPage

  var html: HTML {
    """
    <section aria-labelledby="stuck-title"><h2 id="stuck-title">\(StuckText.title)</h2>
    <div class="card">\(page.mayEdit ? form(page.settings.stuck) : text(page.settings.stuck))</div></section>
    """
  }

  private func text(_ rules: StuckRules?) -> HTML {
    guard let rules else { return "<p>\(StuckText.never)</p>" }
    let parts = [
      rules.days.map(StuckText.after(days:)), rules.reopenings.map(StuckText.reopened),
      rules.onUnhappy ? StuckText.unhappy : nil,
    ].compactMap(\.self)
    let name = page.people.first { $0.id == rules.person }?.name ?? "?"
    return "<p>\(StuckText.reaches(Words.inline(name, limit: 80), parts))</p>"
  }

  private func form(_ rules: StuckRules?) -> HTML {
    let fields = FormFields("stuck", page.refused)
    func count(_ name: String, _ label: Phrase, _ value: Int?) -> HTML {
      """
      <label class="stack"><span>\(label)</span><input type="text" inputmode="numeric" maxlength="6" autocomplete="off"\(.name, name)\(.placeholder, LevelText.never)\(.value, fields.value(name, or: value.map(String.init) ?? ""))\(fields.marks(name, hint: "stuck-hint"))></label>\(fields.error(name))
      """
    }
    let people = page.people.filter(\.isUsable).map { (String($0.id), $0.name) }
    let calendars = [("", StuckText.anyHour.text)] + page.settings.calendars.map { (String($0.id), $0.name) }
    return """
      <form class="fields" method="post" id="stuck"\(.action, ServiceLevelRoutes.link)>\(page.hidden("stuck"))\(fields.error)
      <p class="hint" id="stuck-hint">\(StuckText.hint)</p>
      \(count("stuck-days", StuckText.days, rules?.days))\(count("stuck-reopenings", StuckText.reopenings, rules?.reopenings))
      <label class="row"><input type="checkbox" name="stuck-unhappy" value="yes"\(.checked, if: fields.isChosen("stuck-unhappy", "yes", or: rules?.onUnhappy ?? false))> <span>\(StuckText.onUnhappy)</span></label>
      \(PainSelect.html("stuck-person", StuckText.person, people, chosen: fields.value("stuck-person", or: rules.map { String($0.person) } ?? ""), fields))
      \(PainSelect.html("stuck-calendar", StuckText.calendar, calendars, chosen: fields.value("stuck-calendar", or: rules?.calendar.map(String.init) ?? ""), fields))
      <div class="buttons"><button class="primary" type="submit">\(KitText.save)</button></div></form>
      """
  }
}
