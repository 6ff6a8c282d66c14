// The final comparison: what the harness recorded, what the store has, and what both sides count.
import FaultKit
import Foundation
import Tellback
import TellbackWire

/// What one reporter said of itself at its end.
struct Sender: Sendable {
  var installation: ReportID?
  var statistics: ReporterStatistics
  /// Set aside, exported.
  var refused: [ReportID: [UInt8]]

  init(_ reporter: Reporter, folder: String?) async throws {
    statistics = try await reporter.statistics()
    refused = Dictionary(try await reporter.refused().map { ($0.id, $0.bytes) }) { first, _ in first }
    if let folder, let bytes = FileManager.default.contents(atPath: folder + "/0/installation") {
      installation = InstallationCredential(header: String(decoding: bytes, as: UTF8.self))?.id
    }
  }
}

struct Settlement {
  let run: Run
  let expected: [ReportID: Expected]
  let store: Store
  let senders: [Sender]
  private(set) var quarantined = 0
  private(set) var attachments = 0

  init(_ run: Run, _ expected: [ReportID: Expected], _ store: Store, _ senders: [Sender]) {
    self.run = run
    self.expected = expected
    self.store = store
    self.senders = senders
  }

  /// Tells the run of everything that does not hold.
  mutating func check() {
    checkReports()
    checkAttachments()
    for sender in senders { checkAccounting(of: sender) }
    checkSums()
  }

  private mutating func checkReports() {
    let refused = senders.reduce(into: [ReportID: [UInt8]]()) { $0.merge($1.refused) { first, _ in first } }
    quarantined = refused.count
    for (id, bytes) in refused {
      guard let wanted = expected[id] else { run.broken("\(id) was quarantined and never made"); continue }
      let text = (try? Report(decoding: bytes))?.text
      if text != wanted.text { run.broken("\(id) is exported with other words: \(text ?? "none that can be read")") }
    }
    for (id, wanted) in expected {
      guard let rows = store.reports[id] else {
        if refused[id] == nil { run.broken("\(id) is lost: neither in the store nor quarantined") }
        continue
      }
      if rows.count != 1 { run.broken("\(id) is in the store \(rows.count) times") }
      for row in rows {
        if row.placements != 1 || row.isQuarantined {
          run.broken("\(id) is on \(row.placements) tickets\(row.isQuarantined ? " and quarantined" : "")")
        }
        let text = (try? Report(decoding: row.body))?.text
        if text != wanted.text { run.broken("\(id) has other words in the store: \(text ?? "none that can be read")") }
      }
    }
    for id in store.reports.keys where expected[id] == nil { run.broken("\(id) is in the store and nobody made it") }
    if store.onTickets != store.countedOnTickets {
      run.broken("tickets count \(store.countedOnTickets) reports; \(store.onTickets) are placed")
    }
  }

  /// Each attachment is there byte for byte, or the sender says how many were shed.
  private mutating func checkAttachments() {
    var missing: Int64 = 0
    for (id, wanted) in expected {
      for position in wanted.attachments.indices {
        guard let bytes = store.attachments[id]?[position] else {
          missing += 1
          continue
        }
        attachments += 1
        if bytes != wanted.bytes(position) { run.broken("attachment \(position) of \(id) is altered") }
      }
    }
    for (id, places) in store.attachments
    where places.keys.contains(where: { $0 >= expected[id]?.attachments.count ?? 0 }) {
      run.broken("\(id) has an attachment that nobody made")
    }
    let (shed, waiting) = senders.reduce((Int64(0), Int64(0))) {
      ($0.0 + $1.statistics.attachmentsShed.values.reduce(0, +), $0.1 + $1.statistics.attachmentsQueued)
    }
    if missing > shed + waiting {
      run.broken("\(missing) attachments did not arrive, but only \(shed) were shed and \(waiting) wait")
    }
  }

  /// The collector's word on a sender is what the sender said with its last request that was answered.
  private func checkAccounting(of sender: Sender) {
    let own = sender.statistics
    if !own.isBalanced { run.broken("the sender's own account does not sum up: \(own)") }
    if own.queued != 0 { run.broken("\(own.queued) reports still wait") }
    if own.discarded["refused"] ?? 0 != Int64(sender.refused.count) {
      run.broken("\(own.discarded["refused"] ?? 0) discards as refused, but \(sender.refused.count) are set aside")
    }
    guard let id = sender.installation else { return }
    guard let told = store.installations[id] else { return run.broken("the collector has no account of \(id)") }
    if told.captured != own.captured {
      run.broken("the collector was told of \(told.captured) captured, not \(own.captured)")
    }
    if told.delivered + told.queued != own.delivered {
      run.broken(
        "the collector was told of \(told.delivered) delivered and \(told.queued) queued, not of \(own.delivered)")
    }
    if told.discarded != own.discarded {
      run.broken("the collector was told of the discards \(told.discarded), not \(own.discarded)")
    }
  }

  private func checkSums() {
    var sums: [String: Int64] = [:]
    for installation in store.installations.values {
      sums["captured", default: 0] += installation.captured
      sums["delivered", default: 0] += installation.delivered
      sums["queued", default: 0] += installation.queued
      for (reason, count) in installation.discarded { sums["discarded:" + reason, default: 0] += count }
    }
    sums = sums.filter { $0.value > 0 }
    if sums != store.accounting {
      run.broken("the collector's sums are \(store.accounting), its installations' \(sums)")
    }
  }
}
