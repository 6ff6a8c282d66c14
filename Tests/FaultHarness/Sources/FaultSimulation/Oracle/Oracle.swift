// The checks after the simulation: the files of the collector and of every queue are read as tables and compared with
// the ledger and each other. Tellback's own code is not asked.
import FaultKit
import Foundation
import Tellback
import TellbackSQLite

struct Oracle {
  let world: World
  let ledger: Ledger

  init(_ world: World) {
    self.world = world
    ledger = world.ledger
  }

  func check() throws {
    let store = try StoreTables(path: world.server.data + "/collector.sqlite")
    let queues = try world.folders.flatMap { try QueueTables.all(in: $0.path, folder: $0.index) }
    checkReports(store, queues)
    checkAttachments(store, queues)
    checkAccounts(store, queues)
    checkTickets(store)
    checkUpdates(store, queues)
    checkHeard(queues)
    checkErasures(store)
    checkConversations(store, queues)
  }

  // MARK: Every report once

  private func checkReports(_ store: StoreTables, _ queues: [QueueTables]) {
    for (id, count) in store.reportCounts where count > 1 {
      ledger.broken("once", "\(id) is \(count) times in the store")
    }
    var unsure = ledger.unsureMeToo
    for (id, report) in store.reports {
      guard let entry = ledger.entries[id] else {
        unsure -= (try? Report(decoding: report.body).knownIssue) != nil ? 1 : unsure + 1
        if unsure < 0 { ledger.broken("once", "the store has \(id), which nobody reported") }
        continue
      }
      if entry.promise == .refused {
        ledger.broken("once", "\(id) is in the store, but its app heard that it was not saved")
      }
      if !entry.bytes.isEmpty, entry.bytes != report.body {
        ledger.broken("once", "\(id) has other bytes in the store")
      }
    }
    let refused = Dictionary(queues.flatMap(\.refused).map { ($0.id, $0.code) }) { first, _ in first }
    for (id, entry) in ledger.entries {
      guard case .saved = entry.promise else { continue }
      if store.reports[id] == nil, store.tombstones[id] == nil {
        let place = queues.first { $0.waiting.contains(id) }.map { "in queue \($0.path)" } ?? "nowhere"
        ledger.broken("once", "\(id) of \(entry.process) was saved and is \(place), not in the store")
      }
      // The person is told the truth of what became of it.
      if let code = refused[id], ledger.erasures[id] == nil {
        ledger.broken("once", "\(id) of \(entry.process) was quarantined as \(code)")
      }
      let receipts = queues.reduce(0) { $0 + ($1.receipts[id] == nil ? 0 : 1) }
      if receipts > 1 { ledger.broken("once", "\(id) has \(receipts) receipts in its app") }
      if entry.promise == .saved(durable: true), receipts == 0 {
        ledger.broken("once", "\(id) of \(entry.process) was saved on disk and its app has no receipt")
      }
    }
    for queue in queues where !queue.waiting.isEmpty {
      ledger.broken("liveness", "\(queue.path) still holds \(queue.waiting.count) reports")
    }
    ledger.count("reports checked", ledger.entries.count)
  }

  private func checkAttachments(_ store: StoreTables, _ queues: [QueueTables]) {
    var missing = 0
    for (id, entry) in ledger.entries where store.reports[id] != nil {
      for (place, bytes) in entry.attachments.enumerated() {
        ledger.count("attachments checked")
        guard let stored = store.attachments[id]?[place] else {
          if entry.promise == .saved(durable: true) { missing += 1 }
          missing -= entry.promise == .saved(durable: true) && place >= entry.attachments.count - entry.shed ? 1 : 0
          continue
        }
        if stored != bytes { ledger.broken("once", "attachment \(place) of \(id) has other bytes in the store") }
      }
    }
    let shed = queues.reduce(0) { sum, queue in
      sum + queue.account.filter { $0.key.hasPrefix("shed:") }.reduce(0) { $0 + Int($1.value) }
    }
    if missing > shed {
      ledger.broken(
        "once", "\(missing) attachments are not in the store, and the apps know of \(shed) that were given up")
    }
    for (id, places) in store.attachments where ledger.entries[id].map({ places.count > $0.attachments.count }) ?? true
    {
      ledger.broken("once", "\(id) has attachments that nobody gave")
    }
  }

