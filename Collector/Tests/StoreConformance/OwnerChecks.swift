// Who has a ticket: one owner whatever happens at once, and merges that give back what was.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let ownerChecks: [StoreCheck] = [
    StoreCheck("of a hundred who claim a ticket at once one gets it, and each of the others is told who") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      let people = try await store.write { store in
        try (1...100).map { index -> Actor in
          let account = try store.createAccount(
            email: "p\(index)@example.org", name: "P\(index)", role: .support, passwordHash: "x", at: start)
          return .staff(id: account.id, name: account.name)
        }
      }
      let refused = try await withThrowingTaskGroup(of: OwnerError?.self) { group in
        for actor in people {
          group.addTask {
            do { try await store.write { try TicketActions($0, now: start).claim(number, by: actor) } } catch let error
              as OwnerError
            { return error }
            return nil
          }
        }
        return try await group.reduce(into: [OwnerError?]()) { $0.append($1) }
      }
      let owner = try unwrap(try await store.read { try $0.ticket(number)?.holder.owner })
      try expectEqual(refused.count { $0 == nil }, 1)
      try expectEqual(refused.compactMap(\.self).count { $0 == .owned(number, by: owner.name) }, 99)
      let claims = try await store.read { try $0.events(ofTicket: number, after: 0, limit: 200) }
      try expectEqual(claims.count { $0.kind == .claimed }, 1)
    },
    StoreCheck("a ticket is given on only by what it was read as") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        _ = try store.makeStaff("Ann", "Ben")
        let group = try store.createGroup(named: "Billing", at: start)
        let ann = TicketHolder(owner: TicketOwner(account: 1, name: "Ann", since: start, actedAt: start), group: group)
        try expect(try store.hold(ticket: number, from: TicketHolder(), to: ann, at: start.adding(seconds: 5)))
        try expectEqual(try store.ticket(number)?.holder, ann)
        try expectEqual(try store.ticket(number)?.changedAt, start.adding(seconds: 5))
        try expect(try !store.hold(ticket: number, from: TicketHolder(), to: TicketHolder(), at: start))
        try expect(try !store.hold(ticket: number, from: TicketHolder(owner: ann.owner), to: TicketHolder(), at: start))
        try store.noteOwnerActed(ticket: number, account: 2, at: start.adding(seconds: 60))
        try expectEqual(try store.ticket(number)?.holder.owner?.actedAt, start)
        try store.noteOwnerActed(ticket: number, account: 1, at: start.adding(seconds: 60))
        try store.noteOwnerActed(ticket: number, account: 1, at: start.adding(seconds: 30))
        try expectEqual(try store.ticket(number)?.holder.owner?.actedAt, start.adding(seconds: 60))
        try expect(try store.hold(ticket: number, from: ann, to: TicketHolder(group: group), at: start))
        try expectEqual(try store.ticket(number)?.holder, TicketHolder(group: group))
      }
    },
    StoreCheck("lists show what nobody has, one's own and a group's, with how many there are") { store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...6 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
      let tickets = numbers
      try await store.write { store in
        let people = try store.makeStaff("Ann", "Ben")
        let group = try store.createGroup(named: "Billing", at: start)
        let actions = TicketActions(store, now: start)
        try actions.claim(tickets[0], by: people[0])
        try actions.claim(tickets[1], by: people[0])
        try actions.claim(tickets[2], by: people[1])
        try actions.handOver(tickets[3], to: .group(group.id), by: people[0])
        // Merged, it is found as what the other is: Ben's.
        try actions.merge(tickets[1], into: tickets[2], by: people[0])
        func list(_ owner: OwnerFilter) throws -> (Set<Int64>, Int) {
          let page = try store.tickets(TicketQuery(apps: .app(app), states: [.open], owner: owner))
          return (Set(page.tickets.map(\.number)), page.total)
        }
        try expect(try list(.nobody) == ([tickets[3], tickets[4], tickets[5]], 3))
        try expect(try list(.account(1)) == ([tickets[0]], 1))
        try expect(try list(.account(2)) == ([tickets[2]], 1))
        try expect(try list(.group(group.id)) == ([tickets[3]], 1))
        try expect(try list(.account(99)) == ([], 0))
      }
    },
    StoreCheck("how many each owner has is told beside a page, of a list and of a search, as each by itself tells it") {
      store in
      let app = try await store.makeApp()
      var tickets: [Int64] = []
      for number in 1...12 as ClosedRange<UInt64> {
        tickets.append(
          try await store.openTicket(
            with: makeReport(number, "Word \(number % 2 == 0 ? "even" : "odd") fails"), app: app))
      }
      let numbers = tickets
      try await store.write { store in
        let staff = try store.makeStaff("Ann", "Ben")
        let actions = TicketActions(store, now: start)
        for place in [0, 1, 2, 3] { try actions.claim(numbers[place], by: staff[0]) }
        for place in [4, 5] { try actions.claim(numbers[place], by: staff[1]) }
        try actions.resolve(numbers[3], as: .content, note: nil, by: staff[0])
        try actions.merge(numbers[7], into: numbers[6], by: staff[0])
      }
      let owners: [OwnerFilter] = [.nobody, .account(1), .account(2), .account(9), .group(1)]
      try await store.read { store in
        for states in [[.open], [.resolved], Set(TicketState.allCases)] as [Set<TicketState>] {
          for search in [nil, "even", "word", "nothing", "#3"] as [String?] {
            for owner in [nil, .nobody, .account(1)] as [OwnerFilter?] {
              let query = TicketQuery(
                apps: .app(app), states: states, owner: owner, search: search,
                order: search == nil ? .recent : .relevance, limit: 3)
              let found = try store.tickets(query, totalsOf: owners)
              try expectEqual(found.page, try store.tickets(query))
              for (owner, total) in zip(owners, found.totals) {
                var one = query
                one.owner = owner
                try expectEqual(total, try store.tickets(one).total)
              }
            }
          }
        }
        let all = TicketQuery(apps: .app(app), states: [.open])
        try expectEqual(try store.tickets(all, totalsOf: owners).totals, [5, 3, 2, 0, 0])
      }
    },
    StoreCheck("the survivor of a merge keeps its owner, else it gets the other's, and undoing gives back what was") {
      store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...4 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
      let tickets = numbers
      try await store.write { store in
        let people = try store.makeStaff("Ann", "Ben")
        let actions = TicketActions(store, now: start)
        try actions.claim(tickets[0], by: people[0])
        try actions.claim(tickets[1], by: people[1])
        let before = try tickets.map { try unwrap(try store.ticket($0)?.holder) }
        let owner: (Int) throws -> String? = { try store.ticket(tickets[$0])?.holder.owner?.name }
        let both = try actions.merge(tickets[0], into: tickets[1], by: people[0])
        try expectEqual(try owner(1), "Ben")
        let chain = try actions.merge(tickets[1], into: tickets[2], by: people[0])
        try expectEqual(try owner(2), "Ben")
        try expect(try store.link(both.id)?.gaveOwner == nil && store.link(chain.id)?.gaveOwner == 2)
        try actions.undo(link: both.id, by: people[0])
        try actions.undo(link: chain.id, by: people[0])
        try expectEqual(try tickets.map { try unwrap(try store.ticket($0)?.holder) }, before)
        // Whoever took it since keeps it.
        let later = TicketActions(store, now: start.adding(seconds: 60))
        let given = try later.merge(tickets[0], into: tickets[3], by: people[0])
        try TicketActions(store, now: start.adding(seconds: 90)).takeOver(tickets[3], by: people[1])
        try later.undo(link: given.id, by: people[0])
        try expect(try owner(0) == "Ann" && owner(3) == "Ben")
      }
    },
    StoreCheck("groups have members and one name each, and what was theirs is nobody's group's when they go") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        _ = try store.makeStaff("Ann", "Ben")
        let billing = try store.createGroup(named: "Billing", at: start)
        let accounts = try store.createGroup(named: "accounts", at: start)
        try expectEqual(try store.groups(), [accounts, billing])
        try store.setMembers([1, 2], ofGroup: billing.id)
        try store.setMembers([2], ofGroup: accounts.id)
        try expect(
          try store.members(ofGroup: billing.id) == [1, 2] && store.groups(ofAccount: 2) == [accounts, billing])
        try store.setMembers([1], ofGroup: billing.id)
        try expect(try store.groups(ofAccount: 2) == [accounts])
        try store.renameGroup(billing.id, to: "Money")
        try expectEqual(try store.group(named: "Money")?.id, billing.id)
        try TicketActions(store, now: start).handOver(number, to: .group(billing.id), by: .system)
        try store.deleteGroup(billing.id)
        try expect(try store.group(billing.id) == nil && store.ticket(number)?.holder == TicketHolder())
      }
      try await expectError(StoreError.taken("accounts")) {
        _ = try await store.write { try $0.createGroup(named: "accounts", at: start) }
      }
    },
  ]
}
