// Decisions on suggestions: counted by what stands, whatever way it came about, and taken back with it.
import CollectorCore
import TellbackMatch
import TellbackWire

extension StoreCheck {
  static let decisionChecks: [StoreCheck] = [
    StoreCheck("what staff confirm and dismiss is counted by app, likelihood and what agreed, and undone with it") {
      store in
      let scene = try await DecisionScene(store)
      try await scene.suggest(2, for: 1, base: 0.4, agreed: [.page, .version])
      try await scene.suggest(3, for: 1, base: 0.4)
      try await scene.suggest(4, for: 1, base: 0.08)
      try expect(try await scene.history().isEmpty)
      let link = try await scene.merge(2, into: 1)
      try await scene.act { try $0.markAsDifferent(scene.tickets[3], scene.tickets[0]) }
      var expected = DecisionHistory()
      expected.add(0.4, agreed: [.page, .version], isSame: true)
      expected.add(0.08, isSame: false)
      try expectEqual(try await scene.history(), expected)
      let pages = try await scene.history().count(agreed: .page)
      try expectEqual(pages, DecisionHistory.Count(decided: 1, confirmed: 1, expected: 400_000))
      // Once more says nothing new.
      try await scene.act { try $0.markAsDifferent(scene.tickets[0], scene.tickets[3]) }
      try expectEqual(try await scene.history(), expected)
      try await scene.act { try $0.undo(link: link.id, by: .system) }
      try await scene.act { try $0.unmarkAsDifferent(scene.tickets[3], scene.tickets[0]) }
      let left = try await scene.history()
      try expect(left.isEmpty && left.count() == DecisionHistory.Count(), "\(left)")
    },
    StoreCheck("a pair that is found as one by way of others is confirmed; what parts them takes that back") { store in
      let scene = try await DecisionScene(store)
      try await scene.suggest(2, for: 1, base: 0.3)
      let first = try await scene.merge(2, into: 3)
      try expect(try await scene.history().isEmpty)
      let second = try await scene.merge(1, into: 3)
      try expectEqual(try await scene.history().count().confirmed, 1)
      // The survivor is swapped: they are one still.
      _ = try await scene.act { try $0.makeSurvivor(scene.tickets[0], by: .system) }
      try expectEqual(try await scene.history().count().confirmed, 1)
      let held = try await store.read { try $0.links(of: scene.tickets[1]) }.first { $0.holds }
      try expect(held?.id == first.id && second.id != first.id)
      try await scene.act { try $0.undo(link: first.id, by: .system) }
      try expect(try await scene.history().isEmpty)
    },
    StoreCheck("what was called different and is merged later is the same; undone, it is different again") { store in
      let scene = try await DecisionScene(store)
      try await scene.suggest(2, for: 1, base: 0.3)
      try await scene.act { try $0.markAsDifferent(scene.tickets[1], scene.tickets[0]) }
      let link = try await scene.merge(2, into: 1)
      try expectEqual(
        try await scene.history().count(), DecisionHistory.Count(decided: 1, confirmed: 1, expected: 300_000))
      try await scene.act { try $0.undo(link: link.id, by: .system) }
      try expectEqual(
        try await scene.history().count(), DecisionHistory.Count(decided: 1, confirmed: 0, expected: 300_000))
    },
    StoreCheck("a ticket's later suggestions are not counted: their likelihood is that of the first") { store in
      let scene = try await DecisionScene(store)
      try await store.write { store in
        try store.addSuggestions([scene.suggestion(3, for: 1, base: 0.3), scene.suggestion(3, for: 2, base: 0.3)])
      }
      _ = try await scene.merge(3, into: 2)
      try expect(try await scene.history().isEmpty)
      let places = try await store.read { try $0.suggestions(ofTicket: scene.tickets[0]).map(\.place) }
      try expectEqual(places, [0])
    },
    StoreCheck("decisions stay when a report is erased, and a merge that is undone then takes its own back") { store in
      let scene = try await DecisionScene(store)
      try await scene.suggest(2, for: 1, base: 0.4, agreed: .error)
      let link = try await scene.merge(2, into: 1)
      try expect(try await store.write { try $0.erase(report: reportID(2), because: .wish, at: start) })
      try expectEqual(try await scene.history().count(agreed: .error).confirmed, 1)
      try await scene.act { try $0.undo(link: link.id, by: .system) }
      try expect(try await scene.history().isEmpty)
    },
    StoreCheck("each app has counts of its own, which outlast a restart", reopening: countsOutlastARestart),
    StoreCheck("a suggestion keeps what the model said, and is shown with what staff decided since") { store in
      let scene = try await DecisionScene(store)
      try await scene.suggest(2, for: 1, base: 0.4, agreed: .page, likelihood: 0.9)
      let number = scene.tickets[1]
      let plain = try unwrap(try await store.read { try $0.judgedSuggestions(ofTicket: number) }.first)
      try expectEqual(plain.suggestion.base, 0.4)
      try expectEqual(plain.suggestion.agreed, .page)
      try expectEqual(plain.suggestion.likelihood, 0.9)
      try expect(plain.likelihood == 0.4 && plain.reason == nil)
      try await scene.suggest(3, for: 4, base: 0.42, agreed: .page)
      _ = try await scene.merge(3, into: 4)
      let moved = try unwrap(try await store.read { try $0.judgedSuggestions(ofTicket: number) }.first)
      try expect(moved.likelihood > 0.4)
      let reason = try unwrap(moved.reason)
      try expect(reason.alike?.confirmed == 1 && reason.alike?.decided == 1 && reason.all.decided == 1)
      try expect(reason.agreeing.map(\.shared) == [.page])
    },
  ]
}

