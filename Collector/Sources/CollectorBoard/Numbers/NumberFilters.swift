// The form above the numbers: which tickets, which days, compared around which date.
import CollectorCore

struct NumberFilters: Sendable {
  let page: NumbersPage

  private var address: NumberAddress { page.address }

  var html: HTML {
    let isNarrowed = address != NumberAddress()
    return """
      <form class="filters" method="get"\(.ariaLabel, NumberText.filters)\(.action, Link("numbers"))>
      \(page.apps.count > 1 || address.app != nil ? choice("app", NumberText.app, page.apps.map { ($0.name, $0.name) }, address.app, NumberText.allApps) : nil)
      \(choice("team", NumberText.team, page.groups.map { (String($0.id), $0.name) }, address.team.map { String($0) }, NumberText.anyTeam))
      \(choice("segment", NumberText.segment, page.facets.segments.map { ($0, $0) }, address.segment, NumberText.anySegment))
      \(choice("component", NumberText.component, page.facets.components.map { ($0, $0) }, address.component, NumberText.anyComponent))
      \(Field.select("days", label: NumberText.period.text, options: NumberAddress.periods.map { (String($0), NumberText.days($0).text) } + [("own", NumberText.ownDates.text)], chosen: address.span.map { String($0) } ?? "own"))
      <label class="pick dated"><span>\(NumberText.from)</span><input type="date" name="since"\(.value, address.since?.text ?? "")></label>
      <label class="pick dated"><span>\(NumberText.to)</span><input type="date" name="until"\(.value, address.until?.text ?? "")></label>
      \(choice("date", NumberText.compare, page.dates.map { (String($0.id), "\(NumberText.day($0.day)): \($0.name)") }, address.date.map { String($0) }, NumberText.noDate))
      \(Field.select("clock", label: NumberText.clock.text, options: [("", NumberText.anyClock.text)] + TimeBasis.allCases.map { ($0.rawValue, NumberText.basis($0).text) }, chosen: address.basis?.rawValue ?? ""))
      <button class="apply" type="submit">\(NumberText.show)</button>
      \(isNarrowed ? "<a class=\"clear\"\(.href, Link("numbers"))>\(NumberText.clear)</a>" as HTML : nil)
      </form>
      """
  }

  /// Nothing to choose, nothing shown. At most 200, and always the chosen one.
  private func choice(
    _ name: String, _ label: Phrase, _ values: [(value: String, text: String)], _ chosen: String?, _ any: Phrase
  ) -> HTML? {
    guard !values.isEmpty || chosen != nil else { return nil }
    var shown = Array(values.prefix(200))
    if let chosen, !shown.contains(where: { $0.value.utf8.elementsEqual(chosen.utf8) }) {
      shown.append((chosen, chosen))
    }
    return Field.select(name, label: label.text, options: [("", any.text)] + shown, chosen: chosen ?? "")
  }
}
