// Merge, split and undo: nothing moves, what is shown is derived, and undoing restores exactly what was.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let mergeChecks: [StoreCheck] = [
    StoreCheck("a merge shows the sums on the survivor, and undoing it restores what was") { store in
      let scene = try await MergeScene(store)
      try await store.write { store in
        let before = try scene.picture(store)
        let actions = TicketActions(store, now: start.adding(seconds: 1_000))
        let (small, large) = (scene.tickets[1], scene.tickets[3])
        let link = try actions.merge(small, into: large, by: mergingStaff)
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
        try expectEqual(try store.facets(in: .app(scene.app)).states[.open], 4)
        try actions.undo(link: link.id, by: mergingStaff)
        try scene.expectPicture(before, store)
        for number in [small, large] {
          let kinds = try store.events(ofTicket: number, after: 0, limit: 100).map(\.kind)
          try expectEqual(kinds.last, .unlinked)
          try expectEqual(kinds.dropLast().last, number == small ? .mergedInto : .absorbed)
        }
      }
    },
    StoreCheck("a duplicate of a duplicate is found as the final ticket, and there is no circle") { store in
      let scene = try await MergeScene(store)
      let other = try await MergeScene(store, tickets: 1, name: "another")
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        let (a, b, c) = (scene.tickets[0], scene.tickets[1], scene.tickets[2])
        let first = try actions.merge(a, into: b, by: mergingStaff)
        let second = try actions.merge(b, into: c, by: mergingStaff)
        try expectEqual(try store.finalTicket(of: a), c)
        try expectEqual(try store.mergedTickets(of: c), [a, b])
        // Both stand for the same ticket by now.
        do {
          try actions.merge(c, into: a, by: mergingStaff)
          throw BrokenPromise(description: "a circle was made")
        } catch let error as LinkError { try expectEqual(error, .sameTicket(c, a)) }
        do {
          try actions.merge(c, into: c, by: mergingStaff)
          throw BrokenPromise(description: "a ticket was merged into itself")
        } catch let error as LinkError { try expectEqual(error, .sameTicket(c, c)) }
        do {
          try actions.merge(c, into: other.tickets[0], by: mergingStaff)
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
        try actions.undo(link: second.id, by: mergingStaff)
        try expectEqual(try store.finalTicket(of: a), b)
        try actions.undo(link: first.id, by: mergingStaff)
        do {
          try actions.undo(link: first.id, by: mergingStaff)
          throw BrokenPromise(description: "a link was undone twice")
        } catch let error as LinkError { try expectEqual(error, .noSuchLink(first.id)) }
      }
    },
    StoreCheck("swapping the survivor turns the chain around") { store in
      let scene = try await MergeScene(store)
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        let (a, b, c, d) = (scene.tickets[0], scene.tickets[1], scene.tickets[2], scene.tickets[3])
        try actions.merge(a, into: b, by: mergingStaff)
        try actions.merge(b, into: c, by: mergingStaff)
        try actions.merge(d, into: c, by: mergingStaff)
        let before = try unwrap(try store.shownTicket(c))
        try actions.makeSurvivor(a, by: mergingStaff)
        try expectEqual(try store.mergedTickets(of: a), [b, c, d])
        let after = try unwrap(try store.shownTicket(a))
        try expectEqual(after.reportCount, before.reportCount)
        try expectEqual(after.reporterCount, before.reporterCount)
        do {
          try actions.makeSurvivor(a, by: mergingStaff)
          throw BrokenPromise(description: "a survivor was swapped with itself")
        } catch let error as LinkError { try expectEqual(error, .notASurvivor(a)) }
      }
    },
    StoreCheck("a split shows chosen reports on a new ticket, and undoing it restores what was") { store in
      let scene = try await MergeScene(store)
      try await store.write { store in
        let before = try scene.picture(store)
        let actions = TicketActions(store, now: start.adding(seconds: 1_000))
        let source = scene.tickets[4]
        let chosen = Array(try unwrap(scene.reports[source])[1...2])
        let link = try actions.split(source, reports: chosen, by: mergingStaff)
        try expectEqual(try store.reports(ofTicket: link.ticket, offset: 0, limit: 100).map(\.id), chosen.reversed())
        try expectEqual(try unwrap(try store.shownTicket(link.ticket)).reportCount, 2)
        try expectEqual(try unwrap(try store.shownTicket(source)).reportCount, 3)
        try expectEqual(try store.shownTicket(ofReport: chosen[0]), link.ticket)
        try expectEqual(try unwrap(try store.placement(of: chosen[0])).ticket, source)
        try expectEqual(try store.tickets(TicketQuery(app: scene.app)).total, 6)
        do {
          try actions.split(source, reports: chosen, by: mergingStaff)
          throw BrokenPromise(description: "reports that are shown elsewhere were split off")
        } catch let error as LinkError { try expectEqual(error, .notOnTicket(chosen.sorted()[0], source)) }
        do {
          try actions.split(scene.tickets[0], reports: try unwrap(scene.reports[scene.tickets[0]]), by: mergingStaff)
          throw BrokenPromise(description: "a ticket was split off whole")
        } catch let error as LinkError { try expectEqual(error, .nothingWouldStay(scene.tickets[0])) }
        try actions.undo(link: link.id, by: mergingStaff)
        try scene.expectPicture(before, store)
        // The empty ticket leads back to where its reports came from.
        try expectEqual(try store.finalTicket(of: link.ticket), source)
      }
    },
    StoreCheck("merge, split and undo in any order over 1,000 random sequences give back the identical state") {
      store in
      let scene = try await MergeScene(store)
      try await store.write { store in
        let before = try scene.picture(store)
        var chance = MergeChance(state: 7)
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
      var scene = try await MergeScene(store)
      let (a, b) = (scene.tickets[1], scene.tickets[2])
      let link = try await store.write { try TicketActions($0, now: start).merge(a, into: b, by: mergingStaff) }
      for reporter in [0, 9, 9, 1] {
        try expectEqual(try await scene.digest(store, words: "it broke in way 1", reporter: reporter), a)
        try expectEqual(try await scene.digest(store, words: "It broke, in way 2!", reporter: reporter), b)
      }
      let third = scene.tickets[0]
      try await store.write { store in
        let counted = try unwrap(try store.shownTicket(b))
        try expectEqual(counted.reportCount, 13)
        // What was counted report by report is what deriving it anew gives.
        let actions = TicketActions(store, now: start)
        try actions.merge(third, into: b, by: mergingStaff)
        let again = try unwrap(try store.links(of: b).first)
        try actions.undo(link: again.id, by: mergingStaff)
        try expectEqual(try store.shownTicket(b), counted)
        try actions.undo(link: link.id, by: mergingStaff)
        try expectEqual(try unwrap(try store.shownTicket(a)).reportCount, 6)
        try expectEqual(try unwrap(try store.shownTicket(b)).reportCount, 7)
      }
    },
    StoreCheck("a key that was split off lands on the new ticket until the split is undone") { store in
      var scene = try await MergeScene(store)
      let (a, b) = (scene.tickets[1], scene.tickets[2])
      _ = try await store.write { try TicketActions($0, now: start).merge(a, into: b, by: mergingStaff) }
      let chosen = try unwrap(scene.reports[a])
      let split = try await store.write {
        try TicketActions($0, now: start).split(b, reports: chosen, by: mergingStaff)
      }
      try expectEqual(try await scene.digest(store, words: "it broke in way 1", reporter: 7), split.ticket)
      try expectEqual(try await scene.digest(store, words: "it broke in way 2", reporter: 7), b)
      try await store.write { store in
        let counted = try unwrap(try store.shownTicket(split.ticket))
        try expectEqual(counted.reportCount, 3)
        try TicketActions(store, now: start).undo(link: split.id, by: mergingStaff)
        // It has a report of its own by now, so it stays; the others went back.
        try expectEqual(try store.finalTicket(of: split.ticket), split.ticket)
        try expectEqual(try unwrap(try store.shownTicket(split.ticket)).reportCount, 1)
        try expectEqual(try unwrap(try store.shownTicket(b)).reportCount, 6)
      }
      try expectEqual(try await scene.digest(store, words: "it broke in way 1", reporter: 8), a)
    },
    StoreCheck("answers and resolutions of a survivor reach the reporters of all merged tickets") { store in
      var scene = try await MergeScene(store, tickets: 2)
      let phone = reportID(900_001)
      let contact = InstallationContact(
        app: scene.app, id: phone, secretHash: [UInt8](repeating: 1, count: 32), at: start)
      _ = try await store.ingest([], from: contact)
      let (a, b) = (scene.tickets[0], scene.tickets[1])
      try expectEqual(
        try await scene.digest(store, words: "it broke in way 0", reporter: 3, installation: phone), a)
      let app = scene.app
      let link = try await store.write { store in
        let actions = TicketActions(store, now: start)
        let link = try actions.merge(a, into: b, by: mergingStaff)
        // What is done to a merged ticket is done to its survivor.
        try actions.claim(a, by: mergingStaff)
        try actions.answer(a, note: "We are on it.", by: mergingStaff)
        try actions.resolve(b, as: .code, note: "Fixed in 2.0.", by: mergingStaff)
        try expectEqual(try store.ticket(a)?.state, .open)
        try expectEqual(try store.ticket(b)?.state, .resolved)
        return link
      }
      let updates = try await store.read { try $0.updates(app: app, installation: phone, after: 0, limit: 100) }
      try expectEqual(updates.map(\.kind), [.onTicket, .lookedAt, .answered, .fixed])
      try expectEqual(updates.map(\.ticket), [a, b, b, b])
      // A regression reopens the survivor, and the report still goes to its own ticket.
      try expectEqual(
        try await scene.digest(store, words: "it broke in way 0", reporter: 5, installation: phone, after: 9_000), a)
      try await store.write { store in
        try expectEqual(try store.ticket(b)?.state, .open)
        try TicketActions(store, now: start).undo(link: link.id, by: mergingStaff)
        try TicketActions(store, now: start).answer(b, note: "For b alone.", by: mergingStaff)
      }
      let later = try await store.read { try $0.updates(app: app, installation: phone, after: 0, limit: 100) }
      try expectEqual(later.map(\.kind), [.onTicket, .lookedAt, .answered, .fixed, .reopened, .onTicket, .lookedAt])
      try expectEqual(later.last?.ticket, b)
    },
  ]
}
