// Who is answering, and what somebody has read.
import CollectorCore
import TellbackWire

let deskChecks = [
  StoreCheck("a sign of presence holds until its end, is renewed, and follows a merge") { store in
    let app = try await store.makeApp()
    let one = try await store.openTicket(with: makeReport(1), app: app)
    let two = try await store.openTicket(with: makeReport(2), app: app)
    try await store.write { store in
      let ann = try store.makeStaff("Ann", "Ben")[0]
      func at(_ seconds: Int64) -> TicketActions { TicketActions(store, now: start.adding(seconds: seconds)) }
      func names(_ seconds: Int64) throws -> [String] {
        try store.presence(at: start.adding(seconds: seconds)).map { "\($0.name) \($0.ticket)" }
      }
      try at(0).noteAnswering(one, by: 1)
      try at(1).noteAnswering(one, by: 2)
      try expectEqual(try names(2), ["Ann \(one)", "Ben \(one)"])
      try expectEqual(try store.presence(at: start).first?.app, app)
      try at(10).noteAnswering(one, by: 1)
      // Ben gave no further sign.
      try expectEqual(try names(1 + Presence.seconds), ["Ann \(one)"])
      try expectEqual(try names(10 + Presence.seconds), [])
      // A sign never gets shorter, whichever collector's clock is ahead.
      try at(9).noteAnswering(one, by: 1)
      try expectEqual(try names(9 + Presence.seconds), ["Ann \(one)"])
      try at(11).merge(one, into: two, by: ann)
      try expectEqual(try names(12), ["Ann \(two)", "Ben \(two)"])
      try at(12).noteAnswering(one, by: 1)
      try expectEqual(try names(12).filter { $0.hasPrefix("Ann") }, ["Ann \(two)"])
      try at(13).endAnswering(two, by: 1)
      _ = try store.setDisabled(start, account: 2)
      try expectEqual(try names(13).filter { $0.hasPrefix("Ben") }, [])
    }
  },
  StoreCheck("a ticket is read once it was seen, and unread again after an event of somebody else") { store in
    let app = try await store.makeApp()
    let one = try await store.openTicket(with: makeReport(1), app: app)
    try await store.write { try TicketActions($0, now: start).note(one, text: "Long ago", by: .system) }
    let people = try await store.write { try $0.makeStaff("Ann", "Ben") }
    let two = try await store.openTicket(with: makeReport(2), app: app)
    try await store.write { store in
      func unread() throws -> Set<Int64> { try store.unread(among: [one, two], ofAccount: 1) }
      let actions = TicketActions(store, now: start)
      try actions.note(two, text: "By itself", by: .system)
      // What happened before she came counts as read.
      try expectEqual(try unread(), [two])
      try actions.markSeen(try store.newestEvents(ofTicket: two, limit: 1)[0].id, on: two, by: 1)
      try expectEqual(try unread(), [])
      try actions.note(one, text: "Mine", by: people[0])
      try expectEqual(try unread(), [])
      try actions.note(one, text: "His", by: people[1])
      try expectEqual(try unread(), [one])
      // On a ticket that is merged into it, too.
      try store.setReadMark(store.newestEvent(in: .all), ofAccount: 1)
      try store.setReadMark(0, ofAccount: 1)
      try expectEqual(try unread(), [])
      try actions.merge(two, into: one, by: people[0])
      try actions.note(two, text: "And here", by: people[1])
      try expectEqual(try unread().contains(one), true)
      try expectEqual(try store.unread(among: [], ofAccount: 1), [])
    }
  },
  StoreCheck("tickets are linked once, from both sides, and a merge takes their links along") { store in
    let app = try await store.makeApp()
    let other = try await store.makeApp("other")
    var numbers: [Int64] = []
    for index in 1...4 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
    let foreign = try await store.openTicket(with: makeReport(9), app: other)
    let (one, two, three, four) = (numbers[0], numbers[1], numbers[2], numbers[3])
    try await store.write { store in
      let actions = TicketActions(store, now: start)
      try actions.relate(one, .blocks, two, by: .system)
      // It has no direction, so it is the same from both sides.
      try actions.relate(three, .relates, one, by: .system)
      let blocks = TicketRelation(one, .blocks, two)
      try expectEqual(try store.relations(ofTicket: one), [blocks, TicketRelation(one, .relates, three)])
      try expectEqual(try store.relations(ofTicket: two), [blocks])
      try expectEqual(try store.relations(ofTicket: three), [TicketRelation(one, .relates, three)])
      try expectEqual(try store.events(ofTicket: two, after: 0, limit: 9).last?.detail, "is_blocked_by")
      func expectRefused(_ error: RelationError, _ body: () throws -> Void) throws {
        do { try body() } catch let found as RelationError { return try expectEqual(found, error) }
        throw BrokenPromise(description: "not refused: \(error)")
      }
      try expectRefused(.alreadyThere(one, three)) { try actions.relate(one, .relates, three, by: .system) }
      try expectRefused(.blocksEachOther(two, one)) { try actions.relate(two, .blocks, one, by: .system) }
      try expectRefused(.sameTicket(one)) { try actions.relate(one, .blocks, one, by: .system) }
      try expectRefused(.otherApp(one, foreign)) { try actions.relate(one, .blocks, foreign, by: .system) }
      // The link is the survivor's now, and goes from there; one to itself is none.
      let link = try actions.merge(one, into: four, by: .system)
      try expectEqual(
        try store.relations(ofTicket: four),
        [TicketRelation(four, .blocks, two), TicketRelation(three, .relates, four)])
      try expectEqual(try store.relations(ofTicket: two), [TicketRelation(four, .blocks, two)])
      try actions.unrelate(four, .relates, three, by: .system)
      try expectEqual(try store.relations(ofTicket: three), [])
      try actions.undo(link: link.id, by: .system)
      try expectEqual(try store.relations(ofTicket: one), [blocks])
      try actions.merge(two, into: one, by: .system)
      try expectEqual(try store.relations(ofTicket: one), [])
      try expectRefused(.notThere(three, four)) { try actions.unrelate(three, .relates, four, by: .system) }
    }
  },
]
