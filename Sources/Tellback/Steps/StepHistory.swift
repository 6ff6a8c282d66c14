// The last steps of the user, often called breadcrumbs: a bounded ring in memory. Every tap may record one: no I/O, no formatting.
import TellbackWire

/// The last steps and the current page. A text that is too long is cut, with a mark that says how much is missing.
struct StepHistory {
  private var entries: [Step] = []
  /// The index of the oldest step once the ring is full; the next step replaces it.
  private var next = 0
  private let capacity: Int
  private(set) var page: String?
  /// Nil while nobody listens for trouble.
  var watch: TroubleWatch?
  /// The number of texts that were cut.
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
  var steps: [Step] { next == 0 ? entries : Array(entries[next...]) + entries[..<next] }

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
  /// The start of the text and a mark that says how many bytes are missing, together at most `limit` bytes.
  func cut(toBytes limit: Int) -> String {
    let count = utf8.count
    guard count > limit else { return self }
    // Space for the longest possible mark is reserved before its number is known.
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
