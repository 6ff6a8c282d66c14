// Tells staff and reporters: derives notices from the tickets' history, makes mails of what waits, sends them. Invariants: a mail is on
// disk, with its id, before it is sent; mails go out one after the other; while the server is not reached everything waits, and no mail
// loses an attempt by it; a failure is logged, waited out and never ends the loop. A kill between sending and noting sends one mail
// again, under the same Message-ID.
import CollectorCore
import CollectorTransfers
import Foundation
import Synchronization
import TellbackSupport
import TellbackWire

public final class MailService: Sendable {
  public struct Tally: Sendable, Equatable {
    public var sent: Int64 = 0
    /// Attempts, not mails.
    public var failed: Int64 = 0
    /// Why nothing passes for now; nil while it does.
    public var trouble: String?
  }

  /// Between two looks at the history, in seconds; a look that finds nothing new is one read.
  public static let interval = 2.0
  private static let sweepSeconds: Int64 = 3_600
  /// Seconds until digests are tried again after one could not be made.
  private static let digestPause: Int64 = 3_600
  /// How long nothing is tried once the server was not reached: doubled up to the second.
  private static let pauses: ClosedRange<Int64> = 15...600

  private struct State {
    var tally = Tally()
    var pausedUntil: Timestamp?
    var pause = MailService.pauses.lowerBound
    var sweptAt: Timestamp?
    var gatheredAt: Timestamp?
    var digestsPausedUntil: Timestamp?
    var isStopping = false
  }

  private let store: any Store
  /// Nil where mail is not set up: notices stand in inboxes alone.
  private let server: MailServer?
  private let board: String?
  private let clock: @Sendable () -> Timestamp
  private let token: @Sendable () -> String
  private let mayWork: @Sendable () -> Bool
  private let log: @Sendable (_ event: String, _ fields: KeyValuePairs<String, String>) -> Void
  private let interval: Double
  private let wakeUp = WakeUp()
  private let state = Mutex(State())

  /// `board` is its public address without a slash at its end; nil where it is not known. `token` gives a random text. While
  /// `mayWork` says no, another process does all this.
  public init(
    store: any Store, server: MailServer?, board: String?, interval: Double = MailService.interval,
    clock: @escaping @Sendable () -> Timestamp, token: @escaping @Sendable () -> String,
    mayWork: @escaping @Sendable () -> Bool = { true },
    log: @escaping @Sendable (_ event: String, _ fields: KeyValuePairs<String, String>) -> Void
  ) {
    self.store = store
    self.server = server
    self.board = board
    self.interval = interval
    self.clock = clock
    self.token = token
    self.mayWork = mayWork
    self.log = log
  }

  public var tally: Tally { state.withLock { $0.tally } }

  public func noteChange() { wakeUp.signal() }

  /// Ends ``run()``; a mail that is being sent is broken off and sent again after the next start.
  public func stop() {
    state.withLock { $0.isStopping = true }
    wakeUp.signal()
  }

  private var isStopping: Bool { state.withLock { $0.isStopping } }

