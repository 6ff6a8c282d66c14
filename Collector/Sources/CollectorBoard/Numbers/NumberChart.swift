// A chart as SVG, made here: no script draws it. It stretches with the page, so that no letter stands inside it; its axis is text of the page,
// and its values stand in the table below.
import CollectorCore
import TellbackWire

struct NumberChart: Sendable {
  struct Series: Sendable {
    enum Shape: Sendable { case bars, line, area }

    var name: Phrase
    var shape: Shape
    /// One for each bucket; nil where there is nothing to show.
    var values: [Int64?]
  }

  let title: Phrase
  let series: [Series]
  let buckets: NumberBuckets
  /// How a value is told.
  let text: @Sendable (Int64) -> String

  /// Its drawing is as wide as high is a hundred.
  private static let width = 1_000
  private static let height = 240

  private var top: Int64 { max(1, series.flatMap { $0.values.compactMap(\.self) }.max() ?? 1) }

  var html: HTML {
    let places = axis.map { "<span>\(NumberText.shortDay($0))</span>" as HTML }
    let key = series.enumerated().map { index, entry -> HTML in
      "<li><i\(.class, "key key-\(index)") aria-hidden=\"true\"></i>\(entry.name)</li>"
    }
    return """
      <ul class="legend">\(key)</ul>
      <p class="chart-top" aria-hidden="true">\(text(top))</p>
      <svg class="chart" viewBox="0 0 1000 240" preserveAspectRatio="none" role="img"\(.ariaLabel, summary)>
      <path class="grid" d="M0 1H1000M0 60H1000M0 120H1000M0 180H1000M0 239H1000"></path>
      \(series.enumerated().map(drawing))
      </svg>
      <p class="chart-axis" aria-hidden="true">\(places)</p>
      """
  }

  private var axis: [CivilDay] {
    guard let first = buckets.days.first, let last = buckets.days.last else { return [] }
    let middle = buckets.days[buckets.days.count / 2]
    return buckets.days.count > 4
      ? [first.lowerBound, middle.lowerBound, last.upperBound] : [first.lowerBound, last.upperBound]
  }

  private var summary: Phrase {
    let values = series.first?.values.compactMap(\.self) ?? []
    return NumberText.summary(
      title, first: values.first.map(text) ?? "–", last: values.last.map(text) ?? "–",
      top: values.isEmpty ? "–" : text(values.max() ?? 0))
  }

  private func drawing(_ index: Int, _ entry: Series) -> HTML {
    switch entry.shape {
    case .bars: "\(bars(index, entry))"
    case .line: line(index, entry.values, closes: false)
    case .area: "\(line(index, entry.values, closes: true))\(line(index, entry.values, closes: false))"
    }
  }

  private func y(_ value: Int64) -> Int {
    Self.height - Int((Double(max(0, value)) / Double(top) * Double(Self.height - 4)).rounded()) - 1
  }

  private func bars(_ index: Int, _ entry: Series) -> [HTML] {
    let group = series.filter { $0.shape == .bars }.count
    let step = Double(Self.width) / Double(max(1, entry.values.count))
    let wide = step * 0.8 / Double(group)
    return entry.values.enumerated().compactMap { place, value in
      guard let value, value > 0 else { return nil }
      let x = Double(place) * step + step * 0.1 + wide * Double(index)
      let (left, right) = (Int(x.rounded()), Int((x + wide).rounded()))
      return """
        <rect\(.class, "bar-\(index)") x=\(left) y=\(y(value)) width=\(max(1, right - left)) height=\(Self.height - 1 - y(value))><title>\(tip(place, entry, value))</title></rect>
        """
    }
  }

  private func tip(_ place: Int, _ entry: Series, _ value: Int64) -> String {
    let days = buckets.days[place]
    let when =
      days.lowerBound == days.upperBound ? NumberText.day(days.lowerBound) : NumberText.period(days).text
    return "\(when): \(entry.name.text) \(text(value))"
  }

  /// Where a bucket has nothing, the line ends and begins anew; a lone point is a short stroke.
  private func line(_ index: Int, _ values: [Int64?], closes: Bool) -> HTML {
    let step = Double(Self.width) / Double(max(1, values.count))
    var (path, isDown, start, end) = ("", false, 0, 0)
    func close() {
      if closes, isDown { path += "L\(end) \(Self.height - 1)L\(start) \(Self.height - 1)Z" }
    }
    for (place, value) in values.enumerated() {
      guard let value else {
        close()
        isDown = false
        continue
      }
      let x = Int((Double(place) * step + step / 2).rounded())
      if isDown {
        path += "L\(x) \(y(value))"
      } else {
        path += "M\(x - 3) \(y(value))L\(x + 3) \(y(value))"
        start = x
      }
      (isDown, end) = (true, x)
    }
    close()
    return "<path\(.class, closes ? "area-\(index)" : "line-\(index)")\(.d, path)></path>"
  }
}
