// A store with tickets and endpoints, and a sender that works on it by a clock that the test moves.
import CollectorCore
import CollectorSQLite
import Foundation
import Synchronization
import TellbackWire
import Testing

@testable import CollectorOutbox

struct Waited: Error, CustomStringConvertible {
  let description: String
}

/// Asks again and again until `condition` holds; throws after a time that only a hang takes.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
  let limit = Date().addingTimeInterval(600)
  while try await !condition() {
    guard Date() < limit else { throw Waited(description: "Waited in vain for \(what).") }
    try await Task.sleep(for: .milliseconds(10))
  }
}

final class Desk: Sendable {
  static let noon = Timestamp(milliseconds: 1_790_000_000_000)
  static let ann = Actor.staff(id: 1, name: "Ann")
  static let secret = [UInt8](1...32)

  let store: SQLiteStore
  let app: AppID
  private let folder: String
  private let moment = Mutex(Desk.noon)
  private let running = Mutex<(sender: WebhookSender, task: Task<Void, Never>)?>(nil)
  let lines = Mutex<[String]>([])

  init() async throws {
    folder = FileManager.default.temporaryDirectory.path + "/outbox-\(UUID().uuidString)"
    store = try SQLiteStore(directory: folder)
    app = try await store.write { store in
      _ = try store.createAccount(
        email: "ann@example.org", name: "Ann", role: .admin, passwordHash: "-", at: Desk.noon)
      return try store.createApp(name: "Shop & <Co>", quota: IngestQuota(), at: Desk.noon).id
    }
  }

  static func with(_ body: (Desk) async throws -> Void) async throws {
    let desk = try await Desk()
    let result: Result<Void, any Error>
    do { result = .success(try await body(desk)) } catch { result = .failure(error) }
    await desk.stop()
    await desk.store.close()
    try? FileManager.default.removeItem(atPath: desk.folder)
    try result.get()
  }

  var now: Timestamp { moment.withLock { $0 } }
  func advance(seconds: Int64) {
    moment.withLock { $0 = $0.adding(seconds: seconds) }
    running.withLock { $0?.sender.noteChange() }
  }

  /// `resolved` are names that lead to an address: `HOST:PORT:ADDRESS`.
  func start(
    allowsPrivate: Bool = true, attemptMilliseconds: Int = 60_000, resolved: [String] = []
  ) {
    var options = WebhookSender.Options(allowsPrivate: allowsPrivate, board: "https://desk.example.com", interval: 0.02)
    options.connectMilliseconds = 20_000
    options.attemptMilliseconds = attemptMilliseconds
    options.resolved = resolved
    let sender = WebhookSender(store: store, options: options, clock: { self.now }, spread: { 0 }) { event, fields in
      self.lines.withLock { $0.append("\(event) \(fields)") }
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

  /// Waits until no attempt is at hand or under way: each has ended, and its delivery waits for its time. An attempt that goes on while the
  /// clock moves is dated by the new time, and its next one lies behind it.
  func settle(_ what: String = "the attempts") async throws {
    let now = now
    try await eventually(what) {
      let log = try await log()
      return log.allSatisfy { delivery in
        // Behind an earlier one of its ticket it is not tried.
        delivery.state != .waiting || delivery.dueAt > now
          || log.contains { $0.ticket == delivery.ticket && $0.id < delivery.id && $0.state == .waiting }
      }
    }
  }

  @discardableResult
  func addEndpoint(_ url: String, _ change: @Sendable @escaping (inout WebhookSettings) -> Void = { _ in }) async throws
    -> Int64
  {
    let now = now
    let id = try await store.write { store in
      var settings = WebhookSettings(name: "receiver", url: url)
      change(&settings)
      let secret = try #require(WebhookSecret(Self.secret))
      return try WebhookActions(store, now: now, by: .command).create(settings, secret: secret, allowsPlain: true).id
    }
    running.withLock { $0?.sender.noteChange() }
    return id
  }

  /// Opens a ticket by a report, through the digest.
  func open(_ text: String, installation: ReportID? = nil, contact: String? = nil) async throws -> Int64 {
    let now = now
    let random = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
    let report = Report(
      id: ReportID(at: now, random: random), capturedAt: now, text: text, contact: contact, groupingKey: text)
    let incoming = IncomingReport(
      id: report.id, app: app, installation: installation, receivedAt: now, sentAt: nil, body: report.encoded())
    _ = try await withCheckedThrowingContinuation { continuation in
      store.ingest([incoming], from: nil) { continuation.resume(with: $0) }
    }
    return try await store.write { store in
      _ = try Digest().digestPending(in: store, now: now)
      return try #require(try store.shownTicket(ofReport: report.id))
    }
  }

  func act(_ body: @Sendable @escaping (TicketActions) throws -> Void) async throws {
    let now = now
    try await store.write { try body(TicketActions($0, now: now)) }
  }

  func counts(_ id: Int64 = 1) async throws -> WebhookCounts {
    try await store.read { try $0.deliveryCounts(ofWebhook: id) }
  }
  func log(_ id: Int64 = 1) async throws -> [WebhookDelivery] {
    try await store.read { try $0.deliveries(ofWebhook: id, before: nil, limit: 1_000) }
  }
}
