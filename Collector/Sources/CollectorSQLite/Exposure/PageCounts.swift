// Counts by page as bytes: a row for each page would cost more than the days that are counted.

/// Counts above zero by the number of a page, packed: for each, rising, two bytes of its number and its count in groups of seven bits,
/// the lowest first, the highest bit set on all but the last. Frozen: stored.
struct PageCounts: Equatable {
  var counts: [Int: Int64]

  init(_ counts: [Int: Int64] = [:]) { self.counts = counts }

  /// Nil for bytes that no program wrote.
  init?(packed bytes: [UInt8]) {
    counts = [:]
    var (place, last) = (0, -1)
    while place < bytes.count {
      guard place + 2 < bytes.count else { return nil }
      let page = Int(bytes[place]) << 8 | Int(bytes[place + 1])
      guard page > last else { return nil }
      (place, last) = (place + 2, page)
      var (count, shift): (UInt64, UInt64) = (0, 0)
      var isOpen = true
      while isOpen {
        guard place < bytes.count, shift < 63 else { return nil }
        count |= UInt64(bytes[place] & 0x7F) << shift
        isOpen = bytes[place] & 0x80 != 0
        (place, shift) = (place + 1, shift + 7)
      }
      guard count > 0, count <= UInt64(Int64.max) else { return nil }
      counts[page] = Int64(count)
    }
  }

  var packed: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(counts.count * 4)
    for (page, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 && (0...0xFFFF).contains(page) {
      bytes.append(UInt8(page >> 8))
      bytes.append(UInt8(page & 0xFF))
      var rest = UInt64(count)
      while rest > 0x7F {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    return bytes
  }
}
