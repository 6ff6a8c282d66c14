// The reports that verdicts count, each with its place beside the others.
import CollectorEvidence
import TellbackWire

/// Reads reports about a pain point as ``AttemptJudge`` counts them. Stateless; it works inside a snapshot.
struct AttemptReports {
  typealias Reads = PainReportReads & CohortDayReads & PageReachReads

  struct Event {
    var place: AttemptExposure.Place
    var received: Timestamp
    /// When it counts.
    var counted: Timestamp
    /// Empty where it was not said.
    var page: String
    /// The first of its installation in its span.
    var isFirst: Bool
    /// The first of it on a day on which the installation said which pages it reached.
    var isFirstSaying: Bool

    var pageNumber: Int? { page.isEmpty ? nil : PageNumber.of(page) }
  }

  let store: any Reads
  let now: Timestamp
  let rule: VerdictRule

  init(_ store: any Reads, now: Timestamp, rule: VerdictRule) {
    self.store = store
    self.now = now
    self.rule = rule
  }

  /// The first report of each installation in each span, by when it counts; with `sayingPages` also the first on a day on which it said
  /// pages. Reports of installations that were not counted as in use that day say nothing: nobody knows how many more there are of
  /// their kind.
  func events(
    _ pain: Int64, _ app: AppID, _ exposure: AttemptExposure, sayingPages: Bool = false
  ) throws -> (events: [Event], uncounted: Int64) {
    let pairing = exposure.pairing
    let last = min(ExposureDay.day(of: now), pairing.release + VerdictLimits.finalAfterDays)
    let days = pairing.daysBefore.lowerBound...max(last, pairing.release)
    var events: [Event] = []
    var uncounted: Int64 = 0
    var seen: Set<[Int64]> = []
    var seenSaying: Set<[Int64]> = []
    var after: PainReportSeen?
    var looked = 0
    while true {
      let page = try store.painReports(of: pain, days: days, after: after, limit: 1_000)
      for report in page {
        if report.installation != after?.installation { (seen, seenSaying) = ([], []) }
        after = report
        let active = try store.activeDays(
          of: report.installation, app: app, days: report.capturedDay...report.capturedDay, by: exposure.source)
        guard let day = active.first else {
          if seen.insert([]).inserted { uncounted += 1 }
          continue
        }
        guard let place = exposure.place(of: day) else { continue }
        let key = [place.isNew ? 1 : 0, place.span]
        var event = event(report, place, pairing)
        event.isFirst = seen.insert(key).inserted
        if sayingPages, try store.saidPages(report.installation, app: app, day: report.capturedDay) {
          event.isFirstSaying = seenSaying.insert(key).inserted
        }
        if event.isFirst || event.isFirstSaying, event.counted <= now { events.append(event) }
      }
      looked += page.count
      guard page.count == 1_000 else { break }
      guard looked < VerdictLimits.reports else { return ([], uncounted) }
    }
    events.sort { ($0.counted, $0.received) < ($1.counted, $1.received) }
    return (events, uncounted)
  }

  private func event(_ report: PainReportSeen, _ place: AttemptExposure.Place, _ pairing: Pairing) -> Event {
    // Moved with its day to the round, so that it waits there as the others wait.
    let shift = (place.cell.round - report.capturedDay) * 86_400
    let received = report.receivedAt.adding(seconds: shift)
    let settled = Timestamp(milliseconds: (place.cell.round + Int64(rule.settlingDays)) * 86_400_000)
    return Event(
      place: place, received: received, counted: max(received, settled), page: report.page, isFirst: false,
      isFirstSaying: false)
  }
}
