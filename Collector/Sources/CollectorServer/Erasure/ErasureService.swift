// Erases while the collector runs: in the store, in the match index and its file. Invariant: the index's file goes before the
// store is touched, so that no crash leaves erased words in it; transactions are small, so that ingest waits little.
import CollectorCore
import TellbackSupport
import TellbackWire

struct ErasureService: Sendable {
  let store: any Store
  let matching: MatchingService
  let telemetry: Telemetry
  let log: Log
  let clock: @Sendable () -> Timestamp
  /// Calls the sweeper: something was erased, or an erasure that was begun is not finished.
  let wakeUp = WakeUp()

  /// How long a request waits for its erasure; what is left then is done by the next try, and by the sweeper.
  static let patience = 10.0
  /// Between two transactions while reports come in.
  private static let courtesy: Duration = .milliseconds(5)

  /// Erases these reports of a proven installation. Reports of others stay, and the answer does not tell them apart.
  func erase(_ ids: [ReportID], of installation: ErasedInstallation) async throws {
    matching.willErase()
    var count = 0
    for start in stride(from: 0, to: ids.count, by: Eraser.batchLimit) {
      let batch = Array(ids[start..<min(start + Eraser.batchLimit, ids.count)])
      let now = clock()
      let erased = try await store.write { store -> [ErasedReport] in
        let (app, id, hash) = (installation.app, installation.id, installation.secretHash)
        // An installation that nobody knows yet may still erase what it sent and what has not arrived.
        let isKnown = try store.installationSecretHash(app: app, installation: id) != nil
        guard try !isKnown || store.isProven(app: app, installation: id, secretHash: hash) else { return [] }
        let eraser = Eraser(store, now: now)
        return try batch.compactMap { try eraser.erase($0, of: installation.id, app: installation.app) }
      }
      count += erased.count
      settle(erased)
    }
    log.info("erased", ["scope": "reports", "app": "\(installation.app.value)", "reports": "\(count)"])
  }

  /// Erases everything of an installation. False when there was no time for all of it: ask again.
  func eraseEverything(of contact: InstallationContact) async throws -> Bool {
    let installation = ErasedInstallation(app: contact.app, id: contact.id, secretHash: contact.secretHash)
    matching.willErase()
    guard try await store.write({ try $0.beginErasure(of: contact) }) else {
      log.info("erased", ["scope": "installation", "app": "\(contact.app.value)", "reports": "0"])
      return true
    }
    do {
      let isDone = try await goOn(with: installation, until: SystemClock.monotonicSeconds() + Self.patience)
      if !isDone { wakeUp.signal() }
      return isDone
    } catch {
      wakeUp.signal()
      throw error
    }
  }

  /// Erases the next reports of an installation whose erasure was begun. False when there was no time for all of it.
  func goOn(with installation: ErasedInstallation, until limit: Double) async throws -> Bool {
    var count = 0
    var isDone = false
    matching.willErase()
    repeat {
      let now = clock()
      let (erased, isLast) = try await store.write { try Eraser($0, now: now).eraseNext(of: installation) }
      settle(erased)
      count += erased.count
      isDone = isLast
      if !isDone, store.waitingIngests > 0 { try? await Task.sleep(for: Self.courtesy) }
    } while !isDone && SystemClock.monotonicSeconds() < limit
    log.info(
      "erased",
      ["scope": "installation", "app": "\(installation.app.value)", "reports": "\(count)", "complete": "\(isDone)"])
    return isDone
  }

  /// The reports are gone from the store: from here on nothing finds them, and the files are still to be purged.
  func settle(_ erased: [ErasedReport]) {
    guard !erased.isEmpty else { return }
    matching.didErase(erased)
    telemetry.noteErasure()
    wakeUp.signal()
  }

  /// Words are about to be taken out of a report: nothing may write them to a file any more.
  func willRedact() { matching.willErase() }

  /// Words are gone from the store: matching knows the report as it is now, and the files are still to be purged.
  func settle(_ redacted: RedactedReport) {
    if let placed = redacted.placed { matching.didRedact(placed) }
    telemetry.noteErasure()
    wakeUp.signal()
  }
}
