// Kills and restarts the collector while an app and a plain client send to it. Everything that was acknowledged is in
// the store after each kill.
import FaultKit
import Foundation
import TellbackWire

struct CollectorKills: Sendable {
  /// When it ends.
  enum Moment: String, CaseIterable {
    case random
    /// While it opens its store.
    case starting
    /// A group commit: of ingest, of attachments or of the digest, whichever comes.
    case inCommit, beforeSync, afterSyncBeforeAnswer
    /// The first commits after it answered a batch that nobody follows up: those of the digest.
    case inDigest, afterDigest
    /// SIGTERM came: the log goes into the database, the match index into its file.
    case checkpoint, matchIndex, stopping
    case backup, reindex

    static func draw(_ random: inout SeededRandom) -> Moment {
      random.happens(1, of: 3) ? .random : allCases[1 + random.below(allCases.count - 1)]
    }
  }

  let run: Run

  func attempt() async throws -> String {
    let (kills, perRound, lanes) = (run.size(short: 100, long: 2_000), run.size(short: 25, long: 100), 2)
    let tally = Tally()
    let (reports, copies) = (Locked(0), Locked(0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          for number in 0..<(kills / lanes / perRound) {
            let round = try await CollectorRound(self.run, number: lane * 1_000 + number, tally)
            let (made, copied) = try await round.play(kills: perRound)
            reports.with { $0 += made }
            copies.with { $0 += copied }
          }
        }
      }
      try await group.waitForAll()
    }
    return
      "\(reports.with { $0 }) reports acknowledged, 0 lost, 0 twice, \(copies.with { $0 }) backups whole; \(tally.text)"
  }
}

/// A data directory, an app that sends all the time, and a plain client.
private final class CollectorRound: Sendable {
  private let run: Run
  private let number: Int
  private let tally: Tally
  private let folder: Folder
  private let collector: Collector
  private let faults: FileFaults
  private let ledger: Ledger
  private let key: String
  /// What the plain client posted, with its bytes, to post it again.
  private let posted = Locked<[(reports: [Report], isAnswered: Bool)]>([])
  private let backups = Locked(0)

  init(_ run: Run, number: Int, _ tally: Tally) async throws {
    (self.run, self.number, self.tally) = (run, number, tally)
    folder = try Folder()
    faults = try FileFaults(folder: folder.file("data"), path: folder.file("faults"))
    collector = try Collector(folder, environment: try faults.environment, name: "data")
    try await collector.start()
    key = try await collector.createApp()
    ledger = try Ledger(path: folder.file("ledger"))
  }

  /// Returns how many reports were acknowledged and how many backups were checked.
  func play(kills: Int) async throws -> (Int, Int) {
    var plan = ReportingPlan(
      collector: collector.base, key: key, queue: folder.file("queue"), ledger: ledger.path, seed: UInt64(number))
    plan.pause = 60_000
    plan.stop = folder.file("stop")
    let app = try Program(
      Program.this, ["child", "report", try plan.text], errors: folder.file("children.err"))
    for kill in 0..<kills {
      var random = run.random(number * 1_000 + kill + 1)
      try await self.kill(CollectorKills.Moment.draw(&random), &random)
      run.tried()
      // What it answered for is there, before anybody sends it again.
      let acknowledged = posted.with { $0.filter(\.isAnswered).flatMap { $0.reports.map(\.id) } }
      let lost = Set(acknowledged).subtracting(try StoreOracle.reports(data: collector.data))
      if !lost.isEmpty { run.broken("kill \(kill): \(lost.count) reports that it answered for are not in its store") }
    }
    faults.disarm()
    try await collector.start()
    try Data().write(to: URL(fileURLWithPath: folder.file("stop")))
    let end = try await app.wait(within: .seconds(90))
    if end != .exit(0) {
      let errors = FileManager.default.contents(atPath: folder.file("children.err")) ?? Data()
      run.broken("the app ended with \(end): \(String(decoding: errors.suffix(500), as: UTF8.self))")
    }
    // What was not answered for is posted again, and what was, too: a client whose answer was lost.
    for index in posted.with({ $0.indices }) { try await post(again: index) }
    try await checkQueue(plan.queue)
    let contents = try ledger.read()
    try await checkMatching()
    try await check(collector, contents, run)
    return (contents.acknowledged.count, try checkBackups())
  }

