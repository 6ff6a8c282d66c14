// The store's work that is recorded: ingest alone and concurrent, digests, merges, answers, attachments, erasures,
// backups, restarts and checkpoints.
import CollectorCore
import CollectorSQLite
import FaultKit
import Foundation
import TellbackWire

final class StoreWork: Sendable {
  let journal: Journal
  private let originals = Locked((bodies: [ReportID: [UInt8]](), files: [Promised: [UInt8]]()))
  private let moment = Locked<Int64>(1_767_225_600_000)

  static let place = "srv/collector/data"
  static let backups = "srv/backups"
  static let installation = ReportID(
    at: Timestamp(milliseconds: 1_767_000_000_000), random: (0x5EED, 0x5EED_5EED_5EED_5EED))

  init(root: String) { journal = Journal(root: root) }

  var bodies: [ReportID: [UInt8]] { originals.with { $0.bodies } }
  var files: [Promised: [UInt8]] { originals.with { $0.files } }

  static func open(_ folder: String) throws -> SQLiteStore {
    var options = SQLiteStoreOptions()
    options.checkpointFrames = 150
    return try SQLiteStore(directory: folder + "/" + place, options: options)
  }

  func record(rounds: Int, _ random: SeededRandom) async throws -> [Change] {
    try await journal.record {
      var random = random
      mkdir(journal.root + "/srv", 0o755)
      mkdir(journal.root + "/srv/backups", 0o755)
      for folder in ["", "/srv"] {
        // The operator's folders were there long before.
        let descriptor = Foundation.open(journal.root + folder, O_RDONLY)
        fsync(descriptor)
        close(descriptor)
      }
      var store = try Self.open(journal.root)
      let app = try await store.write { store in
        _ = try store.createAccount(
          email: "ann@example.com", name: "Ann", role: .support, passwordHash: "-", at: self.now())
        return try store.createApp(name: "shop", quota: IngestQuota(), at: self.now()).id
      }
      var erased: Set<ReportID> = []
      for round in 0..<rounds {
        let ids = try await ingest(20, app: app, store, &random)
        try await digest(store)
        let tickets = try await merge(store, app, &random)
        if let ticket = tickets.last { try await answer(ticket, store) }
        for id in ids where random.happens(1, of: 12) && erased.insert(id).inserted {
          journal.mark(.begun(id))
          let isErased = try await store.write { try $0.erase(report: id, because: .wish, at: self.now()) }
          guard isErased else { throw FaultError("a report was not there to be erased") }
          journal.mark(.acknowledged(.erased(id)))
        }
        if round % 4 == 2 {
          let name = "\(round).sqlite"
          try await store.backup(to: journal.root + "/" + Self.backups + "/" + name)
          journal.mark(.acknowledged(.backup(name)))
        }
        if round % 3 == 1 {
          await store.close()
          store = try Self.open(journal.root)
        }
      }
      await store.close()
    }
  }

  private func now() -> Timestamp {
    Timestamp(
      milliseconds: moment.with { now -> Int64 in
        now += 7
        return now
      })
  }

  private func ingest(
    _ count: Int, app: AppID, _ store: SQLiteStore, _ random: inout SeededRandom
  ) async throws -> [ReportID] {
    var ids: [ReportID] = []
    var left = count
    while left > 0 {
      // Some requests wait together and share a commit.
      let together = min(left, 1 + random.below(4))
      left -= together
      let batches = (0..<together).map { _ in makeBatch(app: app, &random) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for batch in batches {
          group.addTask {
            let contact = InstallationContact(
              app: app, id: Self.installation, secretHash: [UInt8](repeating: 1, count: 32), at: self.now())
            let outcomes = try await store.ingest(batch.map(\.incoming), from: contact)
            guard outcomes.allSatisfy({ $0 == .accepted }) else { throw FaultError("not accepted: \(outcomes)") }
            for report in batch { self.journal.mark(.acknowledged(.report(report.incoming.id))) }
            for report in batch {
              guard let bytes = report.file else { continue }
              let isStored = try await store.write {
                try $0.storeAttachment(
                  app: app, report: report.incoming.id, index: 0, type: "image/png", data: bytes, at: self.now())
              }
              guard isStored == true else { throw FaultError("an attachment was not stored") }
              self.journal.mark(.acknowledged(.file(report.incoming.id, 0)))
            }
          }
        }
        try await group.waitForAll()
      }
      ids += batches.flatMap { $0.map(\.incoming.id) }
    }
    return ids
  }

  private struct Sent: Sendable {
    var incoming: IncomingReport
    var file: [UInt8]?
  }

  private func makeBatch(app: AppID, _ random: inout SeededRandom) -> [Sent] {
    (0...random.below(3)).map { _ in
      let at = now()
      let id = ReportID(at: at, random: (random.next(), random.next()))
      let file =
        random.happens(1, of: 5)
        ? [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: 1 + random.below(20_000)) : nil
      let words = "It broke in way \(random.below(30)). " + String(repeating: "Really. ", count: random.below(200))
      let report = Report(
        id: id, capturedAt: at, text: words, page: "/cart",
        attachments: file.map { [AttachmentInfo(name: "shot", type: "image/png", bytes: Int64($0.count))] } ?? [])
      let body = report.encoded()
      originals.with { originals in
        originals.bodies[id] = body
        if let file { originals.files[.file(id, 0)] = file }
      }
      return Sent(
        incoming: IncomingReport(
          id: id, app: app, installation: Self.installation, receivedAt: at, sentAt: at, body: body), file: file)
    }
  }

  private func digest(_ store: SQLiteStore) async throws {
    while true {
      let placed = try await store.write { writes -> [ReportID] in
        let pending = try writes.pendingReports(limit: 8).map(\.id)
        _ = try Digest().digestPending(limit: 8, in: writes, now: self.now())
        return pending
      }
      if placed.isEmpty { return }
      for id in placed { journal.mark(.acknowledged(.placed(id))) }
    }
  }

  /// Merges two tickets, now and then. Returns the tickets that stand for themselves.
  private func merge(_ store: SQLiteStore, _ app: AppID, _ random: inout SeededRandom) async throws -> [Int64] {
    let tickets = try await store.read { store -> [Int64] in
      try store.tickets(TicketQuery(app: app)).tickets.map(\.number).filter { try store.finalTicket(of: $0) == $0 }
    }
    guard tickets.count > 3 else { return tickets }
    let (ticket, survivor) = (tickets[tickets.count - 1], tickets[0])
    _ = try await store.write {
      try TicketActions($0, now: self.now()).merge(ticket, into: survivor, by: .staff(id: 1, name: "Ann"))
    }
    journal.mark(.acknowledged(.merged(ticket, into: survivor)))
    return tickets.dropLast()
  }

  private func answer(_ ticket: Int64, _ store: SQLiteStore) async throws {
    let reports = try await store.write { store -> [ReportID] in
      let (actions, ann) = (TicketActions(store, now: self.now()), Actor.staff(id: 1, name: "Ann"))
      try actions.claimIfFree(ticket, by: ann)
      try actions.answer(ticket, note: "We look.", by: ann)
      return try store.reports(ofTicket: ticket, offset: 0, limit: 100).map(\.id)
    }
    for id in reports { journal.mark(.acknowledged(.answered(id))) }
  }
}

extension SQLiteStore {
  func ingest(_ reports: [IncomingReport], from contact: InstallationContact?) async throws -> [IngestOutcome] {
    try await withCheckedThrowingContinuation { continuation in
      ingest(reports, from: contact) { continuation.resume(with: $0) }
    }
  }
}
