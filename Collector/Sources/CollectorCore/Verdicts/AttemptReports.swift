// The reports that verdicts count, each with its place beside the others.
import CollectorEvidence
import TellbackWire

/// Reads reports about a pain point as ``AttemptJudge`` counts them. Stateless; it works inside a snapshot.
struct AttemptReports {
  struct Event {
    var place: AttemptExposure.Place
    var received: Timestamp
    /// When it counts.
    var counted: Timestamp
    /// Empty where it was not said.
    var page: String

    var pageNumber: Int? { page.isEmpty ? nil : PageNumber.of(page) }
  }

  let store: any StoreReads
  let now: Timestamp
  let rule: VerdictRule

  init(_ store: any StoreReads, now: Timestamp, rule: VerdictRule) {
    self.store = store
    self.now = now
    self.rule = rule
  }

  /// The first report of each installation in each span, by when it counts. Reports of installations that were not counted as in
  /// use that day say nothing: nobody knows how many more there are of their kind.
  func events(
    _ pain: Int64, _ app: AppID, _ exposure: AttemptExposure, sayingPages: Bool = false
  ) throws -> (events: [Event], uncounted: Int64) {
    let pairing = exposure.pairing
    let last = min(ExposureDay.day(of: now), pairing.release + VerdictLimits.finalAfterDays)
    let days = pairing.daysBefore.lowerBound...max(last, pairing.release)
    var events: [Event] = []
    var uncounted: Int64 = 0
    var seen: Set<[Int64]> = []
    var after: PainReportSeen?
    var looked = 0
    while true {
      let page = try store.painReports(of: pain, days: days, after: after, limit: 1_000)
      for report in page {
        if report.installation != after?.installation { seen = [] }
        after = report
        let active = try store.activeDays(
          of: report.installation, app: app, days: report.capturedDay...report.capturedDay, by: exposure.source)
        guard let day = active.first else {
          if seen.insert([]).inserted { uncounted += 1 }
          continue
        }
        guard let place = exposure.place(of: day),
          try !sayingPages || store.saidPages(report.installation, app: app, day: report.capturedDay),
          seen.insert([place.isNew ? 1 : 0, place.span]).inserted
        else {
          continue
        }
        let event = event(report, place, pairing)
        if event.counted <= now { events.append(event) }
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
    return Event(place: place, received: received, counted: max(received, settled), page: report.page)
  }
}