  // MARK: Kills

  private func kill(_ moment: CollectorKills.Moment, _ random: inout SeededRandom) async throws {
    faults.disarm()
    if moment == .starting, !collector.isRunning {
      faults.arm(.all, from: 1 + random.below(60), .killBefore)
      do { try await collector.start() } catch {
        return try await count(collector.process?.end() == .signal(SIGKILL) ? moment.rawValue : "failed: \(error)")
      }
      try await collector.crash()
      return try await count("random")
    }
    if !collector.isRunning { try await collector.start() }
    switch moment {
    case .random, .starting:
      async let _ = post(3, &random)
      try await Task.sleep(for: .milliseconds(random.below(60)))
    case .inCommit:
      faults.arm(.write, name: "collector.sqlite-wal", from: 1 + random.below(40), .killHalfway)
      try await postUntilDeath(&random)
    case .beforeSync:
      faults.arm(.sync, name: "collector.sqlite-wal", from: 1 + random.below(5), .killBefore)
      try await postUntilDeath(&random)
    case .afterSyncBeforeAnswer:
      faults.arm(.sync, name: "collector.sqlite-wal", from: 1 + random.below(5), .killAfter)
      try await postUntilDeath(&random)
    case .inDigest:
      if try await post(8, &random) {
        faults.arm(.write, name: "collector.sqlite-wal", from: 1 + random.below(30), .killHalfway)
        try await death(within: .milliseconds(1_000))
      }
    case .afterDigest:
      if try await post(8, &random) {
        faults.arm(.sync, name: "collector.sqlite-wal", from: 1 + random.below(2), .killAfter)
        try await death(within: .milliseconds(1_000))
      }
    case .checkpoint:
      try await post(8, &random)
      faults.arm([.write, .sync], name: "collector.sqlite", from: 1 + random.below(20), .killBefore)
      collector.process?.send(SIGTERM)
      try await death(within: .seconds(10))
    case .matchIndex:
      try await post(8, &random)
      faults.arm(
        .changes, name: "match.index.part", from: 1 + random.below(8),
        random.happens(1, of: 2) ? .killBefore : .killHalfway)
      collector.process?.send(SIGTERM)
      try await death(within: .seconds(10))
    case .stopping:
      try await post(8, &random)
      faults.arm(.all, from: 1 + random.below(60), .killBefore)
      collector.process?.send(SIGTERM)
      try await death(within: .seconds(10))
    case .backup: try await backup(&random)
    case .reindex: try await reindex(&random)
    }
    if collector.isRunning || collector.process?.end() == .exit(0) {
      let isMarked = moment != .random && collector.process?.end() == nil
      try await collector.crash()
      if collector.process?.end() == .exit(0) { return try await count("ended before the moment") }
      return try await count(isMarked && moment != .reindex ? "random" : moment.rawValue)
    }
    try await count(moment.rawValue)
  }

  private func count(_ moment: String) async throws {
    let end = collector.process?.end()
    guard end == .signal(SIGKILL) || end == .exit(0) else {
      throw FaultError(
        "The collector ended with \(String(describing: end)) (\(moment)): \(collector.log.suffix(1_000))")
    }
    tally.add(moment)
  }

