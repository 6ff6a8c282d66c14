// Tickets of stuck customers: found by age, reopenings and unhappy reporters, told once, in business hours, also after a restart.
import CollectorCore
import TellbackWire

// Practice E4.
extension StoreCheck {
  private static let day: Int64 = 86_400

  private static func escalate(_ store: any Store, at moment: Timestamp) async throws -> Int {
    try await store.write {
      try TicketActions($0, now: moment).doWhatIsDue(DueSchedule(), limit: 20).stuck
    }
  }

  private static func open(_ number: UInt64, _ app: AppID, at moment: Timestamp, in store: any Store) async throws
    -> Int64
  {
    var ticket = makeTicket(app: app, title: "Stuck \(number)")
    ticket.openedAt = moment
    return try await store.openTicket(with: makeReport(number, "Stuck \(number)"), app: app, ticket)
  }

  private static func told(_ ticket: Int64, _ store: any Store) async throws -> [String] {
    try await store.read {
      try $0.newestEvents(ofTicket: ticket, limit: 50).filter { $0.kind == .stuck }.compactMap(\.detail)
    }
  }

  static let stuckChecks = [
    StoreCheck(
      "A ticket that is open for long reaches the person named, once, also by a store that was opened anew",
      reopening: { store, reopen in
        let app = try await store.makeApp()
        let other = try await store.makeApp("other")
        let ada = try await store.write { store in
          let people = try store.makeStaff("Ada", "Lea")
          try store.setApps(.app(app), account: 2)
          return people[0]
        }
        let old = try await open(1, app, at: start.adding(seconds: -31 * day), in: store)
        let young = try await open(2, app, at: start.adding(seconds: -29 * day), in: store)
        let waiting = try await open(3, app, at: start.adding(seconds: -40 * day), in: store)
        let unseen = try await open(4, other, at: start.adding(seconds: -40 * day), in: store)
        try await store.write { store in
          let actions = TicketActions(store, now: start)
          try actions.claim(waiting, by: ada)
          try actions.wait(waiting, for: Waiting(.reporter), by: ada)
          try expect(try store.nextStuckLook() == nil)
          try ServiceLevelActions(store, now: start, by: .command)
            .setStuck(StuckRules(days: 30, person: 2), seen: 0)
          try expectEqual(try store.nextStuckLook(), start)
        }
        try expectEqual(try await escalate(store, at: start), 1)
        try expectEqual(try await told(old, store), ["age: Lea"])
        // Looked through hourly, and nothing is told twice.
        try expectEqual(try await store.read { try $0.nextStuckLook() }, start.adding(seconds: StuckRules.interval))
        await store.close()
        let again = try reopen()
        try expectEqual(try await escalate(again, at: start.adding(seconds: day - 1)), 0)
        try expectEqual(try await escalate(again, at: start.adding(seconds: 2 * day)), 1)
        for (ticket, count) in [(old, 1), (young, 1), (waiting, 0), (unseen, 0)] {
          try expectEqual(try await told(ticket, again).count, count)
        }
        try await again.write { store in
          _ = try NoticePlanner(store, now: start.adding(seconds: 2 * day)).plan(mails: true)
          let notices = try store.notices(ofAccount: 2, in: .all, before: nil, limit: 9)
          try expectEqual(notices.map(\.reason), [.stuck, .stuck])
          try expectEqual(notices.map(\.ticket), [young, old])
          try expect(notices.allSatisfy(\.awaitsMail))
          try ServiceLevelActions(store, now: start, by: .command)
            .setStuck(nil, seen: store.serviceRules()?.version ?? 0)
          try expect(try store.nextStuckLook() == nil)
        }
        await again.close()
      }),
    StoreCheck("A ticket that is opened again and again, and an unhappy reporter, reach the person named") { store in
      let app = try await store.makeApp()
      let ada = try await store.write { try $0.makeStaff("Ada", "Lea")[0] }
      let (often, once) = (
        try await open(1, app, at: start, in: store), try await open(2, app, at: start, in: store)
      )
      let (sad, glad) = (try await open(3, app, at: start, in: store), try await open(4, app, at: start, in: store))
      let before = try await open(5, app, at: start, in: store)
      func reopen(_ ticket: Int64, at moment: Timestamp) async throws {
        try await store.write { store in
          let actions = TicketActions(store, now: moment)
          try actions.claimIfFree(ticket, by: ada)
          try actions.resolve(ticket, as: .content, note: nil, by: ada)
          try actions.reopen(ticket, note: nil, by: ada)
        }
      }
      func say(_ kind: TicketEvent.Kind, _ detail: String?, _ ticket: Int64, at moment: Timestamp) async throws {
        _ = try await store.write {
          try $0.append(TicketEvent(ticket: ticket, at: moment, actor: .system, kind: kind, detail: detail))
        }
      }
      try await say(.notHelped, nil, before, at: start.adding(seconds: -1))
      try await reopen(often, at: start.adding(seconds: -1))
      try await store.write { store in
        try ServiceLevelActions(store, now: start, by: .command)
          .setStuck(StuckRules(reopenings: 2, onUnhappy: true, person: 2), seen: 0)
      }
      let later = start.adding(seconds: 7_200)
      try expectEqual(try await escalate(store, at: later), 0)
      for ticket in [often, once] { try await reopen(ticket, at: later) }
      try await say(.rated, "2", sad, at: later)
      try await say(.rated, "3", glad, at: later)
      try expectEqual(try await escalate(store, at: later.adding(seconds: 7_200)), 2)
      try expectEqual(try await told(often, store), ["reopened: Lea"])
      try expectEqual(try await told(sad, store), ["unhappy: Lea"])
      // A merged ticket is found as the one that it is shown as.
      try await say(.notHelped, nil, glad, at: later.adding(seconds: 7_201))
      _ = try await store.write { try TicketActions($0, now: later).merge(glad, into: once, by: ada) }
      try expectEqual(try await escalate(store, at: later.adding(seconds: 20_000)), 1)
      try expectEqual(try await told(once, store), ["unhappy: Lea"])
      try expectEqual(try await told(before, store), [])
    },
    StoreCheck("Nobody is told of a stuck customer outside the hours of the calendar") { store in
      let app = try await store.makeApp()
      // Thursday, 1 January 1970 begins the count of weekdays: this is a Saturday.
      let saturday = PainWeek.start(PainWeek.of(start)).adding(seconds: 5 * day + 12 * 3_600)
      let monday = PainWeek.start(PainWeek.of(start) + 1)
      let ticket = try await open(1, app, at: start.adding(seconds: -90 * day), in: store)
      try await store.write { store in
        _ = try store.makeStaff("Ada")
        let levels = ServiceLevelActions(store, now: saturday, by: .command)
        try levels.saveCalendar(
          BusinessCalendar(id: 0, name: "Office", zone: "UTC", week: BusinessCalendar.officeWeek, holidays: []), seen: 0
        )
        let calendar = try unwrap(try store.serviceRules()?.settings.calendars.first)
        try levels.setStuck(
          StuckRules(days: 30, person: 1, calendar: calendar.id), seen: store.serviceRules()?.version ?? 0)
        do {
          try levels.deleteCalendar(calendar.id, seen: store.serviceRules()?.version ?? 0)
          throw BrokenPromise(description: "the calendar of an escalation was deleted")
        } catch ServiceLevelError.calendarInUse {}
      }
      try expectEqual(try await escalate(store, at: saturday), 0)
      let opening = try unwrap(try await store.read { try $0.nextStuckLook() })
      try expect(opening > monday && opening < monday.adding(seconds: 12 * 3_600), "opens \(opening)")
      try expectEqual(try await escalate(store, at: opening.adding(seconds: -1)), 0)
      try expectEqual(try await escalate(store, at: opening), 1)
      try expectEqual(try await told(ticket, store), ["age: Ada"])
    },
  ]
}
