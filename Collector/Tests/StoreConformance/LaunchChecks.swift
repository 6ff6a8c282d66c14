// Launches: kept whole, told apart by their stamp, and tied to the reports that match them while they run.
import CollectorCore
import TellbackWire

extension StoreCheck {
  private static func launch(_ app: AppID, _ name: String = "Sale", days: Int64 = 7) -> Launch {
    Launch(
      app: app, name: name, startsAt: start, endsAt: start.adding(seconds: days * 86_400),
      places: Launch.Places(pages: ["/checkout"]), brief: "Half price.")
  }

  private static func receive(_ report: Report, app: AppID, at moment: Timestamp, in store: any Store) async throws {
    let incoming = IncomingReport(
      id: report.id, app: app, installation: nil, receivedAt: moment, sentAt: nil, body: report.encoded())
    try expectEqual(try await store.ingest([incoming]), [.accepted])
    _ = try await store.write { try Digest().digestPending(in: $0, now: moment) }
  }

  static let launchChecks: [StoreCheck] = [
    StoreCheck(
      "a launch is kept whole, also past a reopening, and each change changes the stamp",
      reopening: { store, reopen in
        let app = try await store.makeApp()
        let (saved, stamps) = try await store.write { store -> (Launch, Set<Int64>) in
          var stamps: Set<Int64> = [try store.launchStamp()]
          let actions = LaunchActions(store, now: start, by: .command)
          var launch = launch(app, " Été «sale»  規則 ")
          launch.places = Launch.Places(
            pages: ["/a", "/b'\""], words: ["voucher code"], segments: ["Gold & Co"], versions: ["2.0", "2.1"])
          launch.id = try actions.save(launch, expecting: ["price", " double  charge ", "price"])
          stamps.insert(try store.launchStamp())
          let first = try unwrap(try store.launch(launch.id))
          try expect(first.name == "Été «sale» 規則" && first.places == launch.places && first.brief == "Half price.")
          try expect(first.expected.map(\.words) == ["price", "double charge"] && first.changedBy == "command line")
          // A pain that stood there keeps its moment; a new one gets its own.
          let later = LaunchActions(store, now: start.adding(seconds: 60), by: .command)
          try later.save(first, expecting: ["double charge", "refund"], seen: first.changedAt)
          stamps.insert(try store.launchStamp())
          let second = try unwrap(try store.launch(launch.id))
          try expectEqual(
            second.expected,
            [
              Launch.ExpectedPain(words: "double charge", since: start),
              Launch.ExpectedPain(words: "refund", since: start.adding(seconds: 60)),
            ])
          return (second, stamps)
        }
        try expect(stamps.count == 3 && stamps.contains(0))
        try await expectError(LaunchError.overtaken(by: "command line")) {
          try await store.write { store in
            _ = try LaunchActions(store, now: start, by: .command).save(saved, expecting: [], seen: start)
          }
        }
        await store.close()
        let again = try reopen()
        try expectEqual(try await again.read { try $0.launches(in: .all) }, [saved])
        try expectEqual(try await again.read { try $0.launchCount() }, 1)
        try expectEqual(try await again.read { try $0.launches(in: .only([])) }, [])
        try await again.write { try LaunchActions($0, now: start, by: .command).delete(saved.id) }
        try expect(
          try await again.read {
            try $0.launches(in: .all).isEmpty && $0.launchCount() == 0 && !stamps.contains($0.launchStamp())
          })
        try await expectError(LaunchError.noSuchLaunch) {
          try await again.write { try LaunchActions($0, now: start, by: .command).delete(saved.id) }
        }
        await again.close()
      }),
    StoreCheck("reports are tied to the launches that run, and what no line foretold is a surprise") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      let id = try await store.write { store in
        try LaunchActions(store, now: start, by: .command).save(launch(app), expecting: ["voucher"])
      }
      let end = start.adding(seconds: 7 * 86_400)
      func add(_ number: UInt64, _ text: String, page: String, in app: AppID, at moment: Timestamp) async throws {
        var report = makeReport(number, text)
        (report.page, report.capturedAt) = (page, moment)
        try await receive(report, app: app, at: moment, in: store)
      }
      let inside = start.adding(seconds: 3_600)
      try await add(1, "The Voucher is refused", page: "/checkout/pay", in: app, at: inside)
      try await add(2, "The total is wrong", page: "/checkout", in: app, at: inside)
      try await add(3, "The voucher is refused", page: "/checkouts", in: app, at: inside)
      try await add(4, "The voucher is late", page: "/checkout", in: other, at: inside)
      try await add(5, "The voucher has ended", page: "/checkout", in: app, at: end)
      try await add(6, "The voucher is early", page: "/checkout", in: app, at: start.adding(seconds: -1))
      let tally = try await store.read { try unwrap(try $0.tallies(ofLaunches: [id])[id]) }
      try expectEqual(tally, LaunchTally(reports: 2, surprises: 1, foretold: ["voucher": 1]))
      try expectEqual(tally.surpriseShare, 50)
      // A line that was written afterwards foretold nothing of what had come.
      try await store.write { store in
        let launch = try unwrap(try store.launch(id))
        try LaunchActions(store, now: inside.adding(seconds: 60), by: .command)
          .save(launch, expecting: ["voucher", "total"])
      }
      try await add(7, "A total of nothing", page: "/checkout", in: app, at: inside.adding(seconds: 120))
      let (after, surprises, linked) = try await store.read { reads in
        let surprises = try reads.surprises(ofLaunch: id, limit: 9)
        return (
          try reads.tallies(ofLaunches: [id])[id], surprises.map(\.ticket),
          try surprises.first.map { try reads.launches(ofTicket: $0.ticket) }
        )
      }
      try expectEqual(after, LaunchTally(reports: 3, surprises: 1, foretold: ["voucher": 1, "total": 1]))
      try expect(surprises.count == 1 && linked == [id])
    },
    StoreCheck("a launch that nobody was told of finds its reports afterwards, and erasing takes them out") { store in
      let app = try await store.makeApp()
      var report = makeReport(1, "The voucher is refused")
      (report.page, report.capturedAt) = ("/checkout", start.adding(seconds: 60))
      try await receive(report, app: app, at: start.adding(seconds: 60), in: store)
      let late = start.adding(seconds: 86_400)
      let id = try await store.write { store in
        try LaunchActions(store, now: late, by: .command).save(launch(app), expecting: ["voucher"])
      }
      try expectEqual(
        try await store.read { try $0.tallies(ofLaunches: [id])[id] }, LaunchTally(reports: 1, surprises: 1))
      _ = try await store.write { [id = report.id] in try $0.erase(report: id, because: .wish, at: late) }
      try expectEqual(try await store.read { try $0.tallies(ofLaunches: [id]) }, [:])
    },
    StoreCheck("what no launch can say is refused with the reason") { store in
      let app = try await store.makeApp()
      let long = String(repeating: "x", count: 201)
      func refused(_ error: LaunchError, _ expected: [String] = [], _ change: @Sendable (inout Launch) -> Void)
        async throws
      {
        var changed = launch(app)
        change(&changed)
        try await expectError(error) { [changed] in
          _ = try await store.write {
            try LaunchActions($0, now: start, by: .command).save(changed, expecting: expected)
          }
        }
      }
      try await refused(.noName) { $0.name = " \n" }
      try await refused(.nameTooLong(bytes: 101)) { $0.name = String(repeating: "n", count: 101) }
      try await refused(.endsBeforeStart) { $0.endsAt = $0.startsAt }
      try await refused(.tooLong) { $0.endsAt = $0.startsAt.adding(seconds: 367 * 86_400) }
      try await refused(.noPlace) { $0.places = Launch.Places(words: [" "]) }
      try await refused(.tooManyValues(21)) { $0.places.pages = (0..<21).map { "/\($0)" } }
      try await refused(.valueTooLong(bytes: 201)) { $0.places.segments = [long] }
      try await refused(.noWord("?!")) { $0.places.words = ["?!"] }
      try await refused(.noWord("--"), ["--"]) { _ in }
      try await refused(.briefTooLong(bytes: 10_001)) { $0.brief = String(repeating: "b", count: 10_001) }
      try await refused(.noSuchApp) { $0.app = AppID(999) }
      try await refused(.noSuchLaunch) { $0.id = 999 }
      try expect(try await store.read { try $0.launches(in: .all).isEmpty })
    },
  ]
}
