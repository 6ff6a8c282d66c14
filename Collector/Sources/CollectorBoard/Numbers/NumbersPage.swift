// The page of numbers: what a leader reads in a minute at the top, then a chart with its table for each matter.
import CollectorCore
import TellbackWire

struct NumbersPage: Sendable {
  let address: NumberAddress
  let report: NumberReport
  let apps: [AppRecord]
  let groups: [StaffGroup]
  let facets: TicketFacets
  let dates: [ProgrammeDate]
  let viewer: Viewer

  func rendered() -> String {
    Frame(
      title: NumberText.title.text, section: .numbers, viewer: viewer,
      content: """
        <div class="list-head"><h1>\(NumberText.title)</h1>
        <p class="quiet">\(NumberText.period(report.request.query.days)). \(NumberText.utc)</p>
        <a class="more-link"\(.href, Link("numbers", "dates"))>\(NumberText.dates)</a></div>
        \(NumberFilters(page: self).html)
        \(ignored)
        \(isEmpty ? empty : content)
        """
    ).rendered()
  }

  private var isEmpty: Bool { report.queue.size == 0 && report.counts.isEmpty }

  private var empty: HTML {
    "<section class=\"empty\"><h2>\(NumberText.nothingTitle)</h2><p>\(NumberText.nothing)</p></section>"
  }

  private var ignored: HTML? {
    guard !address.ignored.isEmpty else { return nil }
    return "<p class=\"alert\" role=\"alert\">\(NumberText.unknown) \(address.ignored.joined(separator: "; ")).</p>"
  }

  private var content: HTML {
    """
    <section aria-labelledby="in-short"><h2 id="in-short" class="unseen">\(NumberText.inShort)</h2>
    <ul class="cards">\(NumberCards(address: address, report: report).all)</ul>
    \(exports(.summary))</section>
    \(comparison)
    <div class="charts">
    \(chart(.flow, queueChart, second: flowChart))
    \(chart(.firstAnswer, timeChart(NumberText.firstAnswer, report.firstAnswer)))
    \(chart(.resolution, timeChart(NumberText.resolution, report.resolution)))
    \(chart(.answers, answersChart))
    </div>
    \(solvers)
    """
  }

  // MARK: Charts

  private func chart(_ kind: NumberTable.Kind, _ chart: NumberChart, second: NumberChart? = nil) -> HTML? {
    guard let table = report.table(kind) else { return nil }
    return """
      <section class="figure"\(.ariaLabelledBy, "title-\(kind.rawValue)")>
      <h2\(.id, "title-\(kind.rawValue)")>\(chart.title)</h2>
      \(chart.html)
      \(second.map { "<h3>\($0.title)</h3>\($0.html)" as HTML })
      <details><summary>\(NumberText.table)<span class="unseen">: \(table.title)</span></summary>
      <div class="scroll" tabindex="0" role="group"\(.ariaLabel, table.title)>\(table.html)</div></details>
      \(exports(kind))
      </section>
      """
  }

  private var queueChart: NumberChart {
    NumberChart(
      title: NumberText.queueTitle,
      series: [
        .init(name: NumberText.queueEnd, shape: .area, values: report.buckets.days.indices.map { report.queueEnd($0) })
      ], buckets: report.buckets, text: CountText.grouped)
  }

  private var flowChart: NumberChart {
    let buckets = report.buckets.days.indices
    return NumberChart(
      title: NumberText.flowTitle,
      series: [
        .init(
          name: NumberText.arrived, shape: .bars,
          values: buckets.map { report.count(.opened, in: $0) + report.count(.returned, in: $0) }),
        .init(
          name: NumberText.left, shape: .bars,
          values: buckets.map { report.count(.resolved, in: $0) + report.count(.merged, in: $0) }),
      ], buckets: report.buckets, text: CountText.grouped)
  }

  private func timeChart(_ title: Phrase, _ times: TimeNumbers) -> NumberChart {
    let basis = times.basis
    return NumberChart(
      title: title,
      series: [
        .init(name: NumberText.median, shape: .line, values: times.series.map(\.median)),
        .init(name: NumberText.p90, shape: .line, values: times.series.map(\.p90)),
      ], buckets: report.buckets, text: { NumberText.span($0, basis) })
  }

  private var answersChart: NumberChart {
    let buckets = report.buckets.days.indices
    return NumberChart(
      title: NumberText.answersTitle,
      series: [
        .init(name: NumberText.helped, shape: .bars, values: buckets.map { report.count(.helped, in: $0) }),
        .init(name: NumberText.notHelped, shape: .bars, values: buckets.map { report.count(.notHelped, in: $0) }),
      ], buckets: report.buckets, text: CountText.grouped)
  }

  // MARK: Tables

  private var comparison: HTML? {
    guard let table = report.table(.comparison), let date = report.request.date,
      let found = report.firstAnswer.comparison
    else { return nil }
    let sides = [report.firstAnswer.comparison, report.resolution.comparison].compactMap(\.self)
    let lines = zip([NumberText.firstAnswer, NumberText.resolution], sides).map { title, side -> HTML in
      "<li><strong>\(title)</strong> \(sentence(side))</li>"
    }
    return """
      <section class="figure compared" aria-labelledby="title-comparison">
      <h2 id="title-comparison">\(HTML.said("Before and after: \(Words.inline(date.name, limit: 100))", de: "Vorher und nachher: \(Words.inline(date.name, limit: 100))"))</h2>
      <p class="quiet">\(NumberText.before): \(NumberText.period(found.daysBefore)). \(NumberText.after): \(NumberText.period(found.daysAfter)).</p>
      <ul class="changes">\(lines)</ul>
      <details><summary>\(NumberText.table)<span class="unseen">: \(table.title)</span></summary>
      <div class="scroll" tabindex="0" role="group"\(.ariaLabel, table.title)>\(table.html)</div></details>
      <p class="hint">\(NumberText.method)</p>
      \(exports(.comparison))
      </section>
      """
  }

  private func sentence(_ side: TimeComparison) -> HTML {
    func median(_ sample: TimeSample) -> String { sample.median.map { NumberText.span($0, side.basis) } ?? "–" }
    let shift: HTML? = side.shift.map { shift in
      let interval: HTML =
        shift.interval.map {
          "\(NumberText.interval): \(NumberText.change($0.lowerBound, side.basis)) … \(NumberText.change($0.upperBound, side.basis))"
        } ?? "\(NumberText.tooFew)"
      return "; \(NumberText.shift) <strong>\(NumberText.change(shift.shift, side.basis))</strong> (\(interval))"
    }
    return """
      \(NumberText.median) \(median(side.before)) → \(median(side.after)) <span class="quiet">(\(side.before.count) → \(NumberText.tickets(Int64(side.after.count))), \(NumberText.basis(side.basis)))</span>\(shift)
      """
  }

  private var solvers: HTML? {
    guard let table = report.table(.solvers), !table.rows.isEmpty else { return nil }
    return """
      <section class="figure" aria-labelledby="title-solvers"><h2 id="title-solvers">\(table.title)</h2>
      \(table.html)
      \(exports(.solvers))</section>
      """
  }

  private func exports(_ kind: NumberTable.Kind) -> HTML {
    let links = [("csv", NumberText.csv), ("json", NumberText.json)].map { format, name -> HTML in
      """
      <a\(.href, address.link(["numbers", "export"], more: [("table", kind.rawValue), ("format", format)])) download>\(name)<span class="unseen">: \(report.table(kind)?.title.text ?? "")</span></a>
      """
    }
    return "<p class=\"exports\">\(links)</p>"
  }
}
