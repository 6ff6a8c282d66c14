// The week ahead first, then what runs, what comes later and what is over, each with what it brought.
import CollectorCore
import TellbackWire

struct LaunchListPage: Sendable {
  private static let day: Int64 = 86_400

  let launches: [Launch]
  let apps: [AppRecord]
  let tallies: [Int64: LaunchTally]
  let days: PlanDays
  let viewer: Viewer
  let now: Timestamp
  let done: Flash?

  func rendered() -> String {
    Frame(
      title: LaunchText.title.text, section: .launches, viewer: viewer,
      content: """
        <div class="routing launches">
        <div class="head-row"><h1>\(LaunchText.title)</h1>\(way)</div>
        \(Done.html(done))
        <p class="lead">\(LaunchText.lead)</p>
        \(overall)
        \(launches.isEmpty ? nothing : parts)
        </div>
        """
    ).rendered()
  }

  private var way: HTML? {
    guard viewer.may(.announce) else { return nil }
    return "<a class=\"button primary\"\(.href, Link("launches", "new"))>\(LaunchText.new)</a>"
  }

  private var nothing: HTML {
    "<section class=\"empty\"><h2>\(LaunchText.empty)</h2><p>\(LaunchText.emptyDetail)</p></section>"
  }

  /// Surprises over the launches of the last 90 days.
  private var overall: HTML? {
    let since = now.adding(seconds: -90 * Self.day)
    let recent = launches.filter { $0.endsAt > since && $0.startsAt <= now }
    let tally = recent.reduce(into: LaunchTally()) { $0 += tallies[$1.id] ?? LaunchTally() }
    guard tally.reports > 0 else { return nil }
    return "<p><strong>\(LaunchText.overall(tally, launches: recent.count))</strong></p>"
  }

  private var parts: HTML {
    let week = now.adding(seconds: 7 * Self.day)
    let running = launches.filter { $0.runs(at: now) }
    let coming = launches.filter { $0.startsAt > now }.reversed()
    let soon = coming.filter { $0.startsAt < week }
    let over = launches.filter { $0.endsAt <= now }.prefix(LaunchRoutes.overShown)
    return """
      \(part("running", LaunchText.running, running))
      \(part("soon", LaunchText.soon, soon, none: LaunchText.nothingSoon))
      \(part("later", LaunchText.later, coming.filter { $0.startsAt >= week }))
      \(part("over", LaunchText.over, Array(over)))
      """
  }

  private func part(_ id: String, _ title: Phrase, _ launches: [Launch], none: Phrase? = nil) -> HTML? {
    guard !launches.isEmpty else {
      return none.map {
        "<section\(.ariaLabelledBy, id)><h2\(.id, id)>\(title)</h2><p class=\"quiet\">\($0)</p></section>"
      }
    }
    return """
      <section\(.ariaLabelledBy, id)><h2\(.id, id)>\(title)</h2><ul class="items">\(launches.map(row))</ul></section>
      """
  }

  private func row(_ launch: Launch) -> HTML {
    let app = apps.first { $0.id == launch.app }?.name ?? ""
    let tally = tallies[launch.id]
    let lacks: HTML? = launch.brief.isEmpty ? " <span class=\"mark\">\(LaunchText.noBrief)</span>" : nil
    let expected: Phrase =
      launch.expected.isEmpty ? LaunchText.nothingExpected : LaunchText.expectedCount(launch.expected.count)
    return """
      <li class="item"><span class="name"><a class="row-link"\(.href, Link("launches", String(launch.id)))>\(Words.inline(launch.name, limit: Launch.nameLimit))</a>\(lacks)</span>
      <span class="marks"><span>\(LaunchDays(launch, days).html)</span><span>\(Words.inline(app, limit: 60))</span></span>
      <span class="marks quiet"><span>\(expected)</span>\(tally.map { "<span>\(LaunchText.count($0.reports))</span><span>\(LaunchText.surprises($0))</span>" as HTML })</span></li>
      """
  }
}

/// The first and the last day of a launch.
struct LaunchDays: Sendable {
  private let first: String
  private let last: String

  init(_ launch: Launch, _ days: PlanDays) {
    first = days.day(of: launch.startsAt)
    last = days.day(of: launch.endsAt.adding(seconds: -1))
  }

  var html: HTML {
    let start: HTML = "<time\(.datetime, first)>\(first)</time>"
    return first == last ? start : "\(start) – <time\(.datetime, last)>\(last)</time>"
  }

  var fields: (starts: String, ends: String) { (first, last) }
}
