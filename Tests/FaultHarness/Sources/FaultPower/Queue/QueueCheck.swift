// The checks of a queue after a cut: the files are sound, everything acknowledged is delivered once and complete, and
// the counts add up.
import FaultKit
import Foundation
import Tellback
import TellbackSQLite
import TellbackTesting

struct QueueCheck: Sendable {
  let work: QueueWork
  let run: Run

  func findings(_ cut: PowerCut) async throws -> [String] {
    let queue = cut.folder + "/" + QueueWork.place
    var findings = try Integrity.findings(in: queue, copiedTo: cut.folder + "/copies")
    let transport = RecordingTransport()
    let reporter = try Reporter(
      try QueueWork.configuration(folder: cut.folder, transport: transport, random: SystemRandom()))
    let expected = cut.known.reports
    let files = cut.known.files
    do {
      // Queues of other processes are adopted in the background.
      // Once it is clear that things are lost, the rest of the cuts need no patience.
      let patience: Duration = run.findings.count < 3 ? .seconds(15) : .milliseconds(300)
      try await eventually("everything is sent", within: patience) {
        try await reporter.flush(within: .seconds(10))
        return expected.isSubset(of: Set(transport.reports.map(\.id))) && transport.attachments.count >= files.count
          && cut.known.messages.isSubset(of: Set(transport.messages.map(\.id)))
      }
    } catch {
      // What is missing is named below.
    }
    findings += check(transport, expected, files, cut.known)
    findings += checkMessages(transport, cut.known.messages)
    let receipt = try await reporter.report("After the cut")
    if !receipt.durable { findings.append("a new report is not durable: \(try await reporter.storage())") }
    let statistics = try await reporter.statistics()
    if !statistics.isBalanced { findings.append("the counts do not add up: \(statistics)") }
    if let lost = statistics.messages.discarded["corrupt_queue"] {
      findings.append("\(lost) messages were given up as damaged")
    }
    if let lost = statistics.discarded["corrupt_queue"] { findings.append("\(lost) reports were given up as damaged") }
    await reporter.close(within: .zero)
    // A queue that was being adopted when the reporter was closed is closed a moment later; a copy of it would be torn.
    try await eventually("the queue files are closed") { try Self.openFiles(under: cut.folder) == 0 }
    for name in try FileManager.default.subpathsOfDirectory(atPath: queue) where name.contains("damaged") {
      findings.append("\(name) was moved aside as damaged")
    }
    findings += try Integrity.findings(in: queue, copiedTo: cut.folder + "/copies")
    return findings
  }

  private static func openFiles(under folder: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
      // One that was closed since it was listed leads nowhere.
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
      return target?.hasPrefix(folder + "/") == true
    }
  }

  private func checkMessages(_ transport: RecordingTransport, _ expected: Set<ReportID>) -> [String] {
    var findings: [String] = []
    let messages = work.messages
    let lost = expected.subtracting(transport.messages.map(\.id))
    if !lost.isEmpty { findings.append("\(lost.count) acknowledged messages are lost") }
    var sent: [ReportID: Int] = [:]
    for request in transport.requests where request.url.path.hasSuffix(WirePaths.messages) {
      guard let batch = try? MessageBatch.decode(request.body) else {
        findings.append("a request with messages cannot be read")
        continue
      }
      for element in batch.elements {
        guard case .message(let message) = element else {
          findings.append("a message cannot be read")
          continue
        }
        sent[message.id, default: 0] += 1
        if messages[message.id] != message { findings.append("\(message.id) was sent changed") }
      }
    }
    let twice = sent.filter { $0.value > 1 }.count
    if twice > 0 { findings.append("\(twice) messages were sent again after their receipt") }
    return findings
  }

  private func check(
    _ transport: RecordingTransport, _ expected: Set<ReportID>, _ files: [Promised], _ known: Known
  ) -> [String] {
    var findings: [String] = []
    let bodies = work.bodies
    let lost = expected.subtracting(transport.reports.map(\.id))
    if !lost.isEmpty { findings.append("\(lost.count) acknowledged reports are lost") }
    var sent: [ReportID: Int] = [:]
    for request in transport.requests where request.url.path.hasSuffix(WirePaths.batches) {
      guard let batch = try? ReportBatch.decode(request.body) else {
        findings.append("a request cannot be read")
        continue
      }
      for element in batch.elements {
        guard case .report(let id, let range) = element else {
          findings.append("a report cannot be read")
          continue
        }
        sent[id, default: 0] += 1
        if bodies[id] != Array(request.body[range]) { findings.append("\(id) was sent changed") }
        let identity = request.headers[WireHeaders.installation] ?? ""
        if expected.contains(id), !work.credentials.contains(identity) {
          findings.append("\(id) was sent by another installation than took it")
        }
      }
    }
    let twice = sent.filter { $0.value > 1 }.count
    if twice > 0 { findings.append("\(twice) reports were sent again after their receipt") }
    for case .file(let id, let position) in files {
      let arrived = transport.attachments.first { $0.key.hasSuffix("\(id)/attachments/\(position)") }?.value
      if arrived != work.files[.file(id, position)] {
        findings.append(arrived == nil ? "an acknowledged attachment is lost" : "an attachment was changed")
      }
    }
    return findings
  }
}
