// What matching suggests: kept by report, shown by ticket as links say, gone when somebody says no or a report is erased.
import CollectorCore
import TellbackMatch
import TellbackWire

extension StoreCheck {
  static let matchChecks: [StoreCheck] = [
    StoreCheck("a suggestion is shown on both tickets, follows merges, and ends when dismissed or erased") { store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...3 {
        numbers.append(try await store.openTicket(with: makeReport(UInt64(index), "words \(index)"), app: app))
      }
      let (a, b, c) = (numbers[0], numbers[1], numbers[2])
      let tickets = numbers
      try await store.write { store in
        let sequences = try (1...3).map { try unwrap(try store.report(reportID(UInt64($0)))).sequence }
        func suggestion(_ ticket: Int, _ candidate: Int, _ words: [String]) -> TicketSuggestion {
          TicketSuggestion(
            ticket: tickets[ticket], candidate: tickets[candidate], report: sequences[ticket],
            candidateReport: sequences[candidate], likelihood: 0.5, words: words, at: start)
        }
        try store.addSuggestions([suggestion(2, 0, ["export", "pdf"]), suggestion(2, 1, ["column"])])
        try store.addSuggestions([suggestion(2, 0, ["other"])])
        try expectEqual(try store.suggestions(ofTicket: c).map(\.candidate), [a, b])
        try expectEqual(try store.suggestions(ofTicket: c).first?.words, ["export", "pdf"])
        try expectEqual(try store.suggestions(ofTicket: a).map(\.candidate), [c])
        try expectEqual(try store.suggestions(ofTicket: a).first?.candidateReport, sequences[2])
        let link = try TicketActions(store, now: start).merge(b, into: a, by: .system)
        // Both candidates are one ticket by now.
        try expectEqual(try store.suggestions(ofTicket: c).map(\.candidate), [a])
        try expect(try store.dismissSuggestion(ticket: a, candidate: c, at: start))
        try expect(try store.suggestions(ofTicket: c).isEmpty)
        try expect(try !store.dismissSuggestion(ticket: a, candidate: c, at: start))
        try TicketActions(store, now: start).undo(link: link.id, by: .system)
        try expect(try store.suggestions(ofTicket: a).isEmpty)
      }
      try await store.write { store in
        let sequences = try (1...2).map { try unwrap(try store.report(reportID(UInt64($0)))).sequence }
        try store.addSuggestions([
          TicketSuggestion(
            ticket: b, candidate: a, report: sequences[1], candidateReport: sequences[0], likelihood: 1,
            words: ["secret"], at: start)
        ])
        try expect(try store.erase(report: reportID(2), because: .wish, at: start))
        try expect(try store.suggestions(ofTicket: a).isEmpty)
      }
    },
    StoreCheck("placed reports are read in their order, to build an index from") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.attach(makeReport(2, "again"), to: number, app: app)
      try await store.read { store in
        let (first, last) = try store.placedReports(after: 0, limit: 1)
        try expectEqual(first.map(\.report.id), [reportID(1)])
        try expectEqual(first.map(\.ticket), [number])
        let (rest, end) = try store.placedReports(after: try unwrap(last), limit: 10)
        try expectEqual(rest.map(\.report.text), ["again"])
        try expect(try store.placedReports(after: try unwrap(end), limit: 10).last == nil)
        try expectEqual(try store.shownTicket(ofSequence: rest[0].sequence), number)
      }
    },
    StoreCheck("reports that there was no time to match are noted, matched later, and never joined that late") {
      store in
      let app = try await store.makeApp()
      let words = "Exporting the monthly statement to PDF cuts off the last column of the settlement table"
      for (number, text) in [(1 as UInt64, words), (2, words + " again"), (3, words)] {
        _ = try await store.ingest([incoming(makeReport(number, text), app: app)])
      }
      try await store.write { store in
        try expectEqual(try Digest().digestPending(in: store, now: start, matchesLater: true).opened, 2)
        let owed = try store.unmatchedReports(limit: 10)
        // The third joined by its exact words: there is nothing to match.
        try expectEqual(owed.map(\.report.id), [reportID(1), reportID(2)])
        try expectEqual(owed.map(\.ticket), [1, 2])
        let advice = MatchAdvice(
          attachment: "match-1/test",
          candidates: [.init(ticket: 1, report: owed[0].report.sequence, words: ["statement"])], likelihood: 1)
        try Digest().suggest(advice, for: 2, report: owed[1].report.sequence, in: store, now: start)
        try store.markMatched(report: owed[1].report.sequence)
        try expectEqual(try store.unmatchedReports(limit: 10).map(\.ticket), [1])
        try expectEqual(try store.suggestions(ofTicket: 2).map(\.candidate), [1])
        try expectEqual(try store.finalTicket(of: 2), 2)
        try expect(try store.erase(report: reportID(1), because: .wish, at: start))
        try expect(try store.unmatchedReports(limit: 10).isEmpty)
      }
    },
    StoreCheck(
      "what matching is sure of joins its ticket, under its own mechanism, and its words join by themselves from then on"
    ) {
      store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1, "The export cuts the last column"), app: app)
      let other = try await store.makeApp("other")
      func digest(_ id: UInt64, _ words: String, app: AppID, _ advice: MatchAdvice?) async throws -> Placement {
        _ = try await store.ingest([incoming(makeReport(id, words), app: app)])
        return try await store.write { store in
          let stored = try unwrap(try store.report(reportID(id)))
          _ = try Digest().digest(stored, in: store, now: start, advice: advice)
          return try unwrap(try store.placement(of: reportID(id)))
        }
      }
      let first = try await store.read { try unwrap(try $0.report(reportID(1))).sequence }
      let advice = MatchAdvice(
        attachment: "match-1/nearlySameText", candidates: [.init(ticket: number, report: first, words: ["export"])],
        likelihood: 0.9)
      let joined = try await digest(2, "The export cuts off the last column", app: app, advice)
      try expectEqual(joined.ticket, number)
      try expectEqual(joined.mechanism, "match-1/nearlySameText")
      let repeated = try await digest(3, "the EXPORT cuts off the last column!", app: app, nil)
      try expectEqual(repeated.ticket, number)
      try expectEqual(repeated.mechanism, "exact-2/words")
      // Praise in nearly the same words is no problem's.
      var praise = makeReport(6, "The export cuts off the very last column")
      praise.kind = .praise
      _ = try await store.ingest([incoming(praise, app: app)])
      let apart = try await store.write { store in
        try Digest().digest(try unwrap(try store.report(reportID(6))), in: store, now: start, advice: advice)
      }
      try expect(apart != .attached(number), "\(apart)")
      // Advice is checked: another app's ticket is never joined, and neither is one whose report is gone.
      try expect(try await digest(4, "The export cuts off the last column", app: other, advice).ticket != number)
      _ = try await store.write { try $0.erase(report: reportID(1), because: .wish, at: start) }
      try expect(try await digest(5, "The export loses its last column", app: app, advice).ticket != number)
    },
    StoreCheck("each app has thresholds of its own") { store in
      let (app, other) = (try await store.makeApp(), try await store.makeApp("other"))
      try await store.write { store in
        var settings = MatchSettings()
        settings.suggestionProbability = 0.25
        settings.attachesSameError = false
        settings.nearlySameTitle = 0.5
        settings.mostDays = 14
        settings.leastMass = 12
        try store.setMatchSettings(MatchSettings(), app: app)
        try store.setMatchSettings(settings, app: app)
        try expectEqual(try store.matchSettings(app: app), settings)
        try expectEqual(try store.matchSettings(app: other), MatchSettings())
      }
    },
    StoreCheck("the digest suggests what matching finds alike, and needs no advice") { store in
      let app = try await store.makeApp()
      let matcher = TicketMatcher()
      try await matcher.load(from: store)
      try expect(matcher.figures.isReady)
      var opened: [Int64] = []
      func digest(_ number: UInt64, _ text: String, advised: Bool = true) async throws -> Placement {
        let report = makeReport(number, text)
        _ = try await store.ingest([incoming(report, app: app)])
        let advice =
          advised ? matcher.advice(for: report, app: app, receivedAt: start, settings: MatchSettings()) : nil
        let (placement, placed) = try await store.write { store in
          var placed: [PlacedReport] = []
          _ = try Digest().digest(
            try unwrap(try store.report(report.id)), in: store, now: start, advice: advice
          ) { placed.append($0) }
          return (try unwrap(try store.placement(of: report.id)), placed)
        }
        matcher.add(placed)
        return placement
      }
      let words = [
        "The gallery scrolls slowly on tablets", "Changing the delivery address fails with a red banner",
        "Login wants the second factor on each visit", "The invoice shows an outdated company name",
        "Exporting the monthly statement to PDF cuts off the last column of the settlement table since Tuesday",
      ]
      for (index, text) in words.enumerated() {
        opened.append(try await digest(UInt64(index + 1), text).ticket)
      }
      try expectEqual(Set(opened).count, 5)
      let alike = try await digest(11, "In the PDF export of my statement the last column is cut off")
      let alone = try await digest(
        12, "Exporting a monthly statement to PDF cuts off the last column of a settlement table since tuesday",
        advised: false)
      try expect(alike.ticket != opened[4])
      try expectEqual(alike.mechanism, "exact-2/words")
      try expectEqual(alone.mechanism, "exact-2/words")
      let last = opened[4]
      try await store.read { store in
        let suggestions = try store.suggestions(ofTicket: alike.ticket)
        try expect(suggestions.contains { $0.candidate == last })
        try expect(try store.suggestions(ofTicket: alone.ticket).isEmpty)
      }
    },
  ]
}
