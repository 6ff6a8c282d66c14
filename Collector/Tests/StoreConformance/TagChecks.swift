// Tags: bounded, each once, united by a merge and given back by its undoing.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let tagChecks: [StoreCheck] = [
    StoreCheck("tags are on a ticket once each, in the order of the alphabet, and within their limits") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        try expectEqual(try store.addTags(["vip", "beta", "vip"], ticket: number, at: start), ["vip", "beta"])
        try expectEqual(try store.tags(ofTicket: number), ["beta", "vip"])
        try expectEqual(try store.removeTags(["vip", "none"], ticket: number), ["vip"])
        try expectEqual(try store.tags(in: .all, limit: 9), ["beta"])
        let many = (1...30).map { "t\($0)" }
        try expectEqual(try store.addTags(many, ticket: number, at: start).count, TicketTag.limit - 1)
        try expectEqual(try store.tags(ofTicket: number).count, TicketTag.limit)
        try expectEqual(try store.tags(in: .only([]), limit: 9), [])
      }
    },
    StoreCheck("an app has so many different tags and no more") { store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...51 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
      let tickets = numbers
      try await store.write { store in
        for (index, number) in tickets.prefix(50).enumerated() {
          let tags = (0..<20).map { "t\(index * 20 + $0)" }
          try expectEqual(try store.addTags(tags, ticket: number, at: start).count, 20)
        }
        try expectEqual(try store.addTags(["one more", "t1"], ticket: tickets[50], at: start), ["t1"])
      }
      try await expectError(TagError.tooManyInApp) {
        try await store.write { try TicketActions($0, now: start).changeTags(tickets[50], add: ["new"], by: .system) }
      }
    },
    StoreCheck("a merge shows the tags of both, also to the filter, and undoing it gives each its own") { store in
      let app = try await store.makeApp()
      let one = try await store.openTicket(with: makeReport(1), app: app)
      let two = try await store.openTicket(with: makeReport(2), app: app)
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        let actions = TicketActions(store, now: start)
        try actions.changeTags(one, add: [" VIP  customer", "both"], by: ann)
        try actions.changeTags(two, add: ["beta", "both"], by: ann)
        func found(_ tag: String) throws -> [Int64] {
          try store.tickets(TicketQuery(tag: tag, order: .oldest)).tickets.map(\.number)
        }
        try expect(try found("both") == [one, two] && found("beta") == [two] && found("none").isEmpty)
        let link = try actions.merge(one, into: two, by: ann)
        try expectEqual(try store.tags(ofTicket: two), ["beta", "both", "vip customer"])
        try expect(try found("vip customer") == [two] && found("both") == [two])
        try actions.changeTags(one, add: ["late"], by: ann)
        try actions.undo(link: link.id, by: ann)
        try expectEqual(try store.tags(ofTicket: one), ["both", "vip customer"])
        try expectEqual(try store.tags(ofTicket: two), ["beta", "both", "late"])
        let events = try store.newestEvents(ofTicket: two, limit: 9).filter { $0.kind == .tagged }
        try expectEqual(events.map(\.detail), ["beta, both", "late"])
      }
    },
    StoreCheck("a change of tags that a limit refuses changes nothing, and one that changes nothing leaves no trace") {
      store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        try actions.changeTags(number, add: (1...20).map { "t\($0)" }, by: .system)
        let events = try store.newestEvent(in: .all)
        try actions.changeTags(number, add: ["T1 "], remove: ["none"], by: .system)
        try expectEqual(try store.newestEvent(in: .all), events)
      }
      try await expectError(TagError.tooMany(number)) {
        try await store.write {
          try TicketActions($0, now: start).changeTags(number, add: ["x", "y"], remove: ["t1"], by: .system)
        }
      }
      try expectEqual(try await store.read { try $0.tags(ofTicket: number).count }, 20)
      let long = String(repeating: "é", count: 25)
      try await store.write { store in
        try TicketActions(store, now: start).changeTags(number, add: [long], remove: ["t1"], by: .system)
      }
      try await expectError(TagError.tooLong(long + "x", bytes: 51)) {
        try await store.write { try TicketActions($0, now: start).changeTags(number, add: [long + "x"], by: .system) }
      }
      try await expectError(TagError.notAllowed("a,b")) {
        try await store.write { try TicketActions($0, now: start).changeTags(number, add: ["a,b"], by: .system) }
      }
    },
  ]
}
