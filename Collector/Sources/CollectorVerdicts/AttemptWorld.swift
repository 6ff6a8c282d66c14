// A world in which somebody tried to fix something, whose truth is known.
import CollectorEvidence
import Foundation

/// Installations that meet a pain point before a fix and after it, and report it once each.
struct AttemptWorld: Sendable {
  /// First reports per 1,000 installations in the 28 days before.
  var reportsBefore = 30.0
  /// The rate on the new version over that on the old one.
  var ratio = 1.0
  var newInstallations = 2000
  var oldInstallations = 20_000
  /// Days until all of the new version's installations have updated, evenly. Until then they use the old one.
  var updateDays = 0
  /// The rate of each weekday over the average.
  var weekdays = [1.0, 1, 1, 1, 1, 1, 1]
  var newDelivery = Delivery()
  var oldDelivery = Delivery()
  /// Days after which a day's reports are counted.
  var settling = Double(VerdictRule().settlingDays)
  /// One installation writes so often on the new version.
  var reportsOfOne = 0
  /// Counts each report instead of the first of each installation.
  var countsEachReport = false
  var days = 28

  /// What was said, and when.
  struct Outcome: Sendable {
    var said: Set<Verdict> = []
    var last = Verdict.notEnoughExposure
  }

  /// Runs it once, and looks after every report.
  func run(_ random: inout WorldRandom, rule: VerdictRule) -> Outcome {
    var (events, exposures) = history(&random)
    // As they come in. Those that waited together come in the order in which they were received: were they sorted by version, a look
    // between them would see one side alone.
    events.sort { ($0.counted, $0.received) < ($1.counted, $1.received) }
    var comparison = RateComparison(mixture: .attempt)
    var outcome = Outcome()
    let watch = log(1 / rule.alpha)
    var nextLook = 1.0
    for event in events where event.counted <= Double(days) + 14 {
      comparison.add(new: event.isNew ? 1 : 0, old: event.isNew ? 0 : 1, at: exposures[event.day])
      // Only an e-value of that size moves 'fell' or 'worse'; 'unchanged' is looked for once a day.
      guard comparison.logEValue >= watch || event.counted >= nextLook else { continue }
      nextLook = max(nextLook, event.counted.rounded(.up))
      look(comparison, rule, &outcome)
    }
    look(comparison, rule, &outcome)
    return outcome
  }

  private func look(_ comparison: RateComparison, _ rule: VerdictRule, _ outcome: inout Outcome) {
    outcome.last = rule.verdict(of: comparison, after: outcome.last)
    outcome.said.insert(outcome.last)
  }

  private struct Event {
    /// The round: days since the release.
    var day: Int
    var isNew: Bool
    /// When it arrived and when it is counted, in days since the release.
    var received: Double
    var counted: Double
  }

  /// All reports, and each round's share of exposure.
  private func history(_ random: inout WorldRandom) -> ([Event], [SharedExposure]) {
    let pairing = Pairing(release: 0, weeks: 4, spansBefore: 1)
    let daily = reportsBefore / 1000 / 28
    var events: [Event] = []
    var oldAtRisk = [Double](repeating: 0, count: days)
    var atRisk = oldInstallations
    for day in -28..<0 {
      guard let round = pairing.round(of: Int64(day)) else { continue }
      oldAtRisk[Int(round)] += Double(atRisk)
      let count = min(random.poisson(mean: Double(atRisk) * daily * weekday(day)), atRisk)
      atRisk -= count
      for _ in 0..<count { events.append(event(Int(round), isNew: false, &random)) }
    }
    var newReported = 0
    var waitingReported = 0
    var newAtRisk = [Double](repeating: 0, count: days)
    for day in 0..<days {
      let updated =
        updateDays == 0 ? newInstallations : min(newInstallations, newInstallations * (day + 1) / updateDays)
      let fresh = max(updated - newReported, 0)
      let waiting = max(newInstallations - updated - waitingReported, 0)
      newAtRisk[day] = Double(fresh)
      oldAtRisk[day] += Double(waiting)
      let newCount = min(random.poisson(mean: Double(fresh) * daily * ratio * weekday(day)), fresh)
      let oldCount = min(random.poisson(mean: Double(waiting) * daily * weekday(day)), waiting)
      newReported += newCount
      waitingReported += oldCount
      for _ in 0..<newCount { events.append(event(day, isNew: true, &random)) }
      for _ in 0..<oldCount { events.append(event(day, isNew: false, &random)) }
    }
    for number in 0..<(countsEachReport ? reportsOfOne : min(reportsOfOne, 1)) {
      events.append(event(number % 5, isNew: true, &random))
    }
    return (events, (0..<days).map { SharedExposure(new: newAtRisk[$0], old: oldAtRisk[$0]) })
  }

  private func weekday(_ day: Int) -> Double { weekdays[((day % 7) + 7) % 7] }

  private func event(_ day: Int, isNew: Bool, _ random: inout WorldRandom) -> Event {
    let received = (isNew ? newDelivery : oldDelivery).arrival(of: Double(day), &random)
    let settled = settling > 0 ? Double(day) + settling : 0
    return Event(day: day, isNew: isNew, received: received, counted: max(received, settled))
  }
}
