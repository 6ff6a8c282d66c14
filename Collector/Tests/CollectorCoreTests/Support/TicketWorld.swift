// Tickets made by the real digest in a transaction in memory, and the staff who act on them.
import CollectorCore
import TellbackWire

let ann = Actor.staff(id: 1, name: "Ann")
let ben = Actor.staff(id: 2, name: "Ben")
let vic = Actor.staff(id: 3, name: "Vic")

/// A transaction with one ticket for each text, numbered from 1. They are Ann's, who told nobody.
func makeWorld(_ texts: String...) throws -> MemoryTransaction {
  let store = try makeFreeWorld(texts)
  let owner = TicketOwner(account: 1, name: "Ann", since: noon, actedAt: noon)
  for number in store.state.tickets.keys {
    store.state.tickets[number]?.holder = TicketHolder(owner: owner)
    store.state.toldOwners[number] = 1
  }
  return store
}

/// Ann and Ben of support, Vic who volunteers, Lea who leads; and tickets that nobody has.
func makeFreeWorld(_ texts: [String]) throws -> MemoryTransaction {
  let store = MemoryTransaction()
  let people: [(Int64, String, StaffRole)] = [
    (1, "Ann", .support), (2, "Ben", .support), (3, "Vic", .volunteer), (4, "Lea", .lead),
  ]
  for (id, name, role) in people {
    store.state.accounts[id] = StaffAccount(
      id: id, email: "\(name)@example.org", name: name, role: role, passwordHash: "-", createdAt: noon)
  }
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
