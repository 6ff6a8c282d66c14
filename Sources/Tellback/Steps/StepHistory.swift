// What the user did last: a bounded ring in memory. It is on the path of every tap: no I/O, no formatting.
import TellbackWire

/// The last steps, and the page the user is on. Over-long texts are cut with a mark that says how much is missing.
struct StepHistory {
  private var entries: [Step] = []
  /// Where the next step goes once the ring is full: the place of the oldest.
  private var next = 0
  private let capacity: Int
  private(set) var page: String?
  /// Texts that were cut to their limit.
  private(set) var cuts = 0

  init(capacity: Int) { self.capacity = min(max(capacity, 1), WireLimits.steps) }

  @inline(__always)
  mutating func enter(_ page: String) {
    self.page = page.utf8.count <= WireLimits.page ? page : cut(page, to: WireLimits.page)
  }

  @inline(__always)
  mutating func record(_ text: String, at moment: Timestamp) {
    let text = text.utf8.count <= WireLimits.stepText ? text : cut(text, to: WireLimits.stepText)
    let step = Step(at: moment, page: page, text: text)
    if entries.count < capacity {
      entries.append(step)
    } else {
      entries[next] = step
      next = next + 1 == capacity ? 0 : next + 1
    }
  }

  /// The steps, oldest first.
  var steps: [Step] { Array(entries[next...]) + entries[..<next] }

  mutating func clear() {
    entries = []
    next = 0
  }

  @inline(never)
  private mutating func cut(_ text: String, to limit: Int) -> String {
    cuts += 1
    return text.cut(toBytes: limit)
  }
}

extension String {
  /// At most `limit` bytes of it: the start, and a mark that says how many bytes are missing.
  func cut(toBytes limit: Int) -> String {
    let count = utf8.count
    guard count > limit else { return self }
    // The mark has at most 12 + 20 digits; room for it is taken before the number in it is known.
    let room = max(0, limit - "…[cut \(count) bytes]".utf8.count)
    var kept = 0
    var start = ""
    for scalar in unicodeScalars {
      let size = UTF8.width(scalar)
      guard kept + size <= room else { break }
      kept += size
      start.unicodeScalars.append(scalar)
    }
    return start + "…[cut \(count - kept) bytes]"
  }
}
