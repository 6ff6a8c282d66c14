// One damage to a queue folder. Checks what the SDK saves, sends and counts against what was in the folder, read by
// plain SQL.
import FaultKit
import Foundation
import Tellback
import TellbackSQLite
import TellbackTesting

struct QueueCase {
  let folder: String
  var random: SeededRandom
  /// The process that opens the damaged queue first is killed at some moment.
  let isKilled: Bool
  /// Which damage; nil for any.
  var certain: QueueDamage?

  /// What the damage leaves to be expected.
  private struct Expectation {
    /// Slots whose files must stay as they are.
    var untouched: Set<Int> = []
    /// A slot where what was counted outside the file is damaged too: then the counts must only add up.
    var uncounted: Int?
    /// Reports that are delivered or counted, whatever else is.
    var certain = 0
    var isUncounted: Bool { uncounted != nil }
    /// What came with the damage.
    var added = Content()
  }

  mutating func run() async throws -> CaseResult {
    let slots = try (0..<2).map { try content(of: $0) }
    var result = CaseResult(what: "")
    var expectation = try damage(&result)
    var expected = Content()
    for (number, slot) in slots.enumerated() where !expectation.untouched.contains(number) {
      expected.bodies.merge(slot.bodies) { $1 }
      expected.files.merge(slot.files) { $1 }
      expected.messages.merge(slot.messages) { $1 }
      expected.captured += slot.captured
      if number != expectation.uncounted { expectation.certain += slot.bodies.count }
    }
    let before = try expectation.untouched.map { try Data(contentsOf: URL(fileURLWithPath: queue($0))) }
    // What a process saves that nobody ends, one saves too that comes after one that was.
    let undisturbed = isKilled ? try await saved(inCopyOf: folder, expecting: expected, expectation) : 0
    if isKilled { try await openAndKill() }
    let counted = try await open(expecting: expected, expectation, &result)
    if isKilled, result.counts["saved", default: 0] < undisturbed {
      result.findings.append(
        "\(undisturbed) reports can be saved, and after the kill \(result.counts["saved", default: 0])")
    }
    if try expectation.untouched.map({ try Data(contentsOf: URL(fileURLWithPath: queue($0))) }) != before {
      result.findings.append("the file of a newer program was changed")
    }
    try await openAgain(counted, &result)
    return result
  }

  private func queue(_ slot: Int) -> String { "\(folder)/queue/\(slot)/queue.sqlite" }