  public func run() async {
    var failures = 0
    while !isStopping {
      var seconds = interval
      do {
        try await round()
        failures = 0
      } catch {
        failures += 1
        log("mail_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
        if case StoreError.closed = error { return }
        seconds = min(60, Double(1 << min(failures, 6)) / 2)
      }
      await wakeUp.sleep(for: .seconds(seconds))
    }
  }

  private func round() async throws {
    guard mayWork() else { return }
    let now = clock()
    let mails = server != nil
    while !isStopping, try await store.read({ try NoticePlanner.hasWork($0) }) {
      await store.giveWay()
      _ = try await store.write { try NoticePlanner($0, now: now).plan(mails: mails) }
    }
    if state.withLock({ $0.sweptAt.map { now > $0.adding(seconds: Self.sweepSeconds) } ?? true }) {
      try await store.write { store in
        _ = try store.forgetNotices(
          before: now.adding(seconds: -Notice.seconds), most: Notice.kept, limit: 500)
        _ = try store.forgetMail(before: now.adding(seconds: -MailLimits.logSeconds), limit: 500)
        _ = try store.endMail(
          waitingSince: now.adding(seconds: -MailLimits.patience),
          problem: OutgoingProblem(.mailServerAway),
          at: now)
      }
      state.withLock { $0.sweptAt = now }
    }
    guard let server else { return }
    try await gather(now)
    try await send(by: server)
  }

  /// Makes mails of what waits. Reads alone where nothing does.
  private func gather(_ now: Timestamp) async throws {
    let (board, token) = (board, token)
    let since = now.adding(seconds: -MailLimits.gathering)
    if try await store.read({ try $0.oldestAwaitingMail().map { $0 <= since } ?? false }) {
      _ = try await store.write { try StaffMailer($0, now: now, board: board).gather(token: token) }
    }
    guard state.withLock({ $0.gatheredAt.map { now >= $0.adding(seconds: 30) } ?? true }) else { return }
    while !isStopping, try await store.read({ try ReporterMailer.hasWork($0, now: now) }) {
      guard try await store.write({ try ReporterMailer($0, now: now).gather(token: token) }).more else { break }
    }
    try await gatherDigests(now)
    state.withLock { $0.gatheredAt = now }
  }

  /// A digest looks at the whole desk. One that cannot be made holds up no other mail, and is tried again later.
  private func gatherDigests(_ now: Timestamp) async throws {
    guard state.withLock({ $0.digestsPausedUntil.map { now >= $0 } ?? true }) else { return }
    let (board, token) = (board, token)
    do {
      while !isStopping, try await store.read({ try WeekMailer.hasWork($0, now: now) }) {
        await store.giveWay()
        _ = try await store.write { try WeekMailer($0, now: now, board: board).gather(token: token) }
      }
    } catch {
      if case StoreError.closed = error { throw error }
      state.withLock { $0.digestsPausedUntil = now.adding(seconds: Self.digestPause) }
      log("digest_failed", ["error": "\(error)"])
    }
  }

  private func send(by server: MailServer) async throws {
    while !isStopping, mayWork() {
      let now = clock()
      guard state.withLock({ $0.pausedUntil.map { now >= $0 } ?? true }) else { return }
      guard let mail = try await store.read({ try $0.dueMail(at: now, limit: 1).first }),
        let recipient = mail.recipient
      else { return }
      let sender = MailMessage.Sender(name: server.name, address: server.from)
      let message = MailMessage(mail: mail, recipient: recipient, sender: sender).encoded()
      let verdict = await transfer(message, to: recipient, by: server)
      try await note(verdict, of: mail.id)
      if case .unreachable = verdict { return }
      if verdict == .stopped { return }
    }
  }

  private func note(_ verdict: MailVerdict, of id: Int64) async throws {
    let now = clock()
    let outcome: MailOutcome
    switch verdict {
    case .stopped: return
    case .unreachable(let reason):
      state.withLock { state in
        state.tally.failed += 1
        state.tally.trouble = reason
        state.pausedUntil = now.adding(seconds: state.pause)
        state.pause = min(state.pause * 2, Self.pauses.upperBound)
      }
      return log("mail_server_not_reached", ["error": reason])
    case .sent: outcome = .sent
    case .refused(let reason): outcome = .refused(reason)
    case .putOff(let reason): outcome = .failed(reason)
    }
    state.withLock { state in
      if outcome == .sent { state.tally.sent += 1 } else { state.tally.failed += 1 }
      state.tally.trouble = nil
      state.pausedUntil = nil
      state.pause = Self.pauses.lowerBound
    }
    // Until then nothing more is sent, and this mail not again.
    await store.note(orLog: "mail_not_noted", log, isStopping: { isStopping }) {
      try MailAttempts($0, now: now).note(outcome, of: id)
    }
  }

  private func transfer(_ message: [UInt8], to recipient: String, by server: MailServer) async -> MailVerdict {
    let library: CurlLibrary
    do { library = try CurlLibrary.shared() } catch { return .unreachable("\(error)") }
    return await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(
          returning: MailTransfer(server, to: recipient, message: message) { self.isStopping }.run(library))
      }
      thread.name = "mail"
      thread.stackSize = 1 << 19
      thread.start()
    }
  }
}
