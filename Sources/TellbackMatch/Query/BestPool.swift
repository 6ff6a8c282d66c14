// The best N of a stream: what may be among them is gathered, and cut down to N whenever twice as many are there.

struct Preselected {
  var report: UInt32
  var score: Float
}

struct BestPool {
  private var items: [Preselected] = []
  private let capacity: Int
  /// What a score must exceed to be worth inserting.
  private(set) var threshold: Float

  /// - Parameter lowest: what a score must exceed while there is room.
  init(capacity: Int, lowest: Float = 0) {
    self.capacity = max(1, capacity)
    threshold = lowest
    items.reserveCapacity(2 * min(self.capacity, 4_096))
  }

  @inline(__always)
  mutating func insert(_ report: UInt32, _ score: Float) {
    guard score > threshold else { return }
    items.append(Preselected(report: report, score: score))
    if items.count >= 2 * capacity { cut() }
  }

  /// Best first; of equals the older report first.
  mutating func sorted() -> [Preselected] {
    if items.count > capacity { cut() }
    return items.sorted { $0.score != $1.score ? $0.score > $1.score : $0.report < $1.report }
  }

  /// Hoare's selection: the `capacity` best come to the front, the others go.
  private mutating func cut() {
    let last = capacity - 1
    items.withUnsafeMutableBufferPointer { items in
      var low = 0
      var high = items.count - 1
      while low < high {
        let pivot = Self.middle(items[low].score, items[low + (high - low) / 2].score, items[high].score)
        var left = low
        var right = high
        while left <= right {
          while items[left].score > pivot { left += 1 }
          while items[right].score < pivot { right -= 1 }
          if left <= right {
            items.swapAt(left, right)
            left += 1
            right -= 1
          }
        }
        if last <= right { high = right } else if last >= left { low = left } else { break }
      }
    }
    threshold = max(threshold, items[last].score)
    items.removeLast(items.count - capacity)
  }

  private static func middle(_ a: Float, _ b: Float, _ c: Float) -> Float { max(min(a, b), min(max(a, b), c)) }
}
