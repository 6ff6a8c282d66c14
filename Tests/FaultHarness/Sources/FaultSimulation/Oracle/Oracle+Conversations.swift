// What reporters said after their reports: each message once, with one effect on the ticket of its report.
import FaultKit
import Tellback

extension Oracle {
  func checkConversations(_ store: StoreTables, _ queues: [QueueTables]) {
    checkMessages(store, queues)
    checkEffects(store)
    for queue in queues { checkMessageAccount(of: queue) }
  }

  private func checkMessages(_ store: StoreTables, _ queues: [QueueTables]) {
    var unsure = ledger.unsureSaid
    for (id, message) in store.said {
      guard let said = ledger.said[id] else {
        // A read mark says nothing, and its id is in no receipt.
        if message.kind == StoreTables.readKind { continue }
        unsure -= 1
        if unsure < 0 { ledger.broken("conversations", "the store has the message \(id), which nobody wrote") }
        continue
      }
      if said.promise == .refused {
        ledger.broken("conversations", "\(id) is in the store, but its app heard that it was not saved")
      }
      if said.report != message.report {
        ledger.broken("conversations", "\(id) about \(said.report) is kept with \(message.report)")
      }
      if let text = said.text, text != message.text {
        ledger.broken("conversations", "\(id) has other words in the store")
      }
    }
    for (id, said) in ledger.said {
      guard case .saved = said.promise, store.said[id] == nil else { continue }
      // With its report go the words after it.
      if store.tombstones[said.report] != nil { continue }
      let place = queues.first { $0.messagesWaiting.contains(id) }.map { "in queue \($0.path)" } ?? "nowhere"
      let refusal = queues.compactMap { $0.messagesRefused[id] }.first.map { ", refused as \($0)" } ?? ""
      ledger.broken("conversations", "\(id) of \(said.process) was saved and is \(place), not in the store\(refusal)")
    }
    for queue in queues where !queue.messagesWaiting.isEmpty {
      ledger.broken("liveness", "\(queue.path) still holds \(queue.messagesWaiting.count) messages")
    }
    ledger.count("messages checked", ledger.said.count)
  }

  /// A message is one event on the history of a ticket, whatever was merged, split or given to somebody else meanwhile.
  private func checkEffects(_ store: StoreTables) {
    for (id, message) in store.said where message.kind != StoreTables.readKind {
      let events = store.saidEvents[message.report, default: []].filter { $0.id == message.event }
      if events.count != 1 { ledger.broken("conversations", "\(id) is \(events.count) events, not one") }
    }
    let wanted = Dictionary(
      grouping: store.said.values.filter { $0.kind != StoreTables.readKind }, by: \.report
    ).mapValues(\.count)
    for (report, events) in store.saidEvents where store.tombstones[report] == nil {
      let count = wanted[report] ?? 0
      if events.count != count {
        ledger.broken("conversations", "\(report) has \(count) messages and \(events.count) events that tell of them")
      }
      // Where nothing was merged or split, it is the ticket that the report is on.
      guard let sequence = store.reports[report]?.sequence, let ticket = store.placements[sequence]?.first,
        !store.links.contains(where: { $0.ticket == ticket || $0.other == ticket })
      else { continue }
      for event in events where event.ticket != ticket {
        ledger.broken("conversations", "event \(event.id) about \(report) is on \(event.ticket), not on \(ticket)")
      }
    }
    for (report, upTo) in store.readMarks where upTo > store.updates.values.joined().map(\.sequence).max() ?? 0 {
      ledger.broken("conversations", "\(report) was read up to \(upTo), which nobody sent")
    }
  }

  private func checkMessageAccount(of queue: QueueTables) {
    let account = queue.account
    let discarded = account.filter { $0.key.hasPrefix("messages_discarded:") }.reduce(0) { $0 + $1.value }
    let (captured, delivered) = (account["messages_captured"] ?? 0, account["messages_delivered"] ?? 0)
    guard captured != delivered + Int64(queue.messagesWaiting.count) + discarded else { return }
    ledger.broken(
      "accounting",
      "\(queue.path) captured \(captured) messages, delivered \(delivered), holds \(queue.messagesWaiting.count), "
        + "discarded \(discarded)")
  }
}
