// Finds what rose after an attempt at a fix, and why. A fix lets people get further, to pain that was there before.
import CollectorEvidence
import TellbackWire

/// Compares the other pain points of an app with and without a fix. Stateless; it works inside a snapshot.
///
/// Installations, spans, rounds and groups are those of ``AttemptJudge``. Each pain point is compared twice (`MaskedPain`): by all in use,
/// and by those that said on that day that they reached the page on which it is reported, each page by itself. Each comparison takes
/// the reports of the installations that it counts, so that either holds where but a part says how far it got; where one side has
/// none that says it, nothing is said of the reason.
public struct RisenJudge {
  /// What it needs of a store: no more, so that simulated worlds can give it.
  public typealias Reads = PainCountReads & PainReportReads & CohortDayReads & PageReachReads

  private let store: any Reads
  private let now: Timestamp
  private let rule: VerdictRule

  public init(_ store: any Reads, now: Timestamp, rule: VerdictRule = VerdictRule()) {
    self.store = store
    self.now = now
    self.rule = rule
  }

  /// What rose, real increases first. Empty while there is no verdict: then nobody knows what is to be compared.
  /// O(reports of at most ``VerdictLimits/risen`` pain points and counts of the days compared).
  public func judge(_ attempt: PainAttempt, _ verdict: AttemptVerdict) throws -> [RisenPain] {
    guard verdict.verdict != .notEnoughExposure, let release = attempt.release,
      let point = try store.painPoint(attempt.pain),
      let exposure = try AttemptExposure(
        release, notedOn: ExposureDay.day(of: attempt.at), releaseDay: verdict.releaseDay,
        today: ExposureDay.day(of: now), source: verdict.source, app: point.app, in: store)
    else { return [] }
    let others = try others(than: point, since: exposure.pairing.release)
    let reports = AttemptReports(store, now: now, rule: rule)
    let sayPages = exposure.source == .heartbeats
    let events = try others.map { try reports.events($0, point.app, exposure, sayingPages: sayPages).events }
    var reach = try ReachExposure(for: events.joined(), exposure, app: point.app, in: store)
    var pains: [MaskedPain] = []
    var shares: [AttemptExposure.Cell: SharedExposure] = [:]
    for events in events { pains.append(compare(events, exposure, &shares, &reach)) }
    let rest = max(0, try store.painCount(app: point.app) - 1 - others.count)
    let findings = MaskedPain.findings(of: pains, others: rest, alpha: VerdictLimits.risenAlpha)
    return others.indices.filter { findings[$0] != .notRisen }.map { index in
      risen(attempt.id, others[index], findings[index], pains[index], events[index], exposure, reach)
    }.sorted { ($0.finding.place, $1.active.reports.new) < ($1.finding.place, $0.active.reports.new) }
  }

  /// The pain points that most people met since the day of the release.
  private func others(than point: PainPoint, since release: Int64) throws -> [Int64] {
    let first = PainWeek.of(Timestamp(milliseconds: release * 86_400_000))
    var people: [Int64: Int64] = [:]
    for week in try store.painWeekSums(in: .app(point.app), since: first) where week.pain != point.number {
      people[week.pain, default: 0] += week.reporters
    }
    let sorted = people.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    return sorted.prefix(VerdictLimits.risen).map(\.key)
  }

  private func compare(
    _ events: [AttemptReports.Event], _ exposure: AttemptExposure,
    _ shares: inout [AttemptExposure.Cell: SharedExposure], _ reach: inout ReachExposure
  ) -> MaskedPain {
    var pain = MaskedPain()
    for event in events {
      let ((new, old), cell): ((Int64, Int64), _) = (event.place.isNew ? (1, 0) : (0, 1), event.place.cell)
      if event.isFirst {
        let share = shares[cell] ?? exposure.share(of: cell)
        shares[cell] = share
        pain.perActive.add(new: new, old: old, at: share)
      }
      guard event.isFirstSaying, reach.isKnown, let page = event.pageNumber else { continue }
      pain.perExposed.add(new: new, old: old, at: reach.share(of: cell, onPage: page))
    }
    return pain
  }

  private func risen(
    _ attempt: Int64, _ number: Int64, _ finding: MaskedPain.Finding, _ pain: MaskedPain,
    _ events: [AttemptReports.Event], _ exposure: AttemptExposure, _ reach: ReachExposure
  ) -> RisenPain {
    let used = RisenPain.Days(new: exposure.newDays, old: exposure.oldDays)
    let pages = Set(events.lazy.filter(\.isFirstSaying).compactMap(\.pageNumber))
    let reached = pages.reduce(RisenPain.Days(new: 0, old: 0)) { $0 + reach.days(onPage: $1) }
    func change(_ days: RisenPain.Days, _ comparison: RateComparison) -> RisenPain.Change {
      RisenPain.Change(
        days: days, reports: RisenPain.Days(new: comparison.newEvents, old: comparison.oldEvents),
        ratio: comparison.ratio, interval: comparison.interval(alpha: rule.alpha))
    }
    return RisenPain(
      attempt: attempt, pain: number, finding: finding, active: change(used, pain.perActive),
      reached: reach.isKnown && !pages.isEmpty ? change(reached, pain.perExposed) : nil)
  }
}

extension MaskedPain.Finding {
  /// In lists.
  fileprivate var place: Int {
    switch self {
    case .realIncrease: 0
    case .unknown: 1
    case .newlyExposed: 2
    case .notRisen: 3
    }
  }
}