  /// Read from a copy, so that its log stays as it is.
  private func content(of slot: Int) throws -> Content {
    let copy = folder + "/copy"
    try FileManager.default.copyItem(atPath: "\(folder)/queue/\(slot)", toPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    return try Content(of: copy + "/queue.sqlite")
  }

  private func saved(
    inCopyOf folder: String, expecting expected: Content, _ expectation: Expectation
  ) async throws -> Int {
    let copy = folder + "-copy"
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let other = QueueCase(folder: copy, random: random, isKilled: false)
    var result = CaseResult(what: "")
    _ = try await other.open(expecting: expected, expectation, &result)
    return result.counts["saved", default: 0]
  }

  // MARK: Damage

  private mutating func damage(_ result: inout CaseResult) throws -> Expectation {
    let slot = random.below(2)
    var expectation = Expectation()
    let slotFolder = "\(folder)/queue/\(slot)"
    switch certain ?? .any(&random) {
    case .slotsSwapped:
      result.what = "slots swapped"
      try exchange(["", "-wal"])
    case .logsSwapped:
      result.what = "logs swapped"
      try exchange(["-wal"])
    case .newerSchema:
      // Only a file whose number stands in its header: the log is checkpointed after a migration.
      let number = Golden.newest + 1 + random.below(60)
      result.what = "schema \(number)"
      try write([0, 0, 0, UInt8(number)], at: 60, of: queue(0))
      expectation.untouched = [0]
    case .noiseWithSchema:
      result.what = "slot \(slot): noise with a schema's number"
      try write(
        (0..<60).map { _ in UInt8(random.below(256)) } + [0, 0, 0, UInt8(Golden.newest + 1)], at: 0, of: queue(slot))
    case .unknownFormat:
      result.what = "slot \(slot): an unknown format"
      try write([7], at: 18, of: queue(slot))
    case .olderQueue(let schema):
      result.what = "a queue of schema \(schema)"
      expectation.added = try Golden.replace(queue(slot), schema: schema)
    case .beside(let name, let kind):
      result.what = "\(name) of slot \(slot): " + (try Damage.strike("\(slotFolder)/\(name)", kind, &random))
    case .fileAndTally(let kind):
      result.what = "slot \(slot) and its tally: " + (try Damage.strike(queue(slot), kind, &random))
      let other = Damage.Kind.scrambling(&random)
      result.what += ", " + (try Damage.strike("\(slotFolder)/lock", other, &random))
      expectation.uncounted = slot
    case .strayNoise(let end):
      result.what = "noise in slot 0's \(end)"
      try Data((0..<1 + random.below(20_000)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        .write(to: URL(fileURLWithPath: queue(0) + end))
    case .values(let column): result.what = "slot \(slot): " + (try Damage.change(column, of: queue(slot), &random))
    case .mixedPages(let areForeign):
      let other = areForeign ? queue(1 - slot) : nil
      result.what = "slot \(slot): " + (try Damage.mixPages(queue(slot), with: other, &random))
    case .log(let kind): result.what = "log of slot 1: " + (try Damage.strike(queue(1) + "-wal", kind, &random))
    case .fileAndLog(let kind):
      result.what = "slot 1 and its log: " + (try Damage.strike(queue(1), kind, &random))
      let other = Damage.Kind.any(&random)
      result.what += ", " + (try Damage.strike(queue(1) + "-wal", other, &random))
    case .file(let kind): result.what = "slot \(slot): " + (try Damage.strike(queue(slot), kind, &random))
    }
    // A header that a flipped bit makes one of a newer program's is such a one.
    for slot in 0..<2 where Damage.looksNewer(queue(slot)) { expectation.untouched.insert(slot) }
    return expectation
  }

  private func write(_ bytes: [UInt8], at offset: UInt64, of path: String) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: bytes)
    try handle.close()
  }

  private func exchange(_ ends: [String]) throws {
    let files = FileManager.default
    for end in ends {
      let (one, other, spare) = (queue(0) + end, queue(1) + end, folder + "/spare")
      if files.fileExists(atPath: one) { try files.moveItem(atPath: one, toPath: spare) }
      if files.fileExists(atPath: other) { try files.moveItem(atPath: other, toPath: one) }
      if files.fileExists(atPath: spare) { try files.moveItem(atPath: spare, toPath: other) }
    }
  }

  // MARK: Opening

  /// A process opens the queue and is ended while it does: by the clock, after one of its changes, or, as in every case that is
  /// `certain`, after a rename, where the damaged file and the rebuilt one change places.
  private mutating func openAndKill() async throws {
    let faults = try FileFaults(folder: folder + "/queue", path: folder + "/faults")
    for number in 0..<1 + random.below(2) {
      let moment = certain == nil ? random.below(3) : 2
      if moment == 1 { faults.arm(.changes, from: 1 + random.below(150), .killAfter) }
      if moment == 2 { faults.arm(.rename, from: 1 + number, .killAfter) }
      let mark = "\(folder)/mark-\(number)"
      let child = try Program(
        Program.this, ["child", "open", folder, mark], environment: try faults.environment, output: mark + ".out",
        errors: mark + ".err")
      while child.isRunning, moment > 0 || !FileManager.default.fileExists(atPath: mark) {
        try await Task.sleep(for: .milliseconds(1))
      }
      if moment == 0 { try await Task.sleep(for: .microseconds(random.below(12_000))) }
      try await child.killNow()
      faults.disarm()
    }
  }

  /// The process that is killed.
  static func open(_ folder: String, mark: String) async throws {
    let offline = RecordingTransport { _, _ in throw FaultError("offline") }
    try Data().write(to: URL(fileURLWithPath: mark))
    let reporter = try Reporter(try QueueBase.configuration(folder, offline))
    _ = try await reporter.storage()
    try await reporter.flush(within: .milliseconds(100))
    await reporter.close(within: .zero)
  }

  private func open(
    expecting expected: Content, _ expectation: Expectation, _ result: inout CaseResult
  ) async throws -> ReporterStatistics {
    let transport = RecordingTransport()
    let (wall, work) = (ContinuousClock.now, Self.processorSeconds())
    let reporter = try Reporter(try QueueBase.configuration(folder, transport))
    _ = try await reporter.storage()
    let milliseconds = Int((ContinuousClock.now - wall) / .milliseconds(1))
    result.counts["wall"] = milliseconds
    // Judged by the processor's time: others may be busy beside.
    if Self.processorSeconds() - work > 2 { result.findings.append("it took \(milliseconds) ms to open") }
    var statistics = try await reporter.statistics()
    let wanted = expectation.certain + expectation.added.bodies.count
    do {
      try await eventually("all is delivered or counted", within: .seconds(20)) {
        try await reporter.flush(within: .seconds(10))
        statistics = try await reporter.statistics()
        let lost = Int(statistics.discarded["corrupt_queue"] ?? 0)
        let found = Set(transport.reports.map(\.id)).count
        return found + lost >= wanted && statistics.queued == 0
          && statistics.attachmentsQueued == 0 && statistics.messages.queued == 0
      }
    } catch { result.findings.append("not all is delivered or counted: \(statistics), \(reporter.condition)") }
    try check(transport, statistics, expected, expectation, &result)
    let receipt = try await reporter.report("After the damage")
    if !receipt.durable { result.findings.append("a new report is not durable: \(try await reporter.storage())") }
    try await reporter.flush(within: .seconds(10))
    if !transport.reports.contains(where: { $0.id == receipt.id }) {
      result.findings.append("a new report is not sent")
    }
    statistics = try await reporter.statistics()
    await reporter.close(within: .zero)
    return statistics
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func check(
    _ transport: RecordingTransport, _ statistics: ReporterStatistics, _ expected: Content, _ expectation: Expectation,
    _ result: inout CaseResult
  ) throws {
    let earlier = try QueueBase.sent(in: folder)
    var sent: [ReportID: Int] = [:]
    var said = Set<ReportID>()
    for request in transport.requests where request.method == "POST" {
      if request.url.path.hasSuffix(WirePaths.messages) {
        checkMessages(of: request, expected, expectation, earlier, &said, &result)
        continue
      }
      // Not words: what damage makes of a day may be sent, within the limits.
      if request.url.path.hasSuffix(WirePaths.heartbeats), (try? HeartbeatBatch(decoding: request.body)) != nil {
        continue
      }
      guard let batch = try? ReportBatch.decode(request.body) else {
        result.findings.append("a request was sent that is no batch")
        continue
      }
      for element in batch.elements {
        guard case .report(let id, let range) = element else {
          result.findings.append("a report was sent that is none")
          continue
        }
        sent[id, default: 0] += 1
        let known = expected.bodies[id] ?? expectation.added.bodies[id] ?? earlier[id]
        if known != Array(request.body[range]) { result.findings.append("a report was sent that nobody wrote") }
      }
    }
    let lost = expected.bodies.keys.count { sent[$0] == nil }
    let counted = Int(statistics.discarded["corrupt_queue"] ?? 0)
    // What was sent, and whose receipt the file could not take, may be counted as lost; then it is not counted as delivered.
    let captured = expected.captured + expectation.added.captured
    if !expectation.isUncounted, counted < lost || (counted > lost && statistics.captured != captured) {
      result.findings.append("\(lost) reports are lost, \(counted) counted: \(statistics)")
    }
    if !statistics.isBalanced { result.findings.append("the counts do not add up: \(statistics)") }
    let unsaid = expected.messages.keys.count { !said.contains($0) }
    let givenUp = statistics.messages.discarded.reduce(0) { $1.key == "refused" ? $0 : $0 + Int($1.value) }
    if !expectation.isUncounted, givenUp < unsaid {
      result.findings.append("\(unsaid) messages are lost, \(givenUp) counted: \(statistics)")
    }
    result.counts["said"] = expected.messages.count - unsaid
    result.counts["unsaid"] = unsaid
    var lostFiles = expected.files.count
    for (path, bytes) in transport.attachments {
      if let key = expected.files.keys.first(where: { path.hasSuffix($0) }), expected.files[key] == bytes {
        lostFiles -= 1
      } else if !expectation.added.files.contains(where: { path.hasSuffix($0.key) && $0.value == bytes }) {
        result.findings.append("an attachment was sent that nobody attached")
      }
    }
    let countedFiles = Int(statistics.attachmentsShed["corrupt_queue"] ?? 0)
    if expectation.isUncounted ? countedFiles > lostFiles : countedFiles != lostFiles {
      result.findings.append("\(lostFiles) attachments are lost, \(countedFiles) counted")
    }
    result.counts["saved"] = expected.bodies.count - lost
    result.counts["lost"] = lost
    if expectation.isUncounted { result.counts["uncounted"] = max(0, lost - counted) }
    if counted > lost { result.counts["unsettled"] = counted - lost }
  }

  private func checkMessages(
    of request: TransportRequest, _ expected: Content, _ expectation: Expectation, _ earlier: [ReportID: [UInt8]],
    _ said: inout Set<ReportID>, _ result: inout CaseResult
  ) {
    guard let batch = try? MessageBatch.decode(request.body) else {
      return result.findings.append("a request was sent that is no batch of messages")
    }
    for element in batch.elements {
      guard case .message(let message) = element else {
        result.findings.append("a message was sent that is none")
        continue
      }
      said.insert(message.id)
      let written = expected.messages[message.id] ?? expectation.added.messages[message.id] ?? earlier[message.id]
      if written != message.encoded() {
        result.findings.append("a message was sent that nobody wrote")
      }
    }
  }

  /// The next run finds nothing to do and the same counts.
  private func openAgain(_ before: ReporterStatistics, _ result: inout CaseResult) async throws {
    let transport = RecordingTransport()
    let reporter = try Reporter(try QueueBase.configuration(folder, transport))
    try await reporter.flush(within: .seconds(10))
    if !transport.reports.isEmpty {
      result.findings.append("\(transport.reports.count) reports were sent again by the next run")
    }
    let statistics = try await reporter.statistics()
    if !statistics.isBalanced { result.findings.append("the next run's counts do not add up: \(statistics)") }
    if statistics.discarded["corrupt_queue", default: 0] > before.discarded["corrupt_queue", default: 0] {
      result.findings.append("the next run counts more as lost: \(statistics)")
    }
    await reporter.close(within: .zero)
  }
}
