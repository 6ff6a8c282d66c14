// The checks of a store after a cut: SQLite and doctor find no error, everything acknowledged is there once and
// complete, and sending all of it again changes nothing.
import CollectorCore
import CollectorSQLite
import FaultKit
import Foundation
import TellbackWire

struct StoreCheck: Sendable {
  let work: StoreWork

  func findings(_ cut: PowerCut) async throws -> [String] {
    let data = cut.folder + "/" + StoreWork.place
    let copies = cut.folder + "/copies"
    var findings = try Integrity.findings(in: data, copiedTo: copies)
    let store = try StoreWork.open(cut.folder)
    let (known, bodies, files) = (cut.known, work.bodies, work.files)
    findings += try await store.read { try Self.missing(known, bodies, files, $0) }
    findings += try await sendAgain(to: store, known)
    while try await store.write({ try Digest().digestPending(in: $0, now: Self.now) }).total > 0 {}
    let counts = try await store.read { try $0.counts() }
    if counts.received != Int64(bodies.count) {
      findings.append("\(bodies.count) reports were sent in all and \(counts.received) counted as received")
    }
    for finding in SQLiteStore.examine(directory: data) where finding.severity == .error {
      findings.append("doctor: \(finding)")
    }
    await store.close()
    findings += try Integrity.findings(in: data, copiedTo: copies)
    return findings + (try backups(cut))
  }

  private static let now = Timestamp(milliseconds: 1_767_300_000_000)

  private static func missing(
    _ known: Known, _ bodies: [ReportID: [UInt8]], _ files: [Promised: [UInt8]], _ store: any StoreReads
  ) throws -> [String] {
    var lost: [String: Int] = [:]
    let answered = Set(
      try store.updates(app: AppID(1), installation: StoreWork.installation, after: 0, limit: 100_000)
        .filter { $0.kind == .answered }.map(\.report))
    for promise in known.promised {
      let isKept: Bool
      let what: String
      switch promise {
      case .report(let id):
        (what, isKept) = ("reports", try known.loosened.contains(id) || store.report(id)?.body == bodies[id])
      case .file(let id, let index):
        let isThere = try store.attachmentData(of: id, index: index) == files[promise]
        (what, isKept) = ("attachments", known.loosened.contains(id) || isThere)
      case .erased(let id): (what, isKept) = ("erasures", try store.report(id) == nil)
      case .placed(let id):
        (what, isKept) = ("placements", try known.loosened.contains(id) || store.placement(of: id) != nil)
      case .merged(let ticket, let survivor):
        // The survivor may have been merged on since.
        let final = try store.finalTicket(of: ticket)
        (what, isKept) = ("merges", try final != ticket && final == store.finalTicket(of: survivor))
      case .answered(let id):
        (what, isKept) = ("answers", known.loosened.contains(id) || answered.contains(id))
      case .backup, .message: continue
      }
      if !isKept { lost[what, default: 0] += 1 }
    }
    return lost.sorted { $0.key < $1.key }.map { "\($0.value) acknowledged \($0.key) are lost or changed" }
  }

  /// Senders that got no answer send again: what is there is a duplicate, what was erased stays so, the rest is taken.
  private func sendAgain(to store: SQLiteStore, _ known: Known) async throws -> [String] {
    if try await store.read({ try $0.apps().isEmpty }) {
      _ = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: Self.now) }
    }
    var findings: [String] = []
    let all = work.bodies.sorted { $0.key < $1.key }
    let outcomes = try await store.ingest(
      all.map {
        IncomingReport(
          id: $0.key, app: AppID(1), installation: StoreWork.installation, receivedAt: Self.now, sentAt: nil,
          body: $0.value)
      }, from: nil)
    let reports = known.reports
    for ((id, _), outcome) in zip(all, outcomes) {
      if known.promised.contains(.erased(id)) {
        if outcome != .erased { findings.append("an erased report was \(outcome) again") }
      } else if reports.contains(id), outcome != .duplicate {
        findings.append("an acknowledged report was \(outcome) when it came again")
      } else if outcome == .conflict {
        findings.append("a report was stored changed")
      }
    }
    return findings
  }

  private func backups(_ cut: PowerCut) throws -> [String] {
    let folder = cut.folder + "/" + StoreWork.backups
    var findings = try Integrity.findings(in: folder, copiedTo: cut.folder + "/copies")
    for case .backup(let name) in cut.known.promised where !FileManager.default.fileExists(atPath: folder + "/" + name)
    {
      findings.append("the backup \(name) is lost")
    }
    return findings
  }
}
