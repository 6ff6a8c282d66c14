// Trackers and their issues: kept as they were set, found as the ticket they are shown on, and without words once they are open.
import CollectorCore
import TellbackWire

private func marker(_ number: Int) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 32 - digits.count) + digits
}

extension StoreWrites {
  fileprivate func addTracker(_ app: AppID, _ name: String = "Shop") throws -> Tracker {
    try TrackerActions(self, now: start, by: .command).create(
      TrackerSettings(name: name, kind: .github, address: "https://github.com/", project: "acme/shop", label: "bug"),
      app: app, token: "ghp_1", hookSecret: String(repeating: "a", count: 64), allowsPlain: false)
  }

  fileprivate func actions(_ seconds: Int64 = 0) -> TicketActions {
    TicketActions(self, now: start.adding(seconds: seconds))
  }

  fileprivate func take(_ seconds: Int64 = 0, except: Set<Int64> = []) throws -> [TrackerTask] {
    try TrackerWork(self, now: start.adding(seconds: seconds)).take(except: except, limit: 10)
  }

  fileprivate func note(_ outcome: TrackerOutcome, _ issue: Int64, _ seconds: Int64 = 0) throws {
    try TrackerWork(self, now: start.adding(seconds: seconds)).note(outcome, of: issue, tracker: 1, spread: 0)
  }

  fileprivate func detail(_ ticket: Int64) throws -> [String] {
    try newestEvents(ofTicket: ticket, limit: 20).filter { $0.kind == .issueTied || $0.kind == .issueMoved }
      .compactMap(\.detail)
  }
}

private func facts(_ number: Int64, closed: Bool = false, version: String? = nil) -> TrackerOutcome {
  TrackerOutcome(.issue(IssueFacts(number: number, isClosed: closed, version: version), etag: "\"1\""), status: 200)
}

