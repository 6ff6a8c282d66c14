// The history of tickets as programs follow it.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let eventChecks: [StoreCheck] = [
    StoreCheck("the newest act on a ticket is that of its family, and no arrival of a report") { store in
      let app = try await store.makeApp()
      let one = try await store.openTicket(with: makeReport(1, "One"), app: app)
      let two = try await store.openTicket(with: makeReport(2, "Two"), app: app)
      try await store.write { store in
        try expectEqual(try store.newestAct(ofTicket: one), 0)
        let noted = try store.append(
          TicketEvent(ticket: one, at: start, actor: .staff(id: 1, name: "A"), kind: .noted, text: "n"))
        try store.append(TicketEvent(ticket: one, at: start, actor: .system, kind: .attached, report: reportID(1)))
        try expectEqual(try store.newestAct(ofTicket: one), noted)
        let other = try store.append(TicketEvent(ticket: two, at: start, actor: .system, kind: .erased))
        try expectEqual(try store.newestAct(ofTicket: one), noted)
        try TicketActions(store, now: start).merge(two, into: one, by: .staff(id: 1, name: "A"))
        try expect(try store.newestAct(ofTicket: one) > other)
        try expectEqual(try store.newestAct(ofTicket: 99), 0)
      }
    },
    StoreCheck(
      "events are followed from a cursor, those of the apps that are seen, and a busy app is passed over in parts"
    ) { store in
      let (mine, busy) = (try await store.makeApp("mine"), try await store.makeApp("busy"))
      let one = try await store.openTicket(with: makeReport(1, "One"), app: mine)
      let two = try await store.openTicket(with: makeReport(2, "Two"), app: busy)
      try await store.write { store in
        func note(_ ticket: Int64) throws -> Int64 {
          try store.append(TicketEvent(ticket: ticket, at: start, actor: .system, kind: .noted))
        }
        let first = try note(one)
        for _ in 0..<10_500 { _ = try note(two) }
        let last = try note(one)
        var (cursor, seen, steps): (Int64, [Int64], Int) = (0, [], 0)
        while true {
          let page = try store.events(in: .app(mine), after: cursor, limit: 50)
          seen += page.events.map(\.id)
          guard page.last > cursor else { break }
          cursor = page.last
          steps += 1
        }
        try expectEqual(seen, [first, last])
        try expect(steps >= 2)
        try expectEqual(cursor, last)
        let all = try store.events(in: .all, after: first, limit: 3)
        try expectEqual(all.events.map(\.id), [first + 1, first + 2, first + 3])
        try expectEqual(all.last, first + 3)
        try expectEqual(try store.events(in: .all, after: last, limit: 3).last, last)
        try expectEqual(try store.events(in: .all, after: Int64.max, limit: 3).last, Int64.max)
      }
    },
  ]
}
