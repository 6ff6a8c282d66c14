// Somebody's work: their own tickets, their groups' and those that they follow, unread first.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let followerChecks: [StoreCheck] = [
    StoreCheck("somebody's work holds what is theirs, their groups' and what they follow, each once, unread first") {
      store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      var numbers: [Int64] = []
      for index in 1...5 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
      numbers.append(try await store.openTicket(with: makeReport(9), app: other))
      let tickets = numbers
      try await store.write { store in
        let people = try store.makeStaff("Ann", "Ben")
        let (ann, ben) = (people[0], people[1])
        let group = try store.createGroup(named: "Billing", at: start)
        try store.setMembers([1], ofGroup: group.id)
        func at(_ seconds: Int64) -> TicketActions { TicketActions(store, now: start.adding(seconds: seconds)) }
        try at(1).claim(tickets[0], by: ann)
        try at(2).handOver(tickets[1], to: .group(group.id), by: ben)
        try at(3).follow(tickets[2], account: 1)
        try at(4).follow(tickets[5], account: 1)
        // Twice in it, shown once, as her own.
        try at(5).follow(tickets[0], account: 1)
        func work(_ apps: AppScope = .all) throws -> [WorkItem] { try store.work(ofAccount: 1, in: apps, limit: 50) }
        try expectEqual(Set(try work().map(\.ticket.number)), [tickets[0], tickets[1], tickets[2], tickets[5]])
        try expectEqual(try work(.app(app)).count, 3)
        try expectEqual(try work().first { $0.ticket.number == tickets[0] }?.reason, .owned)
        try expectEqual(try work().first { $0.ticket.number == tickets[1] }?.reason, .group)
        // What she did herself is not unread; the group's ticket was handed over by Ben.
        try expectEqual(try work().filter(\.isUnread).map(\.ticket.number), [tickets[1]])
        try expectEqual(try work().first?.ticket.number, tickets[1])
        let seen = try unwrap(try store.events(ofTicket: tickets[1], after: 0, limit: 50).last?.id)
        try at(6).markSeen(seen, on: tickets[1], by: 1)
        try at(6).markSeen(0, on: tickets[1], by: 1)
        try expectEqual(try store.seenEvent(ofTicket: tickets[1], account: 1), seen)
        try expect(try work().allSatisfy { !$0.isUnread })
        // Another's note is news, also on a ticket that is merged into what she follows.
        try at(7).note(tickets[0], text: "Mine too", by: ben)
        try at(8).merge(tickets[3], into: tickets[2], by: ann)
        try at(9).note(tickets[3], text: "And here", by: ben)
        try expectEqual(try work().filter(\.isUnread).map(\.ticket.number), [tickets[2], tickets[0]])
        // Claimed by somebody else it is the group's work no longer; resolved it is work until it was read.
        try at(10).claim(tickets[1], by: ben)
        try at(11).resolve(tickets[0], as: .content, note: nil, by: ann)
        try expect(
          try work().contains { $0.ticket.number == tickets[0] } && !work().contains { $0.ticket.number == tickets[1] })
        let last = try unwrap(try store.events(ofTicket: tickets[0], after: 0, limit: 50).last?.id)
        try at(12).markSeen(last, on: tickets[0], by: 1)
        try expect(try !work().contains { $0.ticket.number == tickets[0] })
        try expectEqual(try store.work(ofAccount: 2, in: .all, limit: 50).map(\.ticket.number), [tickets[1]])
        try expectEqual(try store.work(ofAccount: 1, in: .all, limit: 1).count, 1)
      }
    },
    StoreCheck("followers of a merged ticket follow the survivor, and leave it by one step") { store in
      let app = try await store.makeApp()
      let one = try await store.openTicket(with: makeReport(1), app: app)
      let two = try await store.openTicket(with: makeReport(2), app: app)
      try await store.write { store in
        _ = try store.makeStaff("Ann", "Ben")
        let actions = TicketActions(store, now: start)
        try actions.follow(one, account: 1)
        try actions.follow(one, account: 1)
        try actions.follow(two, account: 2)
        let link = try actions.merge(one, into: two, by: .system)
        try expectEqual(try store.followers(ofTicket: two), [1, 2])
        try expectEqual(try store.work(ofAccount: 1, in: .all, limit: 50).map(\.ticket.number), [two])
        try actions.unfollow(one, account: 1)
        try expectEqual(try store.followers(ofTicket: two), [2])
        try actions.undo(link: link.id, by: .system)
        try expectEqual(try store.followers(ofTicket: one), [])
      }
    },
  ]
}
