// Who is hurt and where: a heat map of page and segment, the places by version, and the weeks. Each cell says its figure: colour only
// helps.
import CollectorCore
import TellbackWire

struct PainWhere: Sendable {
  let details: PainDetails
  let link: Link

  private var total: Int64 { details.total.reporters }

  var html: HTML {
    guard details.total.reports > 0 else {
      return """
        <section aria-labelledby="hurt-title"><h2 id="hurt-title">\(PainText.hurt)</h2><p class="quiet">\(PainText.noReports)</p></section>
        """
    }
    return """
      <section class="pain-where" aria-labelledby="hurt-title"><h2 id="hurt-title">\(PainText.hurt)</h2>
      <p class="quiet">\(PainText.countNote)</p>
      \(chooser)\(heat)\(places)\(weeks)</section>
      """
  }

  // MARK: Page x segment

  private var chooser: HTML? {
    guard details.versions.count > 1 else { return nil }
    let options =
      [("", PainText.allVersions.text)]
      + details.versions.filter { !$0.version.isEmpty }.map { ($0.version, $0.version) }
    return """
      <form class="pain-filter" method="get"\(.action, link)>\(Field.select("version", label: PainText.versionColumn.text, options: options, chosen: details.version ?? ""))<button type="submit">\(PainText.show)</button></form>
      """
  }

  private var heat: HTML {
    let (pages, segments) = (
      details.pages.prefix(PainDetails.pagesShown), details.segments.prefix(PainDetails.segmentsShown)
    )
    let most = details.heat.values.map(\.reporters).max() ?? 0
    let head = segments.map { "<th scope=\"col\" class=\"n\">\(name($0.segment))</th>" as HTML }
    let rows = pages.map { page -> HTML in
      let cells = segments.map { segment in cell(details.heat[[page.page, segment.segment]]?.reporters ?? 0, most) }
      return
        "<tr><th scope=\"row\">\(name(page.page))</th>\(cells)<td class=\"n all\">\(figure(page.reporters))</td></tr>"
    }
    let left = max(0, details.pages.count - pages.count) + max(0, details.segments.count - segments.count)
    let caption = PainText.heat(details.version)
    return """
      <div class="scroll" tabindex="0" role="region" aria-labelledby="heat-title"><table class="plain-table heat"><caption id="heat-title">\(caption)</caption>
      <thead><tr><th scope="col">\(PainText.pageColumn)</th>\(head)<th scope="col" class="n">\(PainText.peopleColumn)</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      \(left > 0 ? "<p class=\"quiet\">\(Self.others)</p>" as HTML : nil)
      """
  }

  private static let others = Phrase(
    "Pages and segments with fewer people are not shown.",
    de: "Seiten und Kundensegmente mit weniger Personen stehen nicht da.")

  private func cell(_ people: Int64, _ most: Int64) -> HTML {
    guard people > 0, most > 0 else { return "<td class=\"n\"><span class=\"quiet\">0</span></td>" }
    let level = min(5, (people * 5 + most - 1) / most)
    return "<td\(.class, "n heat-\(level)")>\(figure(people))</td>"
  }

  private func figure(_ people: Int64) -> HTML {
    "\(CountText.grouped(people)) <span class=\"share\">\(PainNumber.share(people, of: total))</span>"
  }

  private func name(_ text: String) -> HTML {
    text.isEmpty ? "<span class=\"quiet\">\(PainText.notSaid)</span>" : Words.inline(text, limit: 80)
  }

  // MARK: Page x segment x version

  private var places: HTML {
    let rows = details.places.prefix(PainDetails.placesShown).map { place -> HTML in
      """
      <tr><td>\(name(place.page))</td><td>\(name(place.segment))</td><td>\(name(place.version))</td>
      <td class="n">\(CountText.grouped(place.reporters))</td><td class="n">\(PainNumber.share(place.reporters, of: total))</td><td class="n">\(CountText.grouped(place.reports))</td></tr>
      """
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-labelledby="places-title"><table class="plain-table"><caption id="places-title">\(PainText.places)</caption>
      <thead><tr><th scope="col">\(PainText.pageColumn)</th><th scope="col">\(PainText.segmentColumn)</th><th scope="col">\(PainText.versionColumn)</th><th scope="col" class="n">\(PainText.peopleColumn)</th><th scope="col" class="n">\(PainText.shareColumn)</th><th scope="col" class="n">\(PainText.reportsColumn)</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      \(details.places.count > PainDetails.placesShown ? "<p class=\"quiet\">\(Self.others)</p>" as HTML : nil)
      """
  }

  // MARK: Weeks

  private var weeks: HTML {
    let now = PainWeek.of(details.now)
    let figures = Dictionary(details.weeks.map { ($0.week, $0) }) { first, _ in first }
    let most = max(1, details.weeks.map(\.reporters).max() ?? 1)
    let rows = ((now - PainDetails.weeksShown + 1)...now).reversed().map { week -> HTML in
      let people = figures[week]?.reporters ?? 0
      let tenths = people == 0 ? 0 : max(1, (people * 10 + most - 1) / most)
      let bar: HTML? = tenths == 0 ? nil : "<span\(.class, "bar-of bar-\(tenths)") aria-hidden=\"true\"></span>"
      return """
        <tr><td>\(PainDay.of(start: PainWeek.start(week)))</td><td class="n">\(CountText.grouped(people))</td><td class="n">\(CountText.grouped(figures[week]?.reports ?? 0))</td><td class="bar-cell">\(bar)</td></tr>
        """
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-labelledby="weeks-title"><table class="plain-table pain-weeks"><caption id="weeks-title">\(PainText.trend)</caption>
      <thead><tr><th scope="col">\(PainText.weekColumn)</th><th scope="col" class="n">\(PainText.peopleColumn)</th><th scope="col" class="n">\(PainText.reportsColumn)</th><td></td></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      """
  }
}