  private func death(within limit: Duration) async throws {
    let end = ContinuousClock.now + limit
    while collector.isRunning, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(2)) }
  }

  private func postUntilDeath(_ random: inout SeededRandom) async throws {
    for _ in 0..<20 where collector.isRunning { try await post(1 + random.below(6), &random) }
  }

  /// A copy while work goes on, and the death of the collector in the middle of it.
  private func backup(_ random: inout SeededRandom) async throws {
    let number = backups.with { count -> Int in
      count += 1
      return count
    }
    try await post(6, &random)
    let before = posted.with { $0.filter(\.isAnswered).flatMap { $0.reports.map { "\($0.id)" } } }
    try before.joined(separator: "\n").write(
      toFile: folder.file("backup-\(number).ids"), atomically: false, encoding: .utf8)
    // The copies lie inside the folder of faults, so that their writes count.
    let target = collector.data + "/backup-\(number)"
    let isMarked = random.happens(1, of: 2)
    if isMarked { faults.arm(.changes, name: ".part", from: 1 + random.below(120), .killBefore) }
    let command = try Program(
      try Program.beside("tellback-collector"), ["backup", target, "--data", collector.data])
    if isMarked {
      for _ in 0..<6 where collector.isRunning && command.isRunning { try await post(3, &random) }
    } else {
      try await Task.sleep(for: .microseconds(5_000 + random.below(160_000)))
      try await collector.crash()
    }
    try await command.wait(within: .seconds(30))
  }

  /// The match index is removed beside the running collector, by a command that is killed too.
  private func reindex(_ random: inout SeededRandom) async throws {
    let command = try Program(
      try Program.beside("tellback-collector"), ["doctor", "--reindex", "--data", collector.data])
    try await post(4, &random)
    try await Task.sleep(for: .milliseconds(random.below(60)))
    try await command.killNow()
  }

  // MARK: The plain client

  /// Posts `count` reports of its own. True when the collector answered for all.
  @discardableResult
  private func post(_ count: Int, _ random: inout SeededRandom) async throws -> Bool {
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    let reports = (0..<count).map { _ in
      let intent = Ledger.Intent(
        id: ReportID(at: now, random: (random.next(), random.next())), group: random.below(12),
        number: Int(random.next() >> 24))
      ledger.intend(intent)
      return Report(id: intent.id, capturedAt: now, text: intent.text, page: "/kill")
    }
    let index = posted.with { posted -> Int in
      posted.append((reports, false))
      return posted.count - 1
    }
    // No answer: the collector died, and nothing is known.
    return (try? await send(index)) ?? false
  }

  private func send(_ index: Int) async throws -> Bool {
    let reports = posted.with { $0[index].reports }
    let body = ReportBatch.encoded(
      reports: reports.map { $0.encoded() },
      sentAt: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)),
      accounting: nil)
    let answer = try await SocketClient.exchange(
      port: collector.port, "POST", WirePaths.batches,
      headers: ["Authorization": "Bearer \(key)", "Content-Type": "application/json"], body: body)
    guard answer.status == 202 else {
      run.broken("a batch was answered \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
      return false
    }
    let receipts = try Receipt.decodeAll(answer.body)
    guard receipts.map(\.id) == reports.map(\.id),
      receipts.allSatisfy({ $0.outcome == .accepted || $0.outcome == .duplicate })
    else {
      run.broken("a batch got other receipts than its own: \(receipts)")
      return false
    }
    posted.with { $0[index].isAnswered = true }
    for report in reports { ledger.acknowledge(report.id) }
    return true
  }

  private func post(again index: Int) async throws {
    guard try await send(index) else { return run.broken("a repeated batch was not taken") }
  }

  // MARK: The end of a round

  private func checkQueue(_ queue: String) async throws {
    let state = try QueueOracle(queue: queue, scratch: folder.file("scratch"))
    for finding in state.findings { run.broken(finding) }
    if !state.waiting.isEmpty || state.attachments > 0 || state.shed > 0 || state.discarded > 0 {
      run.broken(
        "\(state.waiting.count) reports and \(state.attachments) attachments wait, \(state.shed) and "
          + "\(state.discarded) were given up, after the draining")
    }
  }

  /// The index is there and has every report, whichever file it was started from.
  private func checkMatching() async throws {
    try await eventually("the match index", within: .seconds(30), every: .milliseconds(20)) {
      let figures = try await CollectorFigures(of: collector.base)
      let placed = try figures.reports("opened_total") + figures.reports("attached_total")
      return try figures.reports("pending") == 0 && figures.all["tellback_match_index_ready"] == 1
        && figures.all["tellback_match_index_reports"] == placed
    }
  }

  /// Each copy that got its name is whole and has what was answered for before it began.
  private func checkBackups() throws -> Int {
    var checked = 0
    for number in 1..<(backups.with { $0 } + 1) {
      let path = collector.data + "/backup-\(number)"
      guard access(path, F_OK) == 0 else { continue }
      checked += 1
      let wanted = try String(contentsOfFile: folder.file("backup-\(number).ids"), encoding: .utf8)
        .split(separator: "\n").compactMap { ReportID(String($0)) }
      let copy = try folder.fresh("copy")
      try FileManager.default.copyItem(atPath: path, toPath: copy + "/collector.sqlite")
      let missing = Set(wanted).subtracting(try StoreOracle.reports(data: copy))
      if !missing.isEmpty { run.broken("backup \(number) lacks \(missing.count) reports that were answered for") }
    }
    return checked
  }
}
