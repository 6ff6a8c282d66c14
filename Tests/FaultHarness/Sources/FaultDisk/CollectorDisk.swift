// The disk refuses the collector's n-th call, for every n. Each request is answered with 202, or 503 with Retry-After.
// What was answered with 202 is kept, and the collector recovers without a restart.
import FaultKit
import Foundation
import TellbackWire

struct CollectorDisk: Sendable {
  let run: Run

  func attempt() async throws -> String {
    let answers = Locked((taken: 0, refused: 0, met: 0, crashes: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<2 {
        group.addTask {
          let work = try await CollectorAtWork(self.run, worker: worker)
          let sums = try await work.play(workers: 2)
          answers.with {
            $0.taken += sums.taken
            $0.refused += sums.refused
            $0.met += sums.met
            $0.crashes += sums.crashes
          }
        }
      }
      try await group.waitForAll()
    }
    let sums = answers.with { $0 }
    return "\(sums.met) calls refused; \(sums.taken) answered 202, \(sums.refused) answered 503 with Retry-After, "
      + "\(sums.crashes) times killed right after; nothing lost, nothing twice"
  }
}

private final class CollectorAtWork: Sendable {
  private let run: Run
  private let worker: Int
  private let folder: Folder
  private let collector: Collector
  private let faults: FileFaults
  private let ledger: Ledger
  private let key: String
  private let sums = Locked((taken: 0, refused: 0, met: 0, crashes: 0))

  init(_ run: Run, worker: Int) async throws {
    (self.run, self.worker) = (run, worker)
    folder = try Folder()
    faults = try FileFaults(folder: folder.file("data"), path: folder.file("faults"))
    collector = try Collector(folder, environment: try faults.environment, name: "data")
    try await collector.start()
    key = try await collector.createApp()
    ledger = try Ledger(path: folder.file("ledger"))
  }

  func play(workers: Int) async throws -> (taken: Int, refused: Int, met: Int, crashes: Int) {
    var number = 0
    for fault in DiskFault.all {
      for isForGood in [false, true] {
        // One read that fails meets the digest only at some calls.
        let stride = run.size(short: fault.calls == .read && !isForGood ? 2 : 12, long: 1)
        number += 1
        guard number % workers == worker else { continue }
        var call = 1 + Int((run.seed &+ UInt64(number) &* 5) % UInt64(stride))
        // Beyond this, a request meets no more calls than were tried.
        while call <= 60 {
          let text = "\(fault.name) \(isForGood ? "from call" : "at call") \(call) on"
          let isMet = try await once(fault, isForGood, call, text)
          run.tried()
          if !isMet { break }
          call += stride
        }
      }
    }
    try await check(collector, try ledger.read(), run)
    return sums.with { $0 }
  }

  /// One fault. False when it was not met.
  private func once(_ fault: DiskFault, _ isForGood: Bool, _ call: Int, _ text: String) async throws -> Bool {
    var random = run.random(call * 100 + fault.name.utf8.count)
    // A fresh start has nothing in its page cache: reads reach the disk.
    let restarts = fault.calls.contains(.read) || random.happens(1, of: 6)
    if restarts {
      try await collector.stop()
      try await collector.start()
    }
    let first = makeReports(3, attachment: true)
    let second = makeReports(2, attachment: false)
    faults.arm(fault.calls, from: call, count: isForGood ? .max / 2 : 1, fault.action)
    let isFirstTaken = await post(first, text)
    let isSecondTaken = await post(second, text)
    // The digest meets it too.
    try await Task.sleep(for: .milliseconds(random.below(30)))
    let isMet = faults.met > 0
    sums.with { $0.met += faults.met }
    faults.disarm()
    guard collector.isRunning else {
      run.broken("\(text): the collector ended: \(collector.log.suffix(500))")
      try await collector.start()
      return isMet
    }
    if random.happens(1, of: 4) {
      sums.with { $0.crashes += 1 }
      try await collector.crash()
      try await collector.start()
    }
    // Space is back: everything is taken, without a restart.
    for (reports, isTaken) in [(first, isFirstTaken), (second, isSecondTaken)] where !isTaken {
      try await eventually("a report to be taken after \(text)", within: .seconds(120), every: .milliseconds(10)) {
        await post(reports, text)
      }
    }
    try await send(attachmentOf: first, text)
    return isMet
  }

  private func makeReports(_ count: Int, attachment: Bool) -> [(Ledger.Intent, Report)] {
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    return (0..<count).map { place in
      let intent = Ledger.Intent(
        id: ReportID(at: now, random: (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))),
        group: Int.random(in: 0..<20), attachments: attachment && place == 0 ? [5_000] : [],
        number: Int.random(in: 1_000_000...900_000_000))
      ledger.intend(intent)
      let files = intent.attachments.map { AttachmentInfo(name: "a.bin", type: "image/png", bytes: Int64($0)) }
      return (
        intent, Report(id: intent.id, capturedAt: now, text: intent.text, page: "/disk", attachments: files)
      )
    }
  }