let trackerChecks = [
  StoreCheck("a tracker is kept as it was set, its token stays when none is given, and it goes with its issues") {
    store in
    let app = try await store.makeApp()
    let ticket = try await store.openTicket(with: makeReport(1), app: app)
    try await store.write { store in
      let ann = try store.makeStaff("Ann")[0]
      let tracker = try store.addTracker(app)
      try expectEqual(try store.tracker(tracker.id), tracker)
      try expectEqual(try store.trackers(in: .app(app)), [tracker])
      try expectEqual(try store.trackers(in: .only([])), [])
      var settings = tracker.settings
      try expectEqual(settings.address, "https://github.com")
      (settings.kind, settings.address, settings.api) = (
        .gitlab, "https://git.example.com", "https://git.example.com/v4"
      )
      let admin = TrackerActions(store, now: start, by: .command)
      try admin.save(settings, token: "", of: tracker.id, allowsPlain: false)
      try expectEqual(try store.tracker(tracker.id)?.settings, settings)
      try expectEqual(try store.tracker(tracker.id)?.token, "ghp_1")
      try admin.save(settings, token: "new", of: tracker.id, allowsPlain: false)
      try expectEqual(try store.tracker(tracker.id)?.token, "new")
      _ = try store.actions().openIssue(
        of: ticket, on: tracker.id, title: "T", body: "B", marker: marker(1), by: ann)
      try admin.delete(tracker.id)
      try expectEqual(try store.trackerIssues(ofTicket: ticket), [])
      try expectEqual(try store.nextTrackerIssue(), nil)
    }
  },
  StoreCheck("an issue is wanted once, loses its words once it is open, and is followed to its closing and back") {
    store in
    let app = try await store.makeApp()
    let ticket = try await store.openTicket(with: makeReport(1), app: app)
    try await store.write { store in
      let ann = try store.makeStaff("Ann")[0]
      let tracker = try store.addTracker(app)
      let id = try store.actions().openIssue(
        of: ticket, on: tracker.id, title: "  It\nbroke ", body: "B", marker: marker(1), by: ann)
      try expectEqual(try store.trackerIssue(id)?.title, "It broke")
      try expect(try store.trackerIssue(id)?.isSent == false)
      let first = try unwrap(try store.take().first)
      try expectEqual(
        first.step,
        .open(title: "It broke", body: "B\n\n<!-- tellback-issue \(marker(1)) -->", searchSince: nil))
      // Nobody else takes it meanwhile; whoever comes after a kill searches first.
      try expectEqual(try store.take(TrackerLimits.unknownSeconds - 1), [])
      try expectEqual(
        try store.take(TrackerLimits.unknownSeconds).first?.step,
        .open(title: "It broke", body: "B\n\n<!-- tellback-issue \(marker(1)) -->", searchSince: start))
      try store.note(facts(7), id, 100)
      let open = try unwrap(try store.trackerIssue(id))
      try expect(open.state == .open && open.title == nil && open.body == nil && !open.isSent)
      try expectEqual(open.url, "https://github.com/acme/shop/issues/7")
      try expectEqual(try store.take(101), [])
      try expectEqual(try store.take(400, except: [tracker.id]), [])
      try expectEqual(try store.take(400).first?.step, .look(number: 7, etag: "\"1\""))
      try store.note(facts(7, closed: true, version: " 2.1\n"), id, 400)
      let closed = try unwrap(try store.trackerIssue(id))
      try expect(closed.state == .closed && closed.proposesResolving && closed.version == "2.1")
      // Nothing new tells nothing.
      try store.note(facts(7, closed: true, version: "2.1"), id, 500)
      try store.note(TrackerOutcome(.unchanged, status: 304), id, 600)
      try store.note(facts(7), id, 700)
      try expectEqual(try store.trackerIssue(id)?.proposesResolving, false)
      try expectEqual(
        try store.detail(ticket), ["acme/shop#7", "closed acme/shop#7 2.1", "reopened acme/shop#7"])
      try store.note(facts(7, closed: true), id, 800)
      try store.actions(900).settleIssue(id, of: ticket)
      try expectEqual(try store.trackerIssue(id)?.proposesResolving, false)
    }
  },
  StoreCheck("a merged ticket keeps the issues of both, and lists find it by them") { store in
    let app = try await store.makeApp()
    let one = try await store.openTicket(with: makeReport(1), app: app)
    let two = try await store.openTicket(with: makeReport(2), app: app)
    let other = try await store.openTicket(with: makeReport(3), app: app)
    try await store.write { store in
      let ann = try store.makeStaff("Ann")[0]
      _ = try store.addTracker(app)
      let first = try store.actions().tieIssue(
        of: one, url: "https://github.com/Acme/shop/issues/4#issuecomment-1", marker: marker(1), by: ann)
      let second = try store.actions().tieIssue(
        of: two, url: "https://github.com/acme/shop/issues/5", marker: marker(2), by: ann)
      try store.actions(1).merge(one, into: two, by: ann)
      try expectEqual(try store.trackerIssues(ofTicket: two).map(\.id), [first, second])
      try expectEqual(try store.trackerIssues(ofTickets: [two, other])[two]?.count, 2)
      try store.note(facts(4, closed: true, version: "2"), first, 2)
      try expectEqual(try store.detail(two).last, "closed acme/shop#4 2")
      func found(_ filter: IssueFilter) throws -> [Int64] {
        var query = TicketQuery(order: .oldest)
        query.issues = filter
        return try store.tickets(query).tickets.map(\.number)
      }
      try expectEqual(try found(.any), [two])
      try expectEqual(try found(.none), [other])
      try expectEqual(try found(.open), [two])
      try expectEqual(try found(.closed), [two])
      try expectEqual(try found(.proposed), [two])
      try expectEqual(try found(.failed), [])
      // Resolving does what it proposed.
      try store.actions(3).claim(two, by: ann)
      try store.actions(3).resolve(two, as: .code, fix: .version("2"), note: nil, by: ann)
      try expectEqual(try found(.proposed), [])
      try store.actions(4).untieIssue(first, of: two, by: ann)
      try expectEqual(try store.trackerIssues(ofTicket: two).map(\.id), [second])
    }
  },
  StoreCheck("what cannot be opened or tied is refused, and two presses open one") { store in
    let app = try await store.makeApp()
    let elsewhere = try await store.makeApp("other")
    let ticket = try await store.openTicket(with: makeReport(1), app: app)
    try await store.write { store in
      let ann = try store.makeStaff("Ann")[0]
      let url = "https://github.com/acme/shop/issues/4"
      func refused(_ error: TrackerError, _ body: () throws -> Void) throws {
        do { try body() } catch let found as TrackerError { return try expectEqual(found, error) }
        throw BrokenPromise(description: "nothing was thrown, expected \(error)")
      }
      try refused(.noTracker) { try store.actions().tieIssue(of: ticket, url: url, marker: marker(1), by: ann) }
      let tracker = try store.addTracker(app)
      let foreign = try store.addTracker(elsewhere)
      func open(_ title: String = "T", _ body: String = "", on id: Int64? = nil) throws {
        try store.actions().openIssue(
          of: ticket, on: id ?? tracker.id, title: title, body: body, marker: marker(9), by: ann)
      }
      try refused(.noSuchTracker) { try open(on: foreign.id) }
      try refused(.noTitle) { try open(" \n") }
      let long = String(repeating: "x", count: TrackerLimits.title + 1)
      try refused(.tooLong(field: "title", bytes: TrackerLimits.title + 1, limit: TrackerLimits.title)) {
        try open(long)
      }
      let longest = String(repeating: "x", count: TrackerLimits.body + 1)
      try refused(.tooLong(field: "body", bytes: TrackerLimits.body + 1, limit: TrackerLimits.body)) {
        try open("T", longest)
      }
      for text in [
        "https://github.com/acme/shop/pull/4", "https://evil.example/acme/shop/issues/4", "javascript:x", "",
      ] {
        try refused(.notOfTracker) { try store.actions().tieIssue(of: ticket, url: text, marker: marker(2), by: ann) }
      }
      try open()
      try refused(.alreadyThere("Shop")) {
        try store.actions().openIssue(of: ticket, on: tracker.id, title: "T", body: "", marker: marker(10), by: ann)
      }
      try store.actions().tieIssue(of: ticket, url: url, marker: marker(3), by: ann)
      try refused(.alreadyThere("Shop")) {
        try store.actions().tieIssue(of: ticket, url: url, marker: marker(4), by: ann)
      }
      try refused(.noSuchIssue) { try store.actions().untieIssue(99, of: ticket, by: ann) }
    }
  },
  StoreCheck("a tracker that wants no request is not asked, and what failed is tried again, refused or lost") { store in
    let app = try await store.makeApp()
    let ticket = try await store.openTicket(with: makeReport(1), app: app)
    try await store.write { store in
      let ann = try store.makeStaff("Ann")[0]
      let tracker = try store.addTracker(app)
      let id = try store.actions().openIssue(
        of: ticket, on: tracker.id, title: "T", body: "", marker: marker(1), by: ann)
      let why = OutgoingProblem(.trackerFailed, 502, said: "why #1 - so")
      func failed(_ sort: TrackerFailure.Sort, held: Int64? = nil, _ seconds: Int64) throws -> TrackerIssue {
        _ = try store.take(seconds)
        try store.note(
          TrackerOutcome(.failed(TrackerFailure(sort, why)), heldUntil: held.map { start.adding(seconds: $0) }), id,
          seconds)
        return try unwrap(try store.trackerIssue(id))
      }
      let later = try failed(.later, held: 1_000, 0)
      try expect(later.state == .waiting && !later.isSent && later.error.flatMap(OutgoingProblem.init(stored:)) == why)
      try expectEqual(try store.tracker(tracker.id)?.problem, why.stored)
      try expectEqual(try store.take(999), [])
      try expectEqual(try store.nextTrackerIssue(), start.adding(seconds: 1_000))
      let unknown = try failed(.unknown, 1_000)
      try expect(unknown.state == .waiting && unknown.isSent)
      // It may still be at work there.
      try expect(try unwrap(unknown.dueAt) >= start.adding(seconds: 1_000 + TrackerLimits.unknownSeconds))
      let refused = try failed(.refused, 2_000)
      try expect(refused.state == .failed && refused.dueAt == nil && refused.title == "T")
      try store.actions(3_000).retryIssue(id, of: ticket)
      try expectEqual(try store.take(3_000).first?.issue, id)
      try store.note(facts(3), id, 3_000)
      try expectEqual(try store.tracker(tracker.id)?.problem, nil)
      try expectEqual(try failed(.gone, 4_000).state, .lost)
      try store.actions(5_000).retryIssue(id, of: ticket)
      try expectEqual(try store.trackerIssue(id)?.state, .open)
      // Three days of attempts are enough.
      let second = try store.openAgain(ticket, tracker.id, marker(2), ann)
      var now: Int64 = 10_000
      for _ in 0..<40 {
        guard let due = try store.trackerIssue(second)?.dueAt else { break }
        now = max(now, (due.milliseconds - start.milliseconds) / 1_000)
        try store.note(
          TrackerOutcome(.failed(TrackerFailure(.later, OutgoingProblem(.trackerFailed, 500)))), second, now)
      }
      try expectEqual(try store.trackerIssue(second)?.state, .failed)
    }
  },
  StoreCheck("words that wait to be sent go with their report, and a message of the tracker lets an issue be looked at")
  {
    store in
    let app = try await store.makeApp()
    let ticket = try await store.openTicket(with: makeReport(1), app: app)
    try await store.write { store in
      let ann = try store.makeStaff("Ann")[0]
      let tracker = try store.addTracker(app)
      let id = try store.actions().openIssue(
        of: ticket, on: tracker.id, title: "Words", body: "of a person", marker: marker(1), by: ann)
      _ = try store.erase(report: reportID(1), because: .wish, at: start)
      let left = try unwrap(try store.trackerIssue(id))
      try expect(left.state == .failed && left.title == nil && left.body == nil && left.dueAt == nil)
      let tied = try store.actions().tieIssue(
        of: ticket, url: "https://github.com/acme/shop/issues/4", marker: marker(2), by: ann)
      try store.note(facts(4), tied, 0)
      let work = TrackerWork(store, now: start.adding(seconds: 10))
      try expectEqual(try work.noteHook(of: tracker.id, issue: 5), false)
      try expectEqual(try store.take(10), [])
      try expectEqual(try work.noteHook(of: tracker.id, issue: 4), true)
      try expectEqual(try store.take(10).first?.issue, tied)
      // A tracker that tells by itself is asked less often.
      try store.note(facts(4), tied, 20)
      try expectEqual(
        try store.trackerIssue(tied)?.dueAt, start.adding(seconds: 20 + TrackerLimits.slowPollSeconds))
    }
  },
]

extension StoreWrites {
  /// After the first was closed, another can be opened.
  fileprivate func openAgain(_ ticket: Int64, _ tracker: Int64, _ marker: String, _ actor: Actor) throws -> Int64 {
    for var issue in try trackerIssues(ofTicket: ticket) where issue.state == .open {
      (issue.state, issue.closedAt, issue.dueAt) = (.closed, start, nil)
      try setTrackerIssue(issue)
    }
    return try TicketActions(self, now: start.adding(seconds: 6_000)).openIssue(
      of: ticket, on: tracker, title: "T", body: "", marker: marker, by: actor)
  }
}
