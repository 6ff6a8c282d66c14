// Term hash -> dense number, and per term how many live reports hold it and where its postings are.
// Slots are mixed with a seed of the process, so that nobody can craft words that pile up in one place.

struct TermRecord {
  var hash: UInt64
  /// Postings written, those of dead reports included.
  var postings: UInt32 = 0
  /// The last posting: report << 2 | code. The only one while `head` is 0.
  var last: UInt32 = 0
  var head: UInt32 = 0
  var tail: UInt32 = 0
  var room: UInt16 = 0
  var level: UInt8 = 0
}

struct TermDictionary {
  private(set) var slots: [UInt32] = [UInt32](repeating: 0, count: 1024)
  var records: [TermRecord] = []
  /// Live reports that hold each term; apart from the records, since scoring reads these alone, here and there.
  var frequencies: [UInt32] = []
  private let seed = UInt64.random(in: 0 ... .max)

  @inline(__always)
  func find(_ hash: UInt64) -> UInt32? {
    let mask = slots.count - 1
    var slot = position(hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      if records[Int(entry) - 1].hash == hash { return entry - 1 }
      slot = (slot + 1) & mask
    }
  }

  mutating func findOrAdd(_ hash: UInt64) -> UInt32 {
    if let found = find(hash) { return found }
    if records.count * 10 >= slots.count * 7 { grow() }
    records.append(TermRecord(hash: hash))
    frequencies.append(0)
    place(UInt32(records.count))
    return UInt32(records.count - 1)
  }

  /// Puts back records that were read from bytes.
  mutating func restore(_ restored: [TermRecord], _ frequencies: [UInt32]) {
    records = restored
    self.frequencies = frequencies
    var size = 1024
    while records.count * 10 >= size * 7 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    for number in 0..<records.count { place(UInt32(number + 1)) }
  }

  var memory: Int { slots.capacity * 4 + records.count * (MemoryLayout<TermRecord>.stride + 4) }

  private func position(_ hash: UInt64) -> Int {
    let mixed = (hash ^ seed) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: mixed >> 20)
  }

  private mutating func place(_ entry: UInt32) {
    let mask = slots.count - 1
    var slot = position(records[Int(entry) - 1].hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = entry
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for number in 0..<records.count { place(UInt32(number + 1)) }
  }
}
