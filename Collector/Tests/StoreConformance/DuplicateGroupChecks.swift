// Groups of possible duplicates: best suggestions that agree, confirmed together and undone together.
import CollectorCore
import TellbackWire

/// Lists count what the page of groups shows.
private func expectSameCounts(_ store: any StoreReads) throws {
  let groups = try DuplicateGroup.all(in: .all, store)
  let members = Dictionary(groups.map { ($0.candidate.number, $0.members.count) }) { first, _ in first }
  try expectEqual(try DuplicateCounts(in: .all, store).members, members)
}

extension StoreCheck {
  static let duplicateGroupChecks: [StoreCheck] = [
    StoreCheck("open tickets whose best candidates agree are one group") { store in
      let scene = try await GroupScene(store)
      try await scene.suggest(2, for: 1, likelihood: 0.9, words: ["export", "column"])
      try await scene.suggest(3, for: 1, likelihood: 0.6, words: ["column"])
      try await scene.suggest(4, for: 3, likelihood: 0.5)
      // Too unlikely for a group.
      try await scene.suggest(4, for: 2, likelihood: DuplicateGroup.leastLikelihood - 0.01)
      try await store.read { store in
        let groups = try DuplicateGroup.all(in: .all, store)
        try expectEqual(groups.map(\.candidate.number), [scene.tickets[0], scene.tickets[2]])
        try expectEqual(groups[0].members.map(\.ticket.number), [scene.tickets[1], scene.tickets[2]])
        try expectEqual(groups[0].words, ["column", "export"])
        try expect(try DuplicateGroup.all(in: .only([]), store).isEmpty)
        try expectSameCounts(store)
        try expectEqual(try DuplicateCounts(in: .all, store).members, [scene.tickets[0]: 2, scene.tickets[2]: 1])
        try expectEqual(try DuplicateCounts(in: .only([]), store).total, 0)
      }
    },
    StoreCheck("what is confirmed is merged, what is taken out is not suggested again, and undo restores both") {
      store in
      let scene = try await GroupScene(store)
      for number in 2...4 { try await scene.suggest(number, for: 1, likelihood: 0.7) }
      let all = try await store.read { try DuplicateGroup.all(in: .all, $0) }
      let numbers = scene.tickets
      let done = try await store.write { store in
        try TicketActions(store, now: start).confirm(
          [numbers[1], numbers[2]], into: numbers[0], takenOut: [numbers[3]], candidate: numbers[0], by: .system)
      }
      try await store.read { store in
        try expectEqual(try store.mergedTickets(of: numbers[0]), [numbers[1], numbers[2]])
        try expect(try DuplicateGroup.all(in: .all, store).isEmpty)
        try expectSameCounts(store)
      }
      try await store.write { try TicketActions($0, now: start).undo(done, by: .system) }
      let again = try await store.read { try DuplicateGroup.all(in: .all, $0) }
      try expectEqual(again.map { $0.members.map(\.ticket.number) }, all.map { $0.members.map(\.ticket.number) })
      try expectEqual(try await store.read { try $0.mergedTickets(of: numbers[0]) }, [])
    },
    StoreCheck("a resolved candidate stays by itself; resolved and merged tickets are no members") { store in
      let scene = try await GroupScene(store)
      for number in 2...4 { try await scene.suggest(number, for: 1, likelihood: 0.7) }
      let numbers = scene.tickets
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        try actions.resolve(numbers[0], as: .content, note: nil, by: .system)
        try actions.resolve(numbers[3], as: .content, note: nil, by: .system)
      }
      let groups = try await store.read { try DuplicateGroup.all(in: .all, $0) }
      try expectEqual(groups.map { $0.tickets.map(\.number) }, [[numbers[1], numbers[2]]])
      try await store.read { try expectSameCounts($0) }
      _ = try await store.write { try TicketActions($0, now: start).merge(numbers[2], into: numbers[1], by: .system) }
      // One alone is no group.
      try expect(try await store.read { try DuplicateGroup.all(in: .all, $0) }.isEmpty)
      try await store.read { try expectSameCounts($0) }
    },
    StoreCheck("a group is confirmed as a whole or not at all") { store in
      let scene = try await GroupScene(store)
      for number in 2...3 { try await scene.suggest(number, for: 1, likelihood: 0.7) }
      let numbers = scene.tickets
      let foreign = try await store.openTicket(with: makeReport(90), app: try await store.makeApp("other"))
      try await expectError(LinkError.otherApp(foreign, numbers[0])) {
        try await store.write { store in
          _ = try TicketActions(store, now: start).confirm(
            [numbers[1], foreign], into: numbers[0], takenOut: [], candidate: numbers[0], by: .system)
        }
      }
      try expectEqual(try await store.read { try $0.mergedTickets(of: numbers[0]) }, [])
      // Somebody merged one of them meanwhile: it is there already.
      let done = try await store.write { store in
        let actions = TicketActions(store, now: start)
        try actions.merge(numbers[1], into: numbers[0], by: .system)
        return try actions.confirm(
          [numbers[1], numbers[2]], into: numbers[0], takenOut: [], candidate: numbers[0], by: .system)
      }
      try expectEqual(done.links.count, 1)
    },
  ]
}

/// Four tickets of one report each.
private struct GroupScene {
  let store: any Store
  var tickets: [Int64] = []
  var sequences: [Int64] = []

  init(_ store: any Store) async throws {
    self.store = store
    let app = try await store.makeApp()
    for number in 1...4 as ClosedRange<UInt64> {
      let report = makeReport(number, "Report \(number)")
      tickets.append(try await store.openTicket(with: report, app: app))
      sequences.append(try await store.read { try unwrap(try $0.report(report.id)).sequence })
    }
  }

  func suggest(_ ticket: Int, for candidate: Int, likelihood: Double, words: [String] = []) async throws {
    let suggestion = TicketSuggestion(
      ticket: tickets[ticket - 1], candidate: tickets[candidate - 1], report: sequences[ticket - 1],
      candidateReport: sequences[candidate - 1], likelihood: likelihood, words: words, at: start)
    try await store.write { try $0.addSuggestions([suggestion]) }
  }
}
