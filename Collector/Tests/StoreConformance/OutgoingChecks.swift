// Messages in their undo window, tickets that wake, and drafts.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let outgoingChecks: [StoreCheck] = [
    StoreCheck("a message waits with all that it holds, and is sent or taken back once") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      let other = try await store.openTicket(with: makeReport(2), app: app)
      let message = try await store.write { store -> OutgoingMessage in
        let event = try store.append(
          TicketEvent(ticket: number, at: start, actor: .staff(id: 3, name: "Ann"), kind: .moved, to: .resolved))
        var message = OutgoingMessage(
          ticket: number, event: event, account: 3, by: "Ann", kind: .fixed, text: "Füße\n2", at: start,
          dueAt: start.adding(seconds: 10),
          before: TicketStanding(
            state: .waiting, waiting: try Waiting(.department, name: "Billing", until: start.adding(seconds: 60))))
        message.id = try store.addOutgoing(message)
        return message
      }
      try await store.write { store in
        try expectEqual(try store.outgoing(message.id), message)
        try expectEqual(try store.nextOutgoing(), message.dueAt)
        try expect(try store.outgoing(dueBy: start.adding(seconds: 9), limit: 5).isEmpty)
        try expectEqual(try store.outgoing(dueBy: message.dueAt, limit: 5), [message])
        try expect(try store.outgoing(dueBy: message.dueAt, limit: 0).isEmpty)
        _ = try TicketActions(store, now: start).merge(number, into: other, by: .system)
        try expectEqual(try store.outgoing(ofTicket: other), [message])
        try expect(try store.removeOutgoing(message.id))
        try expect(try !store.removeOutgoing(message.id))
        try expect(try store.outgoing(message.id) == nil && store.nextOutgoing() == nil)
      }
    },
    StoreCheck("every outcome, fix and wait is kept on tickets and events") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        var ticket = makeTicket(app: app)
        ticket.number = try store.openTicket(ticket)
        func move(_ ticket: inout Ticket, to standing: TicketStanding) throws {
          try expect(try store.move(ticket: ticket.number, from: ticket.standing, to: standing, at: start), "not moved")
          ticket.standing = standing
        }
        for kind in ResolutionKind.allCases {
          let fixes: [FixRelease?] = kind == .code ? [nil, .notYet, .version("2.1")] : [nil]
          for fix in fixes {
            try move(&ticket, to: TicketStanding(state: .resolved, resolution: kind, fix: fix, resolvedAt: start))
            try expectEqual(try store.ticket(ticket.number), ticket)
          }
          let event = TicketEvent(
            ticket: ticket.number, at: start, actor: .system, kind: .moved, from: .open, to: .resolved,
            resolution: kind,
            detail: "in 2.1")
          let id = try store.append(event)
          let kept = try store.newestEvents(ofTicket: ticket.number, limit: 1)
          try expectEqual(kept.first?.resolution, kind)
          try expectEqual(kept.first?.detail, "in 2.1")
          try expectEqual(kept.first?.id, id)
        }
        let until = start.adding(seconds: 60)
        let waits = [
          try Waiting(.reporter), try Waiting(.department, name: "Billing", until: until),
          try Waiting(.release, name: "3.0"), try Waiting(.date, until: until.adding(seconds: 1)),
        ]
        for waiting in waits {
          try move(&ticket, to: TicketStanding(state: .waiting, waiting: waiting))
          try expectEqual(try store.ticket(ticket.number), ticket)
        }
        try expectEqual(try store.nextWake(), until.adding(seconds: 1))
        try expect(try store.tickets(waitingUntil: until, limit: 9).isEmpty)
        try expectEqual(try store.tickets(waitingUntil: until.adding(seconds: 1), limit: 9), [ticket.number])
        // A ticket that began to wait before causes were asked for has none.
        try move(&ticket, to: TicketStanding(state: .waiting))
        try expectEqual(try store.ticket(ticket.number), ticket)
        try expect(try store.nextWake() == nil)
      }
    },
    StoreCheck("drafts are kept for each person, ticket and box") { store in
      let app = try await store.makeApp()
      let (one, two) = try await store.write { store in
        (
          try store.createAccount(email: "a@b.c", name: "A", role: .support, passwordHash: "x", at: start).id,
          try store.createAccount(email: "d@e.f", name: "D", role: .support, passwordHash: "x", at: start).id
        )
      }
      let number = try await store.openTicket(with: makeReport(1), app: app)
      let other = try await store.openTicket(with: makeReport(2), app: app)
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        try actions.saveDraft("Für alle", in: .answer, on: number, of: one)
        try actions.saveDraft("Staff", in: .note, on: number, of: one)
        try actions.saveDraft("Another's", in: .answer, on: number, of: two)
        try actions.saveDraft("Für alle 2", in: .answer, on: number, of: one)
        try expectEqual(
          try store.draftTexts(ofTicket: number, account: one), [.answer: "Für alle 2", .note: "Staff"])
        _ = try actions.merge(number, into: other, by: .system)
        try expectEqual(
          try store.draftTexts(ofTicket: other, account: one), [.answer: "Für alle 2", .note: "Staff"])
        try actions.saveDraft("", in: .answer, on: other, of: one)
        try expectEqual(try store.draftTexts(ofTicket: other, account: one), [.note: "Staff"])
        try expectEqual(try store.draftTexts(ofTicket: other, account: two), [.answer: "Another's"])
      }
    },
  ]
}
