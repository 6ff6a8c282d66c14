// Tickets made by the real digest in a transaction in memory, and the staff who act on them.
import CollectorCore
import TellbackWire

let ann = Actor.staff(id: 1, name: "Ann")
let ben = Actor.staff(id: 2, name: "Ben")

/// A transaction with one ticket for each text, numbered from 1.
func makeWorld(_ texts: String...) throws -> MemoryTransaction {
  let store = MemoryTransaction()
  for (index, text) in texts.enumerated() {
    store.add(stored(makeReport(UInt64(index + 1), text), sequence: Int64(index + 1)))
  }
  _ = try Digest().digestPending(in: store, now: noon)
  store.state.updates.removeAll()
  return store
}

func actions(_ store: MemoryTransaction, after seconds: Int64 = 0, undo: Int64 = 0) -> TicketActions {
  TicketActions(store, now: noon.adding(seconds: seconds), undoSeconds: undo)
}

extension MemoryTransaction {
  /// What reporters were told, in order.
  var told: [String] { state.updates.map { "\($0.kind.rawValue) \($0.message ?? "-")" } }
}