  // MARK: Accounting

  private func checkAccounts(_ store: StoreTables, _ queues: [QueueTables]) {
    for queue in queues {
      let account = queue.account
      let discarded = account.filter { $0.key.hasPrefix("discarded:") }.reduce(0) { $0 + $1.value }
      let (captured, delivered) = (account["captured"] ?? 0, account["delivered"] ?? 0)
      if captured != delivered + Int64(queue.waiting.count) + discarded {
        ledger.broken(
          "accounting",
          "\(queue.path) captured \(captured), delivered \(delivered), holds \(queue.waiting.count), discarded \(discarded)"
        )
      }
    }
    for told in store.told where told.captured != told.delivered + told.queued + told.discarded {
      ledger.broken("accounting", "the collector was told \(told)")
    }
    let sum = store.opened + store.attached + store.quarantined + store.erased + store.pending
    if store.received != sum || store.received != Int64(store.reportCounts.values.reduce(0, +) + store.tombstones.count)
    {
      ledger.broken(
        "accounting",
        "received \(store.received), opened \(store.opened), attached \(store.attached), quarantined \(store.quarantined), "
          + "erased \(store.erased), pending \(store.pending); \(store.reportCounts.count) are there and "
          + "\(store.tombstones.count) were erased")
    }
    if store.quarantined > 0 { ledger.broken("once", "quarantined: \(store.quarantineReasons)") }
    ledger.count("accounts checked", queues.count + 1)
  }

  // MARK: Tickets

  private func checkTickets(_ store: StoreTables) {
    for (id, report) in store.reports where store.placements[report.sequence]?.count != 1 && store.pending == 0 {
      ledger.broken("once", "\(id) is on \(store.placements[report.sequence]?.count ?? 0) tickets")
    }
    // What each ticket is found as follows from the merges that hold, and from nothing else.
    for ticket in store.tickets {
      guard let final = store.final(of: ticket) else {
        ledger.broken("links", "ticket \(ticket)'s merges run in a circle")
        continue
      }
      let shown = store.roots[ticket] ?? ticket
      let isEmptySplit = store.isUndoneSplit(ticket)
      if shown != final, !isEmptySplit {
        ledger.broken("links", "ticket \(ticket) is found as \(shown); the merges that hold say \(final)")
      }
    }
    for (id, report) in store.reports {
      let wanted = store.splitHome(of: report.sequence)
      if store.homes[report.sequence] != wanted {
        ledger.broken(
          "links", "\(id) is shown on \(store.homes[report.sequence] ?? 0); the splits that hold say \(wanted ?? 0)")
      }
    }
    var unknown = 0
    for link in store.links {
      guard let wanted = ledger.links[link.id] else {
        unknown += 1
        continue
      }
      if let wanted, wanted != link.holds {
        ledger.broken("links", "link \(link.id) \(link.holds ? "holds" : "was undone"), which staff did not do")
      }
    }
    if unknown > ledger.unsureLinks { ledger.broken("links", "\(unknown) links are there that nobody made") }
    for (id, wanted) in ledger.links where wanted == true && !store.links.contains(where: { $0.id == id }) {
      ledger.broken("links", "link \(id) was made and is gone")
    }
    ledger.count("tickets checked", store.tickets.count)
  }

  // MARK: Updates

  private func checkUpdates(_ store: StoreTables, _ queues: [QueueTables]) {
    for queue in queues {
      guard let installation = queue.installation else { continue }
      // A device keeps what it heard of a report before it was erased.
      let wanted = store.updates[installation, default: []].filter { queue.receipts[$0.report] != nil }
      // The receipt of a report that was sent from memory may have gone with its process.
      let events = queue.events.filter {
        queue.receipts[$0.report] != nil && (ledger.erasures[$0.report] == nil || wanted.contains($0))
      }
      if events != wanted {
        let missing = wanted.filter { !events.contains($0) }.map(\.description)
        let extra = events.filter { !wanted.contains($0) }.map(\.description)
        ledger.broken("updates", "\(queue.path) lacks \(missing.prefix(3)) and has \(extra.prefix(3)) too much")
      }
      ledger.count("updates checked", queue.events.count)
      checkStates(store, queue)
    }
    // Each answer that staff know to be sent is there, once for each report.
    var seen: [String: Set<ReportID>] = [:]
    for update in store.updates.values.flatMap({ $0 }) where update.kind == "answered" {
      guard let words = update.message, ledger.answers[words] != nil else { continue }
      if !seen[words, default: []].insert(update.report).inserted {
        ledger.broken("updates", "'\(words)' goes to \(update.report) twice")
      }
    }
    // The words go with the last report that they went to.
    for (words, deed) in ledger.answers
    where deed.isSure && ledger.erasures.isEmpty && !store.messages.contains(words) {
      ledger.broken("updates", "'\(words)' was written and is gone")
    }
  }

