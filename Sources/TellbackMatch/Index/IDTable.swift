// MatchID -> dense number, by open addressing over an array of ids that the owner keeps. Forgets nothing: the owner says
// whether what is found still lives.

struct IDTable {
  private var slots: [UInt32] = [UInt32](repeating: 0, count: 256)
  private var used = 0
  private let seed = UInt64.random(in: 0 ... .max)

  init() {}

  /// Finds each of `ids`; of equal ones the last.
  init(of ids: [MatchID]) {
    var size = 256
    while ids.count * 10 > size * 7 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    for number in ids.indices { set(number, in: ids) }
  }

  func find(_ id: MatchID, in ids: [MatchID]) -> Int? {
    let entry = slots[slot(of: id, in: ids)]
    return entry == 0 ? nil : Int(entry) - 1
  }

  /// Makes `number`, whose id stands in `ids` already, the one that is found.
  mutating func set(_ number: Int, in ids: [MatchID]) {
    let place = slot(of: ids[number], in: ids)
    if slots[place] == 0 { used += 1 }
    slots[place] = UInt32(number + 1)
    if used * 10 > slots.count * 7 { grow(ids) }
  }

  var memory: Int { slots.capacity * 4 }

  private func slot(of id: MatchID, in ids: [MatchID]) -> Int {
    let mask = slots.count - 1
    var mixed = (id.low ^ seed) &* 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ mixed >> 32 ^ id.high) &* 0xd6e8_feb8_6659_fd93
    var slot = Int(truncatingIfNeeded: mixed >> 24) & mask
    while slots[slot] != 0, ids[Int(slots[slot]) - 1] != id { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow(_ ids: [MatchID]) {
    let old = slots
    slots = [UInt32](repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 { slots[slot(of: ids[Int(entry) - 1], in: ids)] = entry }
  }
}
