// A desk with a tracker that listens, and a sender that works on its issues by the desk's clock.
import CollectorCore
import Foundation
import Synchronization
import TellbackWire
import TestReceiver
import Testing

@testable import CollectorOutbox

final class TrackerDesk: Sendable {
  let desk: Desk
  let tracker: TestTracker
  let ticket: Int64
  private let running = Mutex<(sender: TrackerSender, task: Task<Void, Never>)?>(nil)

  private init(_ desk: Desk, _ tracker: TestTracker) async throws {
    self.desk = desk
    self.tracker = tracker
    ticket = try await desk.open("Saving fails for ann@example.com")
  }

  /// Whatever else the body expects, no request was against the vendor's schema.
  static func with(
    _ kind: TrackerKind = .github, label: String? = "bug", _ body: (TrackerDesk) async throws -> Void
  ) async throws {
    let tracker = try TestTracker(kind)
    try await Desk.with { desk in
      let house = try await TrackerDesk(desk, tracker)
      try await house.addTracker(tracker.address, kind, label: label)
      let result: Result<Void, any Error>
      do { result = .success(try await body(house)) } catch { result = .failure(error) }
      await house.stop()
      #expect(tracker.problems.isEmpty, "\(tracker.problems)")
      try result.get()
    }
    await tracker.stop()
  }

  func addTracker(_ address: String, _ kind: TrackerKind = .github, label: String? = nil) async throws {
    let (app, now) = (desk.app, desk.now)
    try await desk.store.write { store in
      _ = try TrackerActions(store, now: now, by: .command).create(
        TrackerSettings(name: "Shop", kind: kind, address: address, project: TestTracker.project, label: label),
        app: app, token: TestTracker.token, hookSecret: String(repeating: "a", count: 64), allowsPlain: true)
    }
  }

  func start(allowsPrivate: Bool = true, requestMilliseconds: Int = 60_000) {
    var options = TrackerSender.Options(allowsPrivate: allowsPrivate)
    options.connectMilliseconds = 20_000
    options.requestMilliseconds = requestMilliseconds
    options.interval = 0.02
    let desk = desk
    let sender = TrackerSender(store: desk.store, options: options, clock: { desk.now }, spread: { 0 }) {
      event, fields in
      desk.lines.withLock { $0.append("\(event) \(fields)") }
    }
    let task = Task { await sender.run() }
    running.withLock { $0 = (sender, task) }
  }

  func stop() async {
    let running = running.withLock { running in
      defer { running = nil }
      return running
    }
    running?.sender.stop()
    await running?.task.value
  }

  func advance(_ seconds: Int64) {
    desk.advance(seconds: seconds)
    running.withLock { $0?.sender.noteChange() }
  }

  /// As the board's form sends it: what the template makes.
  @discardableResult
  func open(marker: String = String(repeating: "b", count: 32)) async throws -> Int64 {
    let (number, now) = (ticket, desk.now)
    let id = try await desk.store.write { store in
      let tracker = try #require(try store.tracker(1))
      let ticket = try #require(try store.ticket(number))
      let draft = try IssueDraft(of: ticket, on: tracker, board: "https://desk.example.com", store)
      return try TicketActions(store, now: now).openIssue(
        of: number, on: 1, title: draft.title, body: draft.body, marker: marker, by: Desk.ann)
    }
    running.withLock { $0?.sender.noteChange() }
    return id
  }

  func issue(_ id: Int64 = 1) async throws -> TrackerIssue? { try await desk.store.read { try $0.trackerIssue(id) } }

  func waits(for state: TrackerIssue.State, _ id: Int64 = 1) async throws -> TrackerIssue {
    try await eventually("the state \(state)") { try await self.issue(id)?.state == state }
    return try #require(try await issue(id))
  }

  /// The note of a failure that came after `attempts`.
  func waitsForFailure(_ attempts: Int64, _ id: Int64 = 1) async throws -> TrackerIssue {
    try await eventually("\(attempts) failed attempts") { try await self.issue(id)?.attempts == attempts }
    return try #require(try await issue(id))
  }
}
