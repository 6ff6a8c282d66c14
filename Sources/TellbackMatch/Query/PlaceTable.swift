// A small table from group to number for the length of one query: a hundredth of a query's time went into hashing these numbers by the
// standard library's keyed hash, which guards against keys that somebody chose. Groups are numbered by the index itself.

struct PlaceTable {
  private static let empty = UInt32.max

  private var keys: [UInt32]
  private var values: [Int]

  /// - Parameter capacity: how many groups there can be at most.
  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    keys = [UInt32](repeating: Self.empty, count: size)
    values = [Int](repeating: 0, count: size)
  }

  /// The number of `group`; where it has none yet, that is `first`.
  mutating func number(of group: UInt32, first: Int) -> (number: Int, isNew: Bool) {
    let slot = slot(group)
    if keys[slot] == group { return (values[slot], false) }
    keys[slot] = group
    values[slot] = first
    return (first, true)
  }

  /// Adds one to the number of `group` unless it has reached `limit`, and says whether it did.
  mutating func count(_ group: UInt32, below limit: Int) -> Bool {
    let slot = slot(group)
    if keys[slot] != group {
      keys[slot] = group
      values[slot] = 0
    }
    guard values[slot] < limit else { return false }
    values[slot] += 1
    return true
  }

  /// Where `group` stands or can stand: at most half of all slots are taken, so that there is one.
  private func slot(_ group: UInt32) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (group &* 0x9E37_79B1) >> 8) & mask
    while keys[slot] != Self.empty, keys[slot] != group { slot = (slot + 1) & mask }
    return slot
  }
}
