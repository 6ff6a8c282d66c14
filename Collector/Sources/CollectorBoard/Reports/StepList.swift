// What the user did before the report, as a trail: `−0:42  /checkout  tapped Save`.
import TellbackWire

struct StepList: Sendable {
  private static let shown = 15

  let report: Report
  let isOpen: Bool
  let isWhole: Bool

  var html: HTML? {
    guard !report.steps.isEmpty else { return nil }
    let count = report.steps.count
    let first = isWhole || count <= Self.shown + 3 ? 0 : count - Self.shown
    let earlier: HTML? =
      first > 0
      ? "<details class=\"earlier\"><summary>\(ReportText.allSteps(count))</summary><ol class=\"steps\">\(items(0..<first))</ol></details>"
      : nil
    return """
      <details class="part trail"\(.open, if: isOpen)><summary>\(ReportText.steps) <span class="quiet">\(count)</span></summary>
      \(earlier)<ol class="steps">\(items(first..<count))
      <li class="end"><span class="at">0:00</span><span class="at-page"></span><span class="did">\(ReportText.wroteThis)</span></li></ol></details>
      """
  }

  private func items(_ range: Range<Int>) -> [HTML] {
    range.map { index in
      let step = report.steps[index]
      let isSamePage = index > range.lowerBound && report.steps[index - 1].page == step.page
      let page = step.page.map { Words.inline($0, limit: isWhole ? WireLimits.page : 80) }
      let (difference, overflow) = step.at.milliseconds.subtractingReportingOverflow(report.capturedAt.milliseconds)
      let offset = overflow ? "?" : TimeText.offset(milliseconds: difference)
      return """
        <li><span class="at">\(offset)</span><span\(.class, isSamePage ? "at-page same" : "at-page")>\(page)</span><span class="did" dir="auto">\(Words.visible(step.text))</span></li>
        """
    }
  }
}