private func countsOutlastARestart(_ store: any Store, reopen: @Sendable () throws -> any Store) async throws {
  let scene = try await DecisionScene(store)
  let other = try await DecisionScene(store, app: "other", from: 20)
  try await scene.suggest(2, for: 1, base: 0.4)
  try await other.suggest(2, for: 1, base: 0.2)
  _ = try await scene.merge(2, into: 1)
  try await other.act { try $0.markAsDifferent(other.tickets[1], other.tickets[0]) }
  let (before, beside) = (try await scene.history(), try await other.history())
  try expectEqual(before.count().confirmed, 1)
  try expectEqual(beside.count(), DecisionHistory.Count(decided: 1, confirmed: 0, expected: 200_000))
  await store.close()
  let again = try reopen()
  let after = try await again.read { try ($0.decisionHistory(app: scene.app), $0.decisionHistory(app: other.app)) }
  await again.close()
  try expectEqual(after.0, before)
  try expectEqual(after.1, beside)
}

/// Four tickets of one report each.
private struct DecisionScene {
  let store: any Store
  let app: AppID
  var tickets: [Int64] = []
  var sequences: [Int64] = []

  init(_ store: any Store, app name: String = "shop", from first: UInt64 = 1) async throws {
    self.store = store
    app = try await store.makeApp(name)
    for number in first..<first + 4 {
      let report = makeReport(number, "Report \(number)")
      tickets.append(try await store.openTicket(with: report, app: app))
      sequences.append(try await store.read { try unwrap(try $0.report(report.id)).sequence })
    }
  }

  func suggestion(
    _ ticket: Int, for candidate: Int, base: Double, agreed: MatchAgreement = [], likelihood: Double? = nil
  ) -> TicketSuggestion {
    TicketSuggestion(
      ticket: tickets[ticket - 1], candidate: tickets[candidate - 1], report: sequences[ticket - 1],
      candidateReport: sequences[candidate - 1], likelihood: likelihood ?? base, words: ["word"], at: start, base: base,
      agreed: agreed)
  }

  func suggest(
    _ ticket: Int, for candidate: Int, base: Double, agreed: MatchAgreement = [], likelihood: Double? = nil
  ) async throws {
    let suggestion = suggestion(ticket, for: candidate, base: base, agreed: agreed, likelihood: likelihood)
    try await store.write { try $0.addSuggestions([suggestion]) }
  }

  @discardableResult
  func act<Value: Sendable>(_ body: @escaping @Sendable (TicketActions) throws -> Value) async throws -> Value {
    try await store.write { try body(TicketActions($0, now: start)) }
  }

  func merge(_ number: Int, into survivor: Int) async throws -> TicketLink {
    let (number, survivor) = (tickets[number - 1], tickets[survivor - 1])
    return try await act { try $0.merge(number, into: survivor, by: .system) }
  }

  func history() async throws -> DecisionHistory {
    let app = app
    return try await store.read { try $0.decisionHistory(app: app) }
  }
}
