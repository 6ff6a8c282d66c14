// Updates reach exactly the installations that reported.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let updateChecks: [StoreCheck] = [
    StoreCheck("updates reach the installation of each report, in order, after a cursor, and nobody else") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      let (ann, bob) = (reportID(900), reportID(901))
      let number = try await store.openTicket(with: makeReport(1), app: app, installation: ann)
      try await store.attach(makeReport(2), to: number, app: app, installation: bob)
      try await store.attach(makeReport(3), to: number, app: app, installation: ann)
      try await store.attach(makeReport(4), to: number, app: app)
      try await store.write { store in
        for id in [reportID(1), reportID(4)] {
          let report = try unwrap(try store.report(id))
          try store.appendUpdate(.onTicket, report: report, ticket: number, message: nil, by: nil, at: start)
        }
        try store.appendUpdates(.answered, ticket: number, message: "We look into it.", by: "Ann", at: start)
      }
      try await store.read { store in
        let updates = try store.updates(app: app, installation: ann, after: 0, limit: 10)
        try expectEqual(updates.map(\.kind), [.onTicket, .answered, .answered])
        try expectEqual(updates.map(\.report), [reportID(1), reportID(1), reportID(3)])
        try expectEqual(updates.map(\.message), [nil, "We look into it.", "We look into it."])
        try expectEqual(updates.map(\.by), [nil, "Ann", "Ann"])
        try expectEqual(updates.map(\.ticket), [number, number, number])
        try expect(updates[0].sequence > 0 && updates[0].sequence < updates[1].sequence)
        try expectEqual(
          try store.updates(app: app, installation: ann, after: updates[0].sequence, limit: 1), [updates[1]])
        try expectEqual(try store.updates(app: app, installation: ann, after: updates[2].sequence, limit: 9), [])
        try expectEqual(
          try store.updates(app: app, installation: bob, after: 0, limit: 10).map(\.report), [reportID(2)])
        try expectEqual(try store.updates(app: other, installation: ann, after: 0, limit: 10), [])
      }
    }
  ]
}
