// A pain point with everything on it, for what looks at every page.
import CollectorCore
import CollectorEvidence
import TellbackWire

@testable import CollectorBoard

/// Of this ticket, the first pain point of the house.
func fillPain(_ house: BoardFixture, _ ticket: Int64) async throws {
  let now = house.clock.now
  let ada = Actor.staff(id: 1, name: "Ada Keller")
  try await house.store.write { store in
    let actions = PainActions(store, now: now)
    let pain = try actions.make(of: [ticket], by: ada)
    guard let point = try store.painPoint(pain) else { return }
    var facts = point.facts
    (facts.department, facts.decideBy) = ("Payments \(Hostile.override)", now.adding(seconds: 86_400))
    try actions.change(pain, to: facts, revision: point.revision, by: ada)
    try actions.help(pain, "Pay by invoice until Friday.", publishedAs: nil, by: ada)
    let attempt = try actions.attempt(
      pain, "Longer timeout", .configuration, department: nil, release: .date(now), by: ada)
    try fillRisen(store, pain, after: attempt, now: now)
    try actions.attempt(pain, Hostile.script, .code, department: "Platform", release: nil, by: ada)
    try actions.decide(pain, .later, reason: "After the sale.", again: now.adding(seconds: 90_000), by: ada)
  }
}

/// A verdict, after which `pain` itself rose: the page shows both sides of it.
func fillRisen(_ store: any StoreWrites, _ pain: Int64, after attempt: Int64, now: Timestamp) throws {
  let verdict = AttemptVerdict(
    attempt: attempt, verdict: .fell, saidAt: now, releaseDay: ExposureDay.day(of: now) - 30, ratio: 0.4,
    interval: RateInterval(lower: 0.2, upper: 0.8), newReports: 12, oldReports: 160, expected: 30, newDays: 56_000,
    oldDays: 560_000, judgedAt: now)
  guard try store.saveAttemptVerdict(verdict) else { return }
  let active = RisenPain.Change(
    days: RisenPain.Days(new: 56_000, old: 560_000), reports: RisenPain.Days(new: 1_120, old: 5_600), ratio: 2.1,
    interval: RateInterval(lower: 1.4, upper: 3.2))
  let reached = RisenPain.Change(
    days: RisenPain.Days(new: 28_000, old: 140_000), reports: RisenPain.Days(new: 560, old: 2_800), ratio: 1.05,
    interval: RateInterval(lower: 0.7, upper: 1.4))
  let risen = RisenPain(
    attempt: attempt, pain: pain, finding: .newlyExposed, active: active, reached: reached)
  try store.saveRisenPains([risen], of: attempt)
}
