// One run of an app on a disk that may refuse, and the checks after it.
import FaultKit
import Foundation
import Tellback
import TellbackTesting

struct Life {
  let transport: RecordingTransport
  var durable: Set<ReportID> = []
  var memory: Set<ReportID> = []
  /// Reports of the run before.
  var old: Set<ReportID> = []
  var isOldMaybeLost = false
  /// Attachments that must arrive, by path, with their bytes.
  var attachments: [String: [UInt8]] = [:]
  /// Those that must arrive when the app lives long enough.
  var memoryAttachments: [String: [UInt8]] = [:]
  var oldAttachments: [String: [UInt8]] = [:]
  var errors = 0
  var seconds: [Double] = []
  var findings: [String] = []
  private var number = 0
  /// Who the run before was.
  private var installation: Data?

  init(transport: RecordingTransport) { self.transport = transport }

  /// An earlier run leaves two reports and an attachment.
  mutating func prepare(_ queue: String) async throws {
    let reporter = try makeReporter(queue)
    offline()
    for hasAttachment in [false, true] { await report(through: reporter, hasAttachment: hasAttachment) }
    await reporter.close(within: .zero)
    guard durable.count == 2, findings.isEmpty else { throw FaultError("The run before went wrong: \(findings)") }
    (old, durable) = (durable, [])
    (oldAttachments, attachments) = (attachments, [:])
    seconds = []
    installation = FileManager.default.contents(atPath: queue + "/0/installation")
    if installation == nil { throw FaultError("The run before left no credential.") }
  }

  mutating func play(_ queue: String, comesBack: Bool, _ faults: FileFaults) async throws {
    let reporter = try makeReporter(queue)
    offline()
    for number in 0..<4 { await report(through: reporter, hasAttachment: number % 2 == 1) }
    transport.answer(with: nil)
    // While the disk refuses, what is in memory and what can be read goes out.
    _ = try? await reporter.flush(within: .milliseconds(60))
    for _ in 0..<2 { await report(through: reporter, hasAttachment: false) }
    if !comesBack {
      // The app ends at the worst moment. What is in memory goes with it: its receipts said so.
      await reporter.close(within: .zero)
      faults.disarm()
    } else {
      faults.disarm()
      try await drain(reporter)
      let statistics = try await reporter.statistics()
      if !statistics.isBalanced { findings.append("the statistics do not sum up: \(statistics)") }
      let sent = Set(transport.reports.map(\.id))
      lost(memory.subtracting(sent), "that were in memory")
      attachments.merge(memoryAttachments) { $1 }
      await reporter.close(within: .zero)
    }
    // The next run of the app, on a sound disk.
    let next = try makeReporter(queue)
    try await drain(next)
    let statistics = try await next.statistics()
    if !statistics.isBalanced { findings.append("the next run's statistics do not sum up: \(statistics)") }
    if statistics.attachmentsShed.contains(where: { $0.value > 0 }) { attachments = [:] }
    await next.close(within: .zero)
    check(queue)
  }

  mutating func check(_ queue: String) {
    let sent = Set(transport.reports.map(\.id))
    lost(durable.subtracting(sent), "whose receipts said durable")
    if !isOldMaybeLost { lost(old.subtracting(sent), "of the run before") }
    if let installation, installation != FileManager.default.contents(atPath: queue + "/0/installation") {
      findings.append("the installation's credential was replaced")
    }
    if !findings.isEmpty {
      let files = FileManager.default.subpaths(atPath: queue) ?? []
      findings.append("in the folder then: \(files.sorted().joined(separator: " "))")
    }
    var wanted = attachments
    if !isOldMaybeLost { wanted.merge(oldAttachments) { $1 } }
    for (path, bytes) in wanted {
      guard let there = transport.attachments[path] else {
        findings.append("an attachment is lost: \(path)")
        continue
      }
      if there != bytes { findings.append("an attachment is not what was reported: \(path)") }
    }
  }

  private mutating func lost(_ ids: Set<ReportID>, _ which: String) {
    if !ids.isEmpty { findings.append("\(ids.count) reports \(which) are lost") }
  }

  func offline() { transport.answer { _, _ in throw FaultError("no network") } }

  mutating func drain(_ reporter: Reporter) async throws {
    let end = ContinuousClock.now + .seconds(10)
    var quiet = 0
    while quiet < 2 {
      let result = try? await reporter.flush(within: .milliseconds(500))
      quiet = result.map { $0.remaining == 0 && $0.remainingAttachments == 0 } == true ? quiet + 1 : 0
      if quiet == 1 { try await Task.sleep(for: .milliseconds(2)) }
      if ContinuousClock.now > end {
        findings.append("10 s after the disk came back \(String(describing: result)) waits: \(reporter.condition)")
        return
      }
    }
  }

  mutating func report(through reporter: Reporter, hasAttachment: Bool) async {
    number += 1
    let bytes = [UInt8](repeating: UInt8(number), count: 3_000 + number)
    let start = ContinuousClock.now
    var receipt: ReportReceipt?
    do {
      receipt = try await reporter.report(
        "report \(number)",
        attachments: hasAttachment ? [ReportAttachment(bytes: bytes, name: "a.bin", type: "image/png")] : [])
    } catch let error as TellbackError where error.code == .storage {
      errors += 1
    } catch {
      findings.append("report() threw what does not fit: \(error)")
    }
    let parts = (ContinuousClock.now - start).components
    // A commit may take what the disk takes; a refusal may not.
    if receipt?.durable != true { seconds.append(Double(parts.seconds) + Double(parts.attoseconds) * 1e-18) }
    guard let receipt else { return }
    if receipt.durable { durable.insert(receipt.id) } else { memory.insert(receipt.id) }
    guard hasAttachment, receipt.shedAttachments.isEmpty else { return }
    if receipt.durable {
      attachments[WirePaths.attachment(receipt.id, 0)] = bytes
    } else {
      memoryAttachments[WirePaths.attachment(receipt.id, 0)] = bytes
    }
  }

  func makeReporter(_ queue: String) throws -> Reporter {
    guard let url = URL(string: "http://127.0.0.1:1") else { throw FaultError("no address") }
    var configuration = ReporterConfiguration(
      collector: url, appKey: "tb_key", appName: "Disk", appVersion: "1.0", queueDirectory: queue)
    configuration.consent = Consent(automaticContext: false, steps: true)
    configuration.transport = transport
    configuration.sync.retry.base = .milliseconds(1)
    configuration.sync.retry.cap = .milliseconds(5)
    return try Reporter(configuration)
  }
}
