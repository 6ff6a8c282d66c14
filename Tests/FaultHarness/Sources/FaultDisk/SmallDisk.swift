// A file system that is full or read-only: a tmpfs of a few megabytes, mounted in a private name space of one child.
// Where none can be mounted, the preloaded library refuses calls instead; the line of the promise says which.
import CFaults
import FaultKit
import Foundation
import Tellback
import TellbackTesting

/// The part that a child plays, which may mount and fill what it likes.
struct SmallDisk {
  private let what: String
  private let folder: String
  private let isMounted: Bool
  private let faults: FileFaults

  /// Plays one part in a child and takes its findings over.
  static func attempt(_ what: String, _ run: Run) async throws -> String {
    let folder = try Folder()
    let faults = try FileFaults(folder: folder.file("disk"), path: folder.file("faults"))
    let words = ["child", "small-disk", what, folder.path]
    var counted = ""
    for times in 0..<run.size(short: 1, long: 5) {
      for name in ["disk", "out"] { try? FileManager.default.removeItem(atPath: folder.file(name)) }
      try FileManager.default.createDirectory(atPath: folder.file("disk"), withIntermediateDirectories: true)
      let child = try Program(
        Program.this, words, environment: try faults.environment.merging(["FAULT_PRIVATE_MOUNTS": "1"]) { $1 },
        output: folder.file("out"), errors: folder.file("out"))
      let end = try await child.wait(within: .seconds(120))
      let output = String(decoding: FileManager.default.contents(atPath: folder.file("out")) ?? Data(), as: UTF8.self)
      let lines = output.split(separator: "\n").map { String($0) }
      for line in lines where line.hasPrefix("BROKEN ") { run.broken("\(times): " + line.dropFirst(7)) }
      guard end == .exit(0), let sums = lines.last(where: { $0.hasPrefix("SUMS ") }) else {
        run.broken("the part ended with \(end): \(output.suffix(800))")
        continue
      }
      run.tried()
      counted = String(sums.dropFirst(5))
    }
    return counted
  }

  init(what: String, folder: String) throws {
    (self.what, self.folder) = (what, folder + "/disk")
    faults = try FileFaults(folder: folder + "/disk", path: folder + "/faults")
    // The tables of an empty store and the log that makes them fill more than four megabytes.
    let size = what == "collector" ? "8m" : "2m"
    isMounted = fault_mount_memory(folder + "/disk", "size=\(size)") == 0
  }

  func play() async throws {
    switch what {
    case "sdk": try await fullQueue()
    case "read-only": try await readOnlyQueue()
    case "collector": try await fullStore()
    default: throw FaultError("There is no part '\(what)'.")
    }
  }

  // MARK: The disk

  private var kind: String { isMounted ? "a tmpfs" : "preloaded ENOSPC and EROFS, since no tmpfs may be mounted here" }
  private var filler: String { folder + "/filler" }

