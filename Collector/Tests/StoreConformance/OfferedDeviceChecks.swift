// Which devices showed a workaround, and which of them report the same pain again within seven days.
import CollectorCore
import TellbackWire

// Practice D1.
extension StoreCheck {
  static let offeredDeviceChecks = [
    StoreCheck(
      "Devices that showed a workaround count once, and as having come back by a report of that pain in 7 days"
    ) {
      store in
      var scene = try await PainScene(store)
      let app = scene.app
      let ticket = try await scene.send(store, PainSender(user: "who began it"))
      let other = try await scene.send(store, PainSender(words: "quite another thing", user: "somebody", page: "/x"))
      let pain = try await store.write { try PainActions($0, now: start).make(of: [ticket], by: .system) }
      let today = ExposureDay.day(of: start)
      func offer(_ installation: UInt64, _ issue: Int64, day: Int64, wroteAnyway: Int = 0) async throws {
        let counts = HelpCounts(offered: 2, taken: 1, wroteAnyway: wroteAnyway)
        _ = try await store.write { store in
          try store.addOfferedHelp(
            OfferedHelp(day: today + day, issue: issue, counts: counts), of: reportID(installation, at: start), app: app
          )
        }
      }
      // 1 comes back on the seventh day; 2 a day too late; 3 wrote on the day of the offer, before it; 4 after it; 5 reports
      // another pain; 6 was offered twice and never came back; 7 was offered another issue.
      for (installation, wroteAnyway) in [(UInt64(1), 0), (2, 0), (3, 0), (4, 1), (5, 0), (6, 0)] {
        try await offer(installation, ticket, day: 10, wroteAnyway: wroteAnyway)
      }
      try await offer(6, ticket, day: 12)
      try await offer(7, other, day: 10)
      for (installation, day) in [(UInt64(1), Int64(17)), (2, 18), (3, 10), (4, 10), (7, 11)] {
        try await scene.send(store, PainSender(day: day, installation: installation))
      }
      try await scene.send(
        store, PainSender(words: "quite another thing", page: "/x", day: 11, installation: 5))
      let (all, later, none) = try await store.read { store in
        let tickets = try store.painTickets(of: pain)
        return (
          try store.offeredDevices(withIssues: tickets, pain: pain, days: today...today + 20),
          try store.offeredDevices(withIssues: tickets, pain: pain, days: today + 11...today + 20),
          try store.offeredDevices(withIssues: [], pain: pain, days: today...today + 20)
        )
      }
      try expectEqual(all, OfferedDevices(shown: 6, cameBack: 2))
      try expectEqual(later, OfferedDevices(shown: 1, cameBack: 0))
      try expectEqual(none, OfferedDevices(shown: 0, cameBack: 0))
      // A device that is forgotten was never there.
      try await store.write { try $0.forgetActivity(of: reportID(1, at: start), app: app) }
      let left = try await store.read { store in
        try store.offeredDevices(withIssues: [ticket], pain: pain, days: today...today + 20)
      }
      try expectEqual(left.shown, 5)
    }
  ]
}
