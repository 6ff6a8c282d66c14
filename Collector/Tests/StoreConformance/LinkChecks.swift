// Merge, split and undo: nothing moves, what is shown is derived, and undoing restores exactly what was.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let linkChecks: [StoreCheck] = [
    StoreCheck("a merge shows the sums on the survivor, and undoing it restores what was") { store in
      let scene = try await LinkScene(store)
      try await store.write { store in
        let before = try scene.picture(store)
        let desk = TicketDesk(store, now: start.adding(seconds: 1_000))
        let (small, large) = (scene.tickets[1], scene.tickets[3])
        let link = try desk.merge(small, into: large, by: linkStaff)
        let shown = try unwrap(try store.shownTicket(large))
        try expectEqual(shown.reportCount, 6)
        // Reporters 0 and 1 on the one, 0, 3, 2 and 1 on the other.
        try expectEqual(shown.reporterCount, 4)
        try expectEqual(shown.firstReceivedAt, try unwrap(before.tickets[small]).firstReceivedAt)
        try expectEqual(shown.lastReceivedAt, try unwrap(before.tickets[large]).lastReceivedAt)
        try expectEqual(try store.versions(ofTicket: large).map(\.reports).reduce(0, +), 6)
        try expectEqual(try store.reports(ofTicket: large, offset: 0, limit: 100).count, 6)
        // What is its own stays its own.
        try expectEqual(try store.ticket(large), try unwrap(before.tickets[large]))
        try expectEqual(try store.ticket(small), try unwrap(before.tickets[small]))
        let list = try store.tickets(TicketQuery(app: scene.app))
        try expectEqual(list.total, 4)
        try expect(!list.tickets.contains { $0.number == small })
        try expect(list.tickets.contains(shown))
        try expectEqual(try store.facets(app: scene.app).states[.open], 4)
        try desk.undo(link: link.id, by: linkStaff)
        try scene.expectPicture(before, store)
        for number in [small, large] {
          let kinds = try store.events(ofTicket: number, after: 0, limit: 100).map(\.kind)
          try expectEqual(kinds.last, .unlinked)
          try expectEqual(kinds.dropLast().last, number == small ? .mergedInto : .absorbed)
        }
      }
    },
    StoreCheck("a duplicate of a duplicate is found as the final ticket, and there is no circle") { store in
      let scene = try await LinkScene(store)
      let other = try await LinkScene(store, tickets: 1, name: "another")
      try await store.write { store in
        let desk = TicketDesk(store, now: start)
        let (a, b, c) = (scene.tickets[0], scene.tickets[1], scene.tickets[2])
        let first = try desk.merge(a, into: b, by: linkStaff)
        let second = try desk.merge(b, into: c, by: linkStaff)
        try expectEqual(try store.finalTicket(of: a), c)
        try expectEqual(try store.mergedTickets(of: c), [a, b])
        // Both stand for the same ticket by now.
        do {
          try desk.merge(c, into: a, by: linkStaff)
          throw BrokenPromise(description: "a circle was made")
        } catch let error as LinkError { try expectEqual(error, .sameTicket(c, a)) }
        do {
          try desk.merge(c, into: c, by: linkStaff)
          throw BrokenPromise(description: "a ticket was merged into itself")
        } catch let error as LinkError { try expectEqual(error, .sameTicket(c, c)) }
        do {
          try desk.merge(c, into: other.tickets[0], by: linkStaff)
          throw BrokenPromise(description: "tickets of two apps were merged")
        } catch let error as LinkError { try expectEqual(error, .otherApp(c, other.tickets[0])) }
        do {
          _ = try store.isolated {
            try store.addMerge(
              TicketLink(kind: .merge, ticket: c, other: other.tickets[0], at: start, actor: .system))
          }
          throw BrokenPromise(description: "the store itself took a merge across apps")
        } catch is BrokenPromise {
          throw BrokenPromise(description: "the store itself took a merge across apps")
        } catch {
          try expect(try store.finalTicket(of: c) == c)
        }
        // The link in the middle goes first: the other one still holds.
        try desk.undo(link: second.id, by: linkStaff)
        try expectEqual(try store.finalTicket(of: a), b)
        try desk.undo(link: first.id, by: linkStaff)
        do {
          try desk.undo(link: first.id, by: linkStaff)
          throw BrokenPromise(description: "a link was undone twice")
        } catch let error as LinkError { try expectEqual(error, .noSuchLink(first.id)) }
      }
    },
    StoreCheck("swapping the survivor turns the chain around") { store in
      let scene = try await LinkScene(store)
      try await store.write { store in
        let desk = TicketDesk(store, now: start)
        let (a, b, c, d) = (scene.tickets[0], scene.tickets[1], scene.tickets[2], scene.tickets[3])
        try desk.merge(a, into: b, by: linkStaff)
        try desk.merge(b, into: c, by: linkStaff)
        try desk.merge(d, into: c, by: linkStaff)
        let before = try unwrap(try store.shownTicket(c))
        try desk.makeSurvivor(a, by: linkStaff)
        try expectEqual(try store.mergedTickets(of: a), [b, c, d])
        let after = try unwrap(try store.shownTicket(a))
        try expectEqual(after.reportCount, before.reportCount)
        try expectEqual(after.reporterCount, before.reporterCount)
        do {
          try desk.makeSurvivor(a, by: linkStaff)
          throw BrokenPromise(description: "a survivor was swapped with itself")
        } catch let error as LinkError { try expectEqual(error, .notASurvivor(a)) }
      }
    },
    StoreCheck("a split shows chosen reports on a new ticket, and undoing it restores what was") { store in
      let scene = try await LinkScene(store)
      try await store.write { store in
        let before = try scene.picture(store)
        let desk = TicketDesk(store, now: start.adding(seconds: 1_000))
        let source = scene.tickets[4]
        let chosen = Array(try unwrap(scene.reports[source])[1...2])
        let link = try desk.split(source, reports: chosen, by: linkStaff)
        try expectEqual(try store.reports(ofTicket: link.ticket, offset: 0, limit: 100).map(\.id), chosen.reversed())
        try expectEqual(try unwrap(try store.shownTicket(link.ticket)).reportCount, 2)
        try expectEqual(try unwrap(try store.shownTicket(source)).reportCount, 3)
        try expectEqual(try store.shownTicket(ofReport: chosen[0]), link.ticket)
        try expectEqual(try unwrap(try store.placement(of: chosen[0])).ticket, source)
        try expectEqual(try store.tickets(TicketQuery(app: scene.app)).total, 6)
        do {
          try desk.split(source, reports: chosen, by: linkStaff)
          throw BrokenPromise(description: "reports that are shown elsewhere were split off")
        } catch let error as LinkError { try expectEqual(error, .notOnTicket(chosen.sorted()[0], source)) }
        do {
          try desk.split(scene.tickets[0], reports: try unwrap(scene.reports[scene.tickets[0]]), by: linkStaff)
          throw BrokenPromise(description: "a ticket was split off whole")
        } catch let error as LinkError { try expectEqual(error, .nothingWouldStay(scene.tickets[0])) }
        try desk.undo(link: link.id, by: linkStaff)
        try scene.expectPicture(before, store)
        // The empty ticket leads back to where its reports came from.
        try expectEqual(try store.finalTicket(of: link.ticket), source)
      }
    },
    StoreCheck("merge, split and undo in any order over 1,000 random sequences give back the identical state") {
      store in
      let scene = try await LinkScene(store)
      try await store.write { store in
        let before = try scene.picture(store)
        var chance = LinkChance(state: 7)
        for _ in 0..<1_000 {
          do {
            try store.isolated {
              try playLinks(scene, before, store, &chance)
              throw TakeBack()
            }
          } catch is TakeBack {
            continue
          }
        }
      }
    },
    StoreCheck("reports that come while tickets are merged go to the one that owns their key") { store in
      var scene = try await LinkScene(store)
      let (a, b) = (scene.tickets[1], scene.tickets[2])
      let link = try await store.write { try TicketDesk($0, now: start).merge(a, into: b, by: linkStaff) }
      for reporter in [0, 9, 9, 1] {
        try expectEqual(try await scene.digest(store, words: "it broke in way 1", reporter: reporter), a)
        try expectEqual(try await scene.digest(store, words: "It broke, in way 2!", reporter: reporter), b)
      }
      let third = scene.tickets[0]
      try await store.write { store in
        let counted = try unwrap(try store.shownTicket(b))
        try expectEqual(counted.reportCount, 13)
        // What was counted report by report is what deriving it anew gives.
        let desk = TicketDesk(store, now: start)
        try desk.merge(third, into: b, by: linkStaff)
        let again = try unwrap(try store.links(of: b).first)
        try desk.undo(link: again.id, by: linkStaff)
        try expectEqual(try store.shownTicket(b), counted)
        try desk.undo(link: link.id, by: linkStaff)
        try expectEqual(try unwrap(try store.shownTicket(a)).reportCount, 6)
        try expectEqual(try unwrap(try store.shownTicket(b)).reportCount, 7)
      }
    },
    StoreCheck("a key that was split off lands on the new ticket until the split is undone") { store in
      var scene = try await LinkScene(store)
      let (a, b) = (scene.tickets[1], scene.tickets[2])
      _ = try await store.write { try TicketDesk($0, now: start).merge(a, into: b, by: linkStaff) }
      let chosen = try unwrap(scene.reports[a])
      let split = try await store.write { try TicketDesk($0, now: start).split(b, reports: chosen, by: linkStaff) }
      try expectEqual(try await scene.digest(store, words: "it broke in way 1", reporter: 7), split.ticket)
      try expectEqual(try await scene.digest(store, words: "it broke in way 2", reporter: 7), b)
      try await store.write { store in
        let counted = try unwrap(try store.shownTicket(split.ticket))
        try expectEqual(counted.reportCount, 3)
        try TicketDesk(store, now: start).undo(link: split.id, by: linkStaff)
        // It has a report of its own by now, so it stays; the others went back.
        try expectEqual(try store.finalTicket(of: split.ticket), split.ticket)
        try expectEqual(try unwrap(try store.shownTicket(split.ticket)).reportCount, 1)
        try expectEqual(try unwrap(try store.shownTicket(b)).reportCount, 6)
      }
      try expectEqual(try await scene.digest(store, words: "it broke in way 1", reporter: 8), a)
    },
    StoreCheck("answers and resolutions of a survivor reach the reporters of all merged tickets") { store in
      var scene = try await LinkScene(store, tickets: 2)
      let phone = reportID(900_001)
      let contact = InstallationContact(
        app: scene.app, id: phone, secretHash: [UInt8](repeating: 1, count: 32), at: start)
      _ = try await store.ingest([], from: contact)
      let (a, b) = (scene.tickets[0], scene.tickets[1])
      try expectEqual(
        try await scene.digest(store, words: "it broke in way 0", reporter: 3, installation: phone), a)
      let app = scene.app
      let link = try await store.write { store in
        let desk = TicketDesk(store, now: start)
        let link = try desk.merge(a, into: b, by: linkStaff)
        // What is done to a merged ticket is done to its survivor.
        try desk.answer(a, note: "We are on it.", by: linkStaff)
        try desk.resolve(b, as: .code, note: "Fixed in 2.0.", by: linkStaff)
        try expectEqual(try store.ticket(a)?.state, .open)
        try expectEqual(try store.ticket(b)?.state, .resolved)
        return link
      }
      let updates = try await store.read { try $0.updates(app: app, installation: phone, after: 0, limit: 100) }
      try expectEqual(updates.map(\.kind), [.onTicket, .answered, .fixed])
      try expectEqual(updates.map(\.ticket), [a, b, b])
      // A regression reopens the survivor, and the report still goes to its own ticket.
      try expectEqual(
        try await scene.digest(store, words: "it broke in way 0", reporter: 5, installation: phone, after: 9_000), a)
      try await store.write { store in
        try expectEqual(try store.ticket(b)?.state, .open)
        try TicketDesk(store, now: start).undo(link: link.id, by: linkStaff)
        try TicketDesk(store, now: start).answer(b, note: "For b alone.", by: linkStaff)
      }
      let later = try await store.read { try $0.updates(app: app, installation: phone, after: 0, limit: 100) }
      try expectEqual(later.map(\.kind), [.onTicket, .answered, .fixed, .reopened, .onTicket])
      try expectEqual(later.last?.ticket, b)
    },
    StoreCheck("a ticket is published as a known issue, changed and withdrawn") { store in
      let scene = try await LinkScene(store, tickets: 3)
      let (a, b, app) = (scene.tickets[0], scene.tickets[1], scene.app)
      try await store.write { store in
        let desk = TicketDesk(store, now: start)
        try desk.publish(a, title: " It  breaks ", words: "", workaround: "  ", fixedIn: nil, by: linkStaff)
        try desk.publish(b, title: "Other", words: "w", workaround: "Wait.", fixedIn: "2.0", by: linkStaff)
        try desk.publish(a, title: "It breaks", words: "x y", workaround: "Do not.", fixedIn: nil, by: linkStaff)
        try expectEqual(
          try store.publishedIssues(app: app),
          [
            PublishedIssue(ticket: a, title: "It breaks", words: "x y", workaround: "Do not.", publishedAt: start),
            PublishedIssue(
              ticket: b, title: "Other", words: "w", workaround: "Wait.", fixedIn: "2.0", publishedAt: start),
          ])
        let old = try KnownIssuePublisher.digest(app: app, version: "1.9", in: store)
        // Two reporters come before one.
        try expectEqual(old.issues.map(\.id), [b, a])
        let new = try KnownIssuePublisher.digest(app: app, version: "2.0", in: store)
        try expectEqual(new.issues.map(\.id), [a])
        try desk.resolve(a, as: .code, note: nil, by: linkStaff)
        try expectEqual(
          try KnownIssuePublisher.digest(app: app, version: nil, in: store).issues.map(\.state), [.open, .fixed])
        // Merged, the survivor speaks for both.
        try desk.merge(a, into: b, by: linkStaff)
        try expectEqual(
          try KnownIssuePublisher.digest(app: app, version: nil, in: store).issues,
          [KnownIssue(id: b, title: "Other", words: "w", workaround: "Wait.", state: .open, fixedIn: "2.0")])
        try desk.withdraw(b, by: linkStaff)
        try expect(try store.publishedIssue(ofTicket: b) == nil)
        try expect(try store.wasPublished(ticket: b, app: app))
        try expect(try !store.wasPublished(ticket: scene.tickets[2], app: app))
        do {
          try desk.withdraw(b, by: linkStaff)
          throw BrokenPromise(description: "withdrawn twice")
        } catch let error as PublicationError { try expectEqual(error, .notPublished(b)) }
        let long = String(repeating: "x", count: WireLimits.knownIssueTitle + 1)
        do {
          try desk.publish(b, title: long, words: "", workaround: nil, fixedIn: nil, by: linkStaff)
          throw BrokenPromise(description: "a long title was taken")
        } catch let error as PublicationError { try expectEqual(error, .tooLong("title", bytes: 201, limit: 200)) }
      }
    },
    StoreCheck("me too counts a person onto a published ticket, once, and onto no other") { store in
      var scene = try await LinkScene(store, tickets: 2)
      let (a, b) = (scene.tickets[0], scene.tickets[1])
      try await store.write { store in
        try TicketDesk(store, now: start).publish(
          a, title: "It breaks", words: "", workaround: nil, fixedIn: nil, by: linkStaff)
      }
      try expectEqual(try await scene.meToo(store, 1, issue: a, reporter: 50), a)
      try expectEqual(try await scene.meToo(store, 2, issue: a, reporter: 50), a)
      try expectEqual(try await scene.meToo(store, 3, issue: a, reporter: 51), a)
      let ticket = try await store.read { try unwrap(try $0.ticket(a)) }
      try expectEqual(ticket.reportCount, 4)
      try expectEqual(ticket.reporterCount, 3)
      // Nobody gets onto a ticket, and hears its answers, by guessing its number.
      let guessed = try await scene.meToo(store, 4, issue: b, reporter: 52)
      try expect(guessed != b && guessed != a)
    },
  ]
}
