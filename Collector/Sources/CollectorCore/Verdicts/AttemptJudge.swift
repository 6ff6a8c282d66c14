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
    let (events, uncounted) = try AttemptReports(store, now: now, rule: rule).events(attempt.pain, point.app, exposure)
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
}
