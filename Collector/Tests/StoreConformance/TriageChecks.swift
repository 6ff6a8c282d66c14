// Triage proposes from near resolved tickets and learns from corrections.
import CollectorCore
import TellbackMatch
import TellbackWire

extension StoreCheck {
  static let triageChecks: [StoreCheck] = [
    StoreCheck("triage proposes what near resolved tickets were, says when it is not sure, and learns from corrections")
    {
      store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...5 {
        let component = index < 4 ? "Export" : "Payment"
        numbers.append(
          try await store.openTicket(
            with: makeReport(UInt64(index), "words \(index)"), app: app,
            makeTicket(app: app, severity: index < 4 ? .high : .medium, component: component)))
      }
      let subject = try await store.openTicket(with: makeReport(9), app: app)
      let near = numbers
      try await store.write { store in
        let sequences = try (1...5).map { try unwrap(try store.report(reportID(UInt64($0)))).sequence }
        try store.addNeighbours(
          zip(sequences, [1, 0.9, 0.8, 0.3, 0.2]).map { TicketNeighbour(report: $0, weight: $1) }, ofTicket: subject)
        let actions = TicketActions(store, now: start)
        let ticket = { try unwrap(try store.ticket(subject)) }
        // Nothing is resolved yet, so nothing is known.
        try expect(try TriageAdvisor.proposals(for: ticket(), in: store).isEmpty)
        let grace = try store.makeStaff("Grace")[0]
        for number in near {
          try actions.claim(number, by: grace)
          try actions.resolve(number, as: .code, note: nil, by: grace)
        }
        func proposal(_ field: TriageField) throws -> TriageProposal {
          try unwrap(try TriageAdvisor.proposals(for: ticket(), in: store).first { $0.field == field })
        }
        try expectEqual(try proposal(.component).value, "Export")
        try expect(try proposal(.component).reason.tickets.contains(near[0]))
        try expectEqual(try proposal(.severity).value, String(Severity.high.rawValue))
        try expectEqual(try proposal(.owner).value, "Grace")
        let before = try proposal(.component).confidence
        try expect(before > 0.7 && before < 1)
        try store.setTriageConfidence(0.99, app: app)
        try expect(try proposal(.component).value == nil)
        try store.setTriageConfidence(0.6, app: app)
        // Staff choose another component: once makes it less sure, thrice makes it the proposal.
        try actions.triage(
          subject, component: " Print ", kind: .problem, severity: .high, by: grace)
        try expectEqual(try ticket().component, "Print")
        try expect(try proposal(.component).confidence < before)
        for _ in 0..<2 {
          try store.countTriage(.component, proposed: "Export", chosen: "Print", app: app)
        }
        try expectEqual(try proposal(.component).value, "Print")
        try expectEqual(try store.triageCounts(app: app).first { $0.field == .component }?.count, 3)
        try expectEqual(try store.events(ofTicket: subject, after: 0, limit: 50).last?.kind, .triaged)
        let long = String(repeating: "c", count: 101)
        do {
          try actions.triage(subject, component: long, kind: .problem, severity: .low, by: .system)
          throw BrokenPromise(description: "a long component was taken")
        } catch let error as TicketError { try expectEqual(error, .componentTooLong(bytes: 101)) }
      }
    },
    StoreCheck("the proposed owner had the last word on the near ticket, however much happened before it") { store in
      let app = try await store.makeApp()
      let near = try await store.openTicket(with: makeReport(1), app: app)
      let subject = try await store.openTicket(with: makeReport(2), app: app)
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        let people = try store.makeStaff("Ada", "Grace")
        try actions.claim(near, by: people[0])
        try actions.answer(near, note: "Early", by: people[0])
        for _ in 0..<1_200 { try store.append(TicketEvent(ticket: near, at: start, actor: .system, kind: .attached)) }
        try actions.takeOver(near, by: people[1])
        try actions.resolve(near, as: .code, note: nil, by: people[1])
        let sequence = try unwrap(try store.report(reportID(1))).sequence
        try store.addNeighbours([TicketNeighbour(report: sequence, weight: 1)], ofTicket: subject)
        let proposals = try TriageAdvisor.proposals(for: unwrap(try store.ticket(subject)), in: store)
        try expectEqual(proposals.first { $0.field == .owner }?.value, "Grace")
      }
    },
  ]
}
