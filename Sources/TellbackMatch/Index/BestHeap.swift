// The best N of a stream: a binary heap with the worst on top.

struct Preselected {
  var report: UInt32
  var score: Float
}

struct BestHeap {
  private var items: [Preselected] = []
  private let capacity: Int
  /// What a score must exceed to be kept.
  private(set) var threshold: Float

  /// - Parameter lowest: what a score must exceed while there is room.
  init(capacity: Int, lowest: Float = 0) {
    self.capacity = max(1, capacity)
    threshold = lowest
    items.reserveCapacity(min(self.capacity, 4_096))
  }

  mutating func insert(_ report: UInt32, _ score: Float) {
    let item = Preselected(report: report, score: score)
    if items.count < capacity {
      items.append(item)
      siftUp(items.count - 1)
    } else if score > items[0].score {
      items[0] = item
      siftDown(0)
    }
    if items.count == capacity { threshold = items[0].score }
  }

  /// Best first; of equals the older report first.
  func sorted() -> [Preselected] {
    items.sorted { $0.score != $1.score ? $0.score > $1.score : $0.report < $1.report }
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard items[child].score < items[parent].score else { return }
      items.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count {
        if items[child].score < items[least].score { least = child }
      }
      guard least != parent else { return }
      items.swapAt(parent, least)
      parent = least
    }
  }
}