  /// What an app shows of a report is what its ticket is, where no merge or split ever touched the ticket.
  private func checkStates(_ store: StoreTables, _ queue: QueueTables) {
    var last: [ReportID: QueueTables.Update] = [:]
    var isOn: Set<ReportID> = []
    for event in queue.events {
      if event.kind == "fixed" || event.kind == "reopened" { last[event.report] = event }
      if event.kind == "on_ticket" { isOn.insert(event.report) }
    }
    for (id, isAccepted) in queue.receipts where isAccepted {
      guard let report = store.reports[id], let ticket = store.placements[report.sequence]?.first else { continue }
      if !isOn.contains(id) { ledger.broken("states", "\(id)'s app was never told its ticket \(ticket)") }
      guard !store.links.contains(where: { $0.ticket == ticket || $0.other == ticket }) else { continue }
      let isResolved = store.states[ticket] == 2
      // Somebody's reply opens a resolved ticket again, and nobody else is told: for them nothing has changed.
      if !isResolved, last[id]?.kind == "fixed", store.wasRepliedTo(on: ticket, besides: id) { continue }
      if isResolved != (last[id]?.kind == "fixed") {
        ledger.broken(
          "states",
          "\(id) is '\(last[id]?.kind ?? "open")' in its app; ticket \(ticket) has state \(store.states[ticket] ?? -1)")
      }
      ledger.count("states checked")
    }
  }

  /// Listeners heard each update at most once, and in the order in which the app keeps them.
  private func checkHeard(_ queues: [QueueTables]) {
    var events: [ReportID: [QueueTables.Update]] = [:]
    for queue in queues { for event in queue.events { events[event.report, default: []].append(event) } }
    var heard: [ReportID: [String]] = [:]
    for one in ledger.heard {
      if let text = Self.words(of: one.state) { heard[one.report, default: []].append(text) }
      if case .accepted = one.state { ledger.count("acceptances heard") }
    }
    for (id, texts) in heard {
      if Set(texts).count < texts.count {
        ledger.broken("updates", "\(id)'s listeners heard something twice: \(texts)")
      }
      let kept = events[id, default: []].compactMap(\.message)
      var rest = kept[...]
      for text in texts {
        guard let place = rest.firstIndex(of: text) else {
          // Erased since, or forgotten with its receipt.
          if kept.contains(text) { ledger.broken("updates", "\(id)'s listeners heard \(texts), in the order \(kept)") }
          continue
        }
        rest = rest[(place + 1)...]
      }
    }
    ledger.count("updates heard", ledger.heard.count)
  }

  private static func words(of state: ReportState) -> String? {
    switch state {
    case .answered(let note, _): note
    case .fixed(let note, _), .reopened(let note): note.flatMap { $0.hasPrefix("move") ? $0 : nil }
    default: nil
    }
  }

  // MARK: Erasure

  private func checkErasures(_ store: StoreTables) {
    for (id, deed) in ledger.erasures {
      if deed.isSure, store.reports[id] != nil { ledger.broken("erasure", "\(id) was erased and is back") }
      if deed.isSure, store.tombstones[id] == nil { ledger.broken("erasure", "\(id) was erased and has no tombstone") }
      if store.tombstones[id] != nil, store.updates.values.contains(where: { $0.contains { $0.report == id } }) {
        ledger.broken("erasure", "\(id) was erased and has updates")
      }
    }
    for id in store.tombstones.keys where ledger.erasures[id] == nil {
      ledger.broken("erasure", "\(id) has a tombstone and nobody erased it")
    }
    ledger.count("erasures checked", ledger.erasures.count)
  }
}
