// A pain point with everything on it, for what looks at every page.
import CollectorCore
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
    try actions.attempt(pain, "Longer timeout", .configuration, department: nil, release: .date(now), by: ada)
    try actions.attempt(pain, Hostile.script, .code, department: "Platform", release: nil, by: ada)
    try actions.decide(pain, .later, reason: "After the sale.", again: now.adding(seconds: 90_000), by: ada)
  }
}
