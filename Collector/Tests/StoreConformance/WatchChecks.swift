// What a store promises of watches and of the weekly mail.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let watchChecks = [
    StoreCheck(
      "What somebody watches is kept once, for them alone, also when the store is opened again",
      reopening: { store, reopen in
        var scene = try await PainScene(store)
        let (ticket, app) = (try await scene.send(store, PainSender(user: "a")), scene.app)
        let other = try await store.makeApp("other")
        let subjects = try await store.write { store -> [Watch.Subject] in
          let pain = try PainActions(store, now: start).make(of: [ticket], by: .staff(id: 1, name: "Ada"))
          let subjects: [Watch.Subject] = [
            .app, .component("Checkout"), .segment(" Müller  & Co"), .pain(pain),
            .reporters(field: "plan", value: "enterprise"),
          ]
          let ada = try unwrap(try store.account(1))
          let actions = WatchActions(store, now: start)
          for subject in subjects + subjects { try actions.watch(subject, of: app, by: ada) }
          try actions.watch(.component("Checkout"), of: other, by: ada)
          try actions.watch(.app, of: app, by: unwrap(try store.account(2)))
          return subjects
        }
        await store.close()
        let again = try reopen()
        try await again.write { store in
          let watches = try store.watches(ofAccount: 1)
          // A blank within is part of a name, one at its ends is not.
          let kept = subjects.map { $0 == .segment(" Müller  & Co") ? .segment("Müller  & Co") : $0 }
          try expectEqual(watches.map(\.subject), kept + [.component("Checkout")])
          try expectEqual(watches.map(\.app), [app, app, app, app, app, other])
          try expect(watches.allSatisfy { $0.account == 1 && $0.at == start })
          let first = try unwrap(watches.first?.id)
          try expect(try !store.removeWatch(first, ofAccount: 2), "nobody ends what another watches")
          try WatchActions(store, now: start).unwatch(first, by: 1)
          try expectEqual(try store.watches(ofAccount: 1).count, 5)
          try expectEqual(try store.watches(ofAccount: 2).map(\.subject), [.app])
        }
        try await expectError(WatchError.noSuchWatch) {
          try await again.write { try WatchActions($0, now: start).unwatch(99, by: 1) }
        }
        await again.close()
      }),
    StoreCheck("What cannot be watched is refused with the reason") { store in
      _ = try await PainScene(store)
      let app = try await store.read { try unwrap(try $0.apps().first?.id) }
      func refused(_ error: WatchError, _ subject: Watch.Subject, of app: AppID) async throws {
        try await expectError(error) {
          try await store.write { store in
            try WatchActions(store, now: start).watch(subject, of: app, by: unwrap(try store.account(1)))
          }
        }
      }
      try await refused(.noName, .component(" \n"), of: app)
      try await refused(.noValue, .reporters(field: "plan", value: ""), of: app)
      try await refused(.tooLong(bytes: 201), .segment(String(repeating: "x", count: 201)), of: app)
      try await refused(.noSuchPain(7), .pain(7), of: app)
      try await refused(.noSuchApp, .app, of: AppID(999))
      try await store.write { store in
        let ada = try unwrap(try store.account(1))
        for number in 0..<WatchLimits.perPerson {
          try WatchActions(store, now: start).watch(.component("c\(number)"), of: app, by: ada)
        }
      }
      try await refused(.tooMany, .app, of: app)
    },
    StoreCheck(
      "The weekly mail is made once a week for each person, also by a store that was opened anew",
      reopening: { store, reopen in
        _ = try await PainScene(store)
        let app = try await store.read { try unwrap(try $0.apps().first?.id) }
        try await store.write { store in
          for account in [1, 2] as [Int64] {
            try WatchActions(store, now: start).watch(.app, of: app, by: unwrap(try store.account(account)))
          }
          try WatchActions(store, now: start).wantMail(false, by: 2)
          try expect(try store.isWeekMailOff(account: 2) && !store.isWeekMailOff(account: 1))
        }
        let week = WeekMailer.week(at: start)
        // Who begins within a week hears of the next one first.
        try expectEqual(try await store.read { try $0.accountsAwaitingWeekMail(of: week, limit: 9) }, [])
        try expectEqual(try await store.read { try $0.accountsAwaitingWeekMail(of: week + 1, limit: 9) }, [1])
        try await store.write { store in
          try expect(try store.noteWeekMail(ofAccount: 1, week: week + 1))
          try expect(try !store.noteWeekMail(ofAccount: 1, week: week + 1))
          try expect(try !store.noteWeekMail(ofAccount: 1, week: week))
        }
        await store.close()
        let again = try reopen()
        try expectEqual(try await again.read { try $0.accountsAwaitingWeekMail(of: week + 1, limit: 9) }, [])
        try await again.write { try WatchActions($0, now: start).wantMail(true, by: 2) }
        try expectEqual(try await again.read { try $0.accountsAwaitingWeekMail(of: week + 1, limit: 9) }, [2])
        try expectEqual(try await again.read { try $0.accountsAwaitingWeekMail(of: week + 2, limit: 1) }, [1])
        await again.close()
      }),
  ]
}