  /// True when it was taken.
  private func post(_ reports: [(Ledger.Intent, Report)], _ text: String) async -> Bool {
    let body = ReportBatch.encoded(
      reports: reports.map { $0.1.encoded() },
      sentAt: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)), accounting: nil)
    guard await exchange("POST", WirePaths.batches, body, text) else { return false }
    for report in reports { ledger.acknowledge(report.0.id) }
    return true
  }

  private func send(attachmentOf reports: [(Ledger.Intent, Report)], _ text: String) async throws {
    for (intent, _) in reports where !intent.attachments.isEmpty {
      let bytes = Wording.attachment(of: intent.text, index: 0, size: intent.attachments[0])
      try await eventually("an attachment to be taken after \(text)", within: .seconds(120), every: .milliseconds(10)) {
        await exchange("PUT", WirePaths.attachment(intent.id, 0), bytes, text)
      }
    }
  }

  /// True for 202; false for 503 with Retry-After; anything else is a broken promise.
  private func exchange(_ method: String, _ path: String, _ body: [UInt8], _ text: String) async -> Bool {
    do {
      let answer = try await SocketClient.exchange(
        port: collector.port, method, path,
        headers: ["Authorization": "Bearer \(key)", "Content-Type": "application/json"], body: body)
      if answer.status == 202 {
        sums.with { $0.taken += 1 }
        return true
      }
      if answer.status == 503, answer.headers["retry-after"].flatMap({ Int($0) }) != nil {
        sums.with { $0.refused += 1 }
        return false
      }
      run.broken("\(text): \(method) was answered \(answer.status); its log ends: \(collector.log.suffix(300))")
    } catch {
      run.broken("\(text): \(method) was not answered: \(error)")
    }
    return false
  }
}

/// A start on a disk that refuses: it listens, or it ends with a sentence; the next start finds everything.
struct CollectorStart: Sendable {
  let run: Run

  func attempt() async throws -> String {
    let folder = try Folder()
    let ledger = try Ledger(path: folder.file("ledger"))
    let first = try Collector(folder, name: "first")
    try await first.start()
    let key = try await first.createApp()
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    for number in 0..<20 {
      let intent = Ledger.Intent(
        id: ReportID(at: now, random: (UInt64(number), 7)), group: number % 5, number: 1_000_000 + number)
      ledger.intend(intent)
      let report = Report(id: intent.id, capturedAt: now, text: intent.text, page: "/disk")
      let answer = try await SocketClient.exchange(
        port: first.port, "POST", WirePaths.reports, headers: ["Authorization": "Bearer \(key)"], body: report.encoded()
      )
      guard answer.status == 202 else { throw FaultError("The first collector answered \(answer.status).") }
      ledger.acknowledge(intent.id)
    }
    // Killed, so that the next start has a log to read.
    try await first.crash()
    let contents = try ledger.read()
    let ended = Locked((refused: 0, listened: 0))
    let stride = run.size(short: 40, long: 4)
    var call = 1 + Int(run.seed % UInt64(stride))
    for isForGood in [false, true] {
      for fault in DiskFault.all {
        while true {
          let isMet = try await start(fault, isForGood, call, folder, contents, ended)
          run.tried()
          if !isMet || call > 200 { break }
          call += stride
        }
        call = 1 + (call + 13) % stride
      }
    }
    let sums = ended.with { $0 }
    return "\(sums.refused) starts ended with a sentence, \(sums.listened) listened; the next start had everything"
  }

  private func start(
    _ fault: DiskFault, _ isForGood: Bool, _ call: Int, _ folder: Folder, _ ledger: Ledger.Contents,
    _ ended: Locked<(refused: Int, listened: Int)>
  ) async throws -> Bool {
    let text = "a start with \(fault.name) \(isForGood ? "from call" : "at call") \(call) on"
    let data = folder.file("data")
    for path in [data, data + ".err", data + ".out"] { try? FileManager.default.removeItem(atPath: path) }
    try copy(folder.file("first"), to: data)
    let faults = try FileFaults(folder: data, path: data + ".faults")
    let collector = try Collector(folder, environment: try faults.environment, name: "data")
    faults.arm(fault.calls, from: call, count: isForGood ? .max / 2 : 1, fault.action)
    do {
      try await collector.start()
      ended.with { $0.listened += 1 }
    } catch {
      let end = collector.process?.end()
      if end != .exit(1) || !collector.log.contains("tellback-collector: ") {
        run.broken("\(text) ended with \(String(describing: end)): \(collector.log.suffix(500))")
      }
      ended.with { $0.refused += 1 }
    }
    let isMet = faults.met > 0
    faults.disarm()
    if !collector.isRunning {
      do { try await collector.start() } catch {
        run.broken("after \(text) the next start fails: \(error)")
        return isMet
      }
    }
    do { try await check(collector, ledger, run) } catch { run.broken("after \(text): \(error)") }
    return isMet
  }

  /// The socket of the dead collector is no file that can be copied, and none that is needed.
  private func copy(_ from: String, to: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: to, withIntermediateDirectories: true)
    for name in try files.contentsOfDirectory(atPath: from) where !name.hasSuffix(".sock") {
      try files.copyItem(atPath: "\(from)/\(name)", toPath: "\(to)/\(name)")
    }
  }
}
