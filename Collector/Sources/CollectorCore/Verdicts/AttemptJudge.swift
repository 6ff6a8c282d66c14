// Judges an attempt at a fix by the reports of those who had it and of those who had not.
import CollectorEvidence
import TellbackWire

/// Reads what is known of an attempt and says what follows. Stateless; it works inside a snapshot.
///
/// An installation's first report in each span of four weeks is counted, with the days on which installations were in use as exposure.
/// Groups are segments and channels, each day by itself; days before the release lie beside those after it (`Pairing`).
/// A day's reports count a week later (`VerdictRule`), in the order in which they were received.
public struct AttemptJudge {
  private let store: any StoreReads
  private let now: Timestamp
  private let rule: VerdictRule

  public init(_ store: any StoreReads, now: Timestamp, rule: VerdictRule = VerdictRule()) {
    self.store = store
    self.now = now
    self.rule = rule
  }

  /// Nil while nobody has the fix. `earlier` is the verdict so far, which stands until another is reached.
  /// O(reports and counts of the days compared).
  public func judge(_ attempt: PainAttempt, earlier: AttemptVerdict?) throws -> AttemptVerdict? {
    guard let release = attempt.release, let point = try store.painPoint(attempt.pain),
      let exposure = try exposure(of: release, attempt, point.app, earlier)
    else { return nil }
    let (events, uncounted) = try events(attempt.pain, point.app, exposure)
    var comparison = RateComparison(mixture: .attempt)
    var verdict = AttemptVerdict(
      attempt: attempt.id, verdict: earlier?.verdict ?? .notEnoughExposure, saidAt: earlier?.saidAt,
      releaseDay: exposure.pairing.release, newDays: exposure.newDays, oldDays: exposure.oldDays, uncounted: uncounted,
      source: exposure.source, judgedAt: now)
    var said = (verdict: Verdict.notEnoughExposure, at: Timestamp?.none)
    var index = 0
    while index < events.count {
      // A day at once: within it the order is that of two lists laid one into the other.
      let day = ExposureDay.day(of: events[index].counted)
      while index < events.count, ExposureDay.day(of: events[index].counted) == day {
        let event = events[index]
        comparison.add(
          new: event.place.isNew ? 1 : 0, old: event.place.isNew ? 0 : 1, at: exposure.share(of: event.place.cell))
        index += 1
      }
      let next = rule.verdict(of: comparison, after: said.verdict)
      if next != said.verdict { said = (next, events[index - 1].counted) }
    }
    // What late heartbeats change of the past takes back no verdict that was said.
    if said.verdict != .notEnoughExposure, said.verdict != verdict.verdict {
      (verdict.verdict, verdict.saidAt) = (said.verdict, said.at)
    }
    verdict.ratio = comparison.ratio
    verdict.interval = comparison.interval(alpha: rule.alpha)
    (verdict.newReports, verdict.oldReports) = (comparison.newEvents, comparison.oldEvents)
    verdict.expected = comparison.expectedNew
    let today = ExposureDay.day(of: now)
    verdict.isFinal = today > exposure.pairing.release + VerdictLimits.finalAfterDays + Int64(rule.settlingDays)
    return verdict
  }

  /// By heartbeats where both sides have any, else by those who reported something.
  private func exposure(
    of release: PainAttempt.Release, _ attempt: PainAttempt, _ app: AppID, _ earlier: AttemptVerdict?
  ) throws -> AttemptExposure? {
    var found: AttemptExposure?
    for source in [Exposure.Source.heartbeats, .reports] {
      let known = earlier.flatMap { $0.source == source ? $0.releaseDay : nil }
      found =
        try AttemptExposure(
          release, notedOn: ExposureDay.day(of: attempt.at), releaseDay: known, today: ExposureDay.day(of: now),
          source: source, app: app, in: store) ?? found
      if let found, found.newDays > 0, found.oldDays > 0 { return found }
    }
    return found
  }

  private struct Event {
    var place: AttemptExposure.Place
    var received: Timestamp
    var counted: Timestamp
  }

  /// The first report of each installation in each span, by when it counts. Reports of installations that were not counted as in
  /// use that day say nothing: nobody knows how many more there are of their kind.
  private func events(_ pain: Int64, _ app: AppID, _ exposure: AttemptExposure) throws -> ([Event], uncounted: Int64) {
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
        guard let place = exposure.place(of: day), seen.insert([place.isNew ? 1 : 0, place.span]).inserted else {
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
    return Event(place: place, received: received, counted: max(received, settled))
  }
}
