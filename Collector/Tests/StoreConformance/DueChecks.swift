// What a store finds due: idle claims, waits for a release, waits for a reporter.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let dueChecks: [StoreCheck] = [
    StoreCheck("idle claims are found oldest first, without what waits, is resolved, or is merged") { store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...5 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
      let tickets = numbers
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        func at(_ seconds: Int64) -> TicketActions { TicketActions(store, now: start.adding(seconds: seconds)) }
        for (index, number) in tickets.enumerated() { try at(Int64(100 - index)).claim(number, by: ann) }
        try expectEqual(try store.oldestClaim(), start.adding(seconds: 96))
        try at(101).wait(tickets[4], for: Waiting(.reporter), by: ann)
        try at(102).resolve(tickets[3], as: .content, note: nil, by: ann)
        try at(103).merge(tickets[2], into: tickets[0], by: ann)
        try expectEqual(try store.tickets(idleSince: start.adding(seconds: 98), limit: 10), [])
        try expectEqual(try store.tickets(idleSince: start.adding(seconds: 99), limit: 10), [tickets[1]])
        try expectEqual(try store.tickets(idleSince: start.adding(seconds: 500), limit: 10), [tickets[1], tickets[0]])
        try expectEqual(try store.tickets(idleSince: start.adding(seconds: 500), limit: 1), [tickets[1]])
        try expectEqual(try store.oldestClaim(), start.adding(seconds: 99))
        try expectEqual(try store.tickets(ownedBy: 1), tickets)
      }
    },
    StoreCheck("waits for a release are found by app, and waits for a reporter by when they began") { store in
      let (app, other) = (try await store.makeApp(), try await store.makeApp("other"))
      var numbers: [Int64] = []
      for index in 1...4 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
      numbers.append(try await store.openTicket(with: makeReport(9), app: other))
      let tickets = numbers
      try await store.write { store in
        func at(_ seconds: Int64) -> TicketActions { TicketActions(store, now: start.adding(seconds: seconds)) }
        func waits(_ seconds: Int64, _ isReminded: Bool = false) throws -> [Int64] {
          try store.tickets(
            waitingForReporterSince: start.adding(seconds: seconds), areReminded: isReminded, limit: 10)
        }
        try at(1).wait(tickets[0], for: Waiting(.release, name: "2.1"), by: .system)
        try at(1).wait(tickets[4], for: Waiting(.release, name: "2.1"), by: .system)
        try expect(try store.ticketsWaitingForRelease(of: app).elementsEqual([(tickets[0], "2.1")], by: ==))
        try at(10).wait(tickets[1], for: Waiting(.reporter), by: .system)
        try at(20).wait(tickets[2], for: Waiting(.reporter), by: .system)
        try at(30).wait(tickets[3], for: Waiting(.department, name: "Legal", wakesOnReply: false), by: .system)
        try expectEqual(try store.ticket(tickets[3])?.waiting?.wakesOnReply, false)
        try expect(try waits(9) == [] && waits(10) == [tickets[1]] && waits(20) == [tickets[1], tickets[2]])
        try expectEqual(try store.oldestWaitForReporter(isReminded: false), start.adding(seconds: 10))
        try store.setReminded(ticket: tickets[1], at: start.adding(seconds: 40))
        try expect(try waits(100) == [tickets[2]] && waits(39, true) == [] && waits(40, true) == [tickets[1]])
        try expectEqual(try store.oldestWaitForReporter(isReminded: true), start.adding(seconds: 40))
        // Taken up and put off again, the count begins anew; ended without an answer, it is found no more.
        try at(50).reopen(tickets[1], note: nil, by: .system)
        try at(60).wait(tickets[1], for: Waiting(.reporter), by: .system)
        try expect(try waits(100, true) == [] && waits(60) == [tickets[2], tickets[1]])
        try at(70).resolve(tickets[2], as: .noAnswer, note: nil, by: .system)
        try expect(try store.ticket(tickets[2])?.resolution == .noAnswer && waits(100) == [tickets[1]])
        try expectEqual(try store.events(ofTicket: tickets[2], after: 0, limit: 50).last?.resolution, .noAnswer)
      }
    },
  ]
}