  /// Leaves no byte.
  private func fill(_ faults: FileFaults? = nil) {
    guard isMounted else { return (faults ?? self.faults).arm([.write, .mkdir], count: .max / 2, .fail(ENOSPC)) }
    let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(descriptor) }
    for size in [65_536, 4_096, 1] {
      let bytes = [UInt8](repeating: 1, count: size)
      while write(descriptor, bytes, size) > 0 {}
    }
  }

  private func makeRoom(_ faults: FileFaults? = nil) {
    if isMounted { unlink(filler) } else { (faults ?? self.faults).disarm() }
  }

  private func setReadOnly(_ isReadOnly: Bool) {
    if isMounted {
      if fault_remount(folder, isReadOnly ? 1 : 0) != 0 { tell("no remount: \(String(cString: strerror(errno)))") }
    } else if isReadOnly {
      faults.arm([.changes, .open], count: .max / 2, .fail(EROFS))
    } else {
      faults.disarm()
    }
  }

  private func tell(_ finding: String) { say("BROKEN \(finding)") }

  // MARK: The parts

  /// Full while reports wait: they are delivered all the same, since the ballast makes room for taking them out; new ones
  /// wait in memory, and everything is delivered and on disk again when there is room.
  private func fullQueue() async throws {
    var life = Life(transport: RecordingTransport())
    let reporter = try life.makeReporter(folder + "/queue")
    life.offline()
    for number in 0..<6 { await life.report(through: reporter, hasAttachment: number % 3 == 0) }
    if life.durable.count != 6 { tell("\(life.durable.count) of 6 reports are on the disk before it is full") }
    fill()
    // Until the ballast is given back and used up, some are on the disk still.
    for number in 0..<400 where life.memory.count < 20 {
      await life.report(through: reporter, hasAttachment: number % 9 == 0)
    }
    if life.memory.count < 20 { tell("only \(life.memory.count) reports went to memory on a full disk") }
    makeRoom()
    fill()
    if isMounted {
      // Nothing is freed for the app: the sending itself must get by.
      life.transport.answer(with: nil)
      try await life.drain(reporter)
      let statistics = try await reporter.statistics()
      if statistics.queued > 0 {
        tell("\(statistics.queued) reports wait for room on the disk though the collector has them")
      }
    }
    makeRoom()
    life.transport.answer(with: nil)
    try await life.drain(reporter)
    // The ballast is there again, for the next time.
    let durableBefore = life.durable.count
    await life.report(through: reporter, hasAttachment: true)
    if life.durable.count == durableBefore { tell("a report is not on the disk though there is room again") }
    try await life.drain(reporter)
    let statistics = try await reporter.statistics()
    if !statistics.isBalanced { tell("the statistics do not sum up: \(statistics)") }
    await reporter.close(within: .zero)
    if access(folder + "/queue/0/ballast", F_OK) != 0 { tell("there is room and no ballast") }
    finish(life)
  }

  /// Read-only from the start: reports go to memory and from there to the collector; what an earlier run left is sent when
  /// the disk can be written again.
  private func readOnlyQueue() async throws {
    var life = Life(transport: RecordingTransport())
    try await life.prepare(folder + "/queue")
    setReadOnly(true)
    let reporter = try life.makeReporter(folder + "/queue")
    life.offline()
    for number in 0..<10 { await life.report(through: reporter, hasAttachment: number == 3) }
    if !life.durable.isEmpty { tell("\(life.durable.count) receipts said durable on a read-only disk") }
    life.transport.answer(with: nil)
    try await life.drain(reporter)
    let sent = Set(life.transport.reports.map(\.id))
    if !life.memory.isSubset(of: sent) { tell("reports in memory were not sent") }
    await reporter.close(within: .zero)
    setReadOnly(false)
    let next = try life.makeReporter(folder + "/queue")
    try await life.drain(next)
    await next.close(within: .zero)
    finish(life)
  }

  private func finish(_ life: Life) {
    var life = life
    life.attachments.merge(life.memoryAttachments) { $1 }
    life.check(folder + "/queue")
    let sent = Set(life.transport.reports.map(\.id))
    let lost = life.memory.subtracting(sent)
    if !lost.isEmpty { tell("\(lost.count) reports that were in memory are lost") }
    for finding in life.findings { tell(finding) }
    let longest = Int((life.seconds.max() ?? 0) * 1_000)
    if longest > 1_000 { tell("a report was refused or kept in memory only after \(longest) ms") }
    say(
      "SUMS by \(kind): \(life.durable.count + life.old.count) durable, \(life.memory.count) in memory, \(life.errors) errors, "
        + "the longest refused report() took \(longest) ms; all delivered")
  }

  /// Full: 503 with Retry-After; what was answered with 202 is there; with room again it takes everything by itself.
  private func fullStore() async throws {
    let inner = try Folder()
    let ledger = try Ledger(path: inner.file("ledger"))
    // Only the data directory lies on the small disk; the harness keeps its own files elsewhere.
    let data = inner.file("collector")
    let storeFaults = try FileFaults(folder: data, path: inner.file("faults"))
    let collector = try Collector(inner, environment: isMounted ? [:] : try storeFaults.environment)
    if isMounted {
      guard mkdir(folder + "/data", 0o700) == 0, symlink(folder + "/data", data) == 0 else {
        throw FaultError("no data directory on the small disk")
      }
    }
    try await collector.start()
    let key = try await collector.createApp()
    var waiting: [(Ledger.Intent, [UInt8])] = []
    var (taken, refused) = (0, 0)
    func post(_ intent: Ledger.Intent, _ body: [UInt8]) async throws -> Bool {
      let answer = try await SocketClient.exchange(
        port: collector.port, "POST", WirePaths.reports, headers: ["Authorization": "Bearer \(key)"], body: body)
      if answer.status == 202 {
        ledger.acknowledge(intent.id)
        taken += 1
        return true
      }
      if answer.status != 503 || answer.headers["retry-after"].flatMap({ Int($0) }) == nil {
        tell("a full disk is answered with \(answer.status) and Retry-After \(answer.headers["retry-after"] ?? "none")")
      }
      refused += 1
      return false
    }
    for number in 0..<600 where refused < 10 {
      if number == 20 { fill(storeFaults) }
      let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
      let intent = Ledger.Intent(
        id: ReportID(at: now, random: (UInt64(number), 1)), group: number % 9, number: 1_000_000 + number)
      ledger.intend(intent)
      let padding = [ReportField("padding", .text(String(repeating: "x", count: 1_500)))]
      let report = Report(id: intent.id, capturedAt: now, text: intent.text, page: "/disk", fields: padding)
      if try await !post(intent, report.encoded()) { waiting.append((intent, report.encoded())) }
    }
    if refused < 10 { tell("the disk was never full: \(taken) reports were taken") }
    let health = try await SocketClient.exchange(port: collector.port, "GET", "/health")
    if health.status != 200 { tell("/health answers \(health.status) on a full disk") }
    makeRoom(storeFaults)
    for (intent, body) in waiting {
      try await eventually("a report to be taken with room again", within: .seconds(120), every: .milliseconds(20)) {
        try await post(intent, body)
      }
    }
    try await eventually("the digest", within: .seconds(60), every: .milliseconds(20)) {
      try await CollectorFigures(of: collector.base).reports("pending") == 0
    }
    try await collector.stop()
    for finding in try StoreOracle.findings(data: collector.data, try ledger.read()) { tell(finding) }
    say("SUMS by \(kind): \(taken) answered 202, \(refused) answered 503 with Retry-After; all taken with room again")
  }
}
