// Owners and groups of the transaction in memory.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func toldOwner(ofTicket number: Int64) throws -> Int64? { state.toldOwners[number] }

  func hold(ticket number: Int64, from: TicketHolder, to holder: TicketHolder, at: Timestamp) throws -> Bool {
    guard let ticket = state.tickets[number], ticket.holder.owner?.account == from.owner?.account,
      ticket.holder.group?.id == from.group?.id
    else { return false }
    state.tickets[number]?.holder = holder
    return true
  }

  func noteOwnerActed(ticket number: Int64, account: Int64, at: Timestamp) throws {
    guard state.tickets[number]?.holder.owner?.account == account else { return }
    state.tickets[number]?.holder.owner?.actedAt = at
  }

  func setToldOwner(_ account: Int64, ofTicket number: Int64) throws { state.toldOwners[number] = account }

  func followers(ofTicket number: Int64) throws -> [Int64] {
    let family = try mergedTickets(of: number) + [number]
    return family.reduce(into: Set<Int64>()) { $0.formUnion(state.followers[$1] ?? []) }.sorted()
  }

  func follow(ticket number: Int64, account: Int64, at: Timestamp) throws {
    state.followers[number, default: []].insert(account)
  }

  func unfollow(ticket number: Int64, account: Int64) throws { state.followers[number]?.remove(account) }

  func seenEvent(ofTicket number: Int64, account: Int64) throws -> Int64 { throw NotKept() }

  func work(ofAccount account: Int64, in apps: AppScope, limit: Int) throws -> [WorkItem] { throw NotKept() }

  func setSeen(_ event: Int64, ofTicket number: Int64, account: Int64) throws { throw NotKept() }

  func groups() throws -> [StaffGroup] { try state.groups.keys.sorted().compactMap { try group($0) } }

  func group(_ id: Int64) throws -> StaffGroup? { state.groups[id].map { StaffGroup(id: id, name: $0.name) } }

  func group(named name: String) throws -> StaffGroup? { try groups().first { $0.name == name } }

  func members(ofGroup id: Int64) throws -> [Int64] { (state.groups[id]?.members ?? []).sorted() }

  func groups(ofAccount id: Int64) throws -> [StaffGroup] {
    try groups().filter { state.groups[$0.id]?.members.contains(id) ?? false }
  }

  func createGroup(named name: String, at: Timestamp) throws -> StaffGroup {
    let id = Int64(state.groups.count) + 1
    state.groups[id] = (name, [])
    return StaffGroup(id: id, name: name)
  }

  func renameGroup(_ id: Int64, to name: String) throws { state.groups[id]?.name = name }

  func setMembers(_ accounts: Set<Int64>, ofGroup id: Int64) throws { state.groups[id]?.members = accounts }

  func deleteGroup(_ id: Int64) throws { state.groups[id] = nil }
}
