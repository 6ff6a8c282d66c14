// Gathers evidence for the reports a block at a time, so that the sums stay in the processor's nearest cache however many
// reports there are. All sums are zero between blocks.

final class EvidenceBlock {
  private static let size = 8_192

  private let sums: UnsafeMutablePointer<Float>
  private let touched: UnsafeMutablePointer<UInt32>

  init() {
    sums = .allocate(capacity: Self.size)
    sums.initialize(repeating: 0, count: Self.size)
    // One more than can be touched: a place is written before it is known whether it is new.
    touched = .allocate(capacity: Self.size + 1)
    touched.initialize(repeating: 0, count: Self.size + 1)
  }

  deinit {
    sums.deallocate()
    touched.deallocate()
  }

  /// The reports with the most evidence, best first: what the cursors add up to, times the factor of the report's length.
  func best(
    _ count: Int, of lengths: [UInt8], _ factors: [Float], _ cursors: inout [PostingCursor], _ chunks: Posting.Chunks
  ) -> [Preselected] {
    var pool = BestPool(capacity: count)
    lengths.withUnsafeBufferPointer { lengths in
      factors.withUnsafeBufferPointer { factors in
        cursors.withUnsafeMutableBufferPointer { cursors in
          // Blocks without any posting are stepped over.
          while let first = cursors.lazy.map(\.report).min(), Int(first) < lengths.count {
            gather(Int(first) / Self.size * Self.size, lengths, factors, cursors, &pool, chunks)
          }
        }
      }
    }
    return pool.sorted()
  }

  @inline(__always)
  private func gather(
    _ first: Int, _ lengths: UnsafeBufferPointer<UInt8>, _ factors: UnsafeBufferPointer<Float>,
    _ cursors: UnsafeMutableBufferPointer<PostingCursor>, _ pool: inout BestPool, _ chunks: Posting.Chunks
  ) {
    let limit = min(first + Self.size, lengths.count)
    var filled = 0
    for index in cursors.indices {
      cursors[index].add(from: UInt32(first), to: UInt32(limit), sums, touched, &filled, chunks)
    }
    for index in 0..<filled {
      let place = Int(touched[index])
      let score = sums[place] * factors[Int(lengths[first + place])]
      sums[place] = 0
      pool.insert(UInt32(truncatingIfNeeded: first + place), score)
    }
  }
}
