// Walks one term's postings in the order of reports, a block of reports at a time, and adds its evidence to each.

struct PostingCursor {
  /// The report of the posting that is next; `UInt32.max` after the last.
  private(set) var report: UInt32
  private var code: UInt32
  private var left: UInt32
  private var pointer: UnsafeMutablePointer<UInt8>
  private var end: UnsafeMutablePointer<UInt8>
  private var level: UInt8 = 0
  /// Saturated BM25 frequencies of: text once, text more often, title, both; times the term's weight.
  private let impacts: SIMD4<Float>

  /// Reads the first `most` postings, the oldest reports.
  init(_ record: TermRecord, weight: Float, most: Int = .max, in chunks: Posting.Chunks) {
    impacts = SIMD4<Float>(0.45, 0.65, 0.75, 0.85) * weight
    left = UInt32(clamping: min(Int(record.postings), max(0, most)))
    pointer = chunks.pointer(record.head)
    end = pointer + Posting.firstSliceRoom
    report = 0
    code = 0
    if record.head == 0, left > 0 {
      // The only posting stands in the record.
      left = 0
      report = record.last >> 2
      code = record.last & 3
    } else {
      advance(chunks)
    }
  }

  /// Adds the evidence of every posting before `limit` to the sums, which begin with report `first`, and notes in `touched`
  /// which sums were 0 before.
  @inline(__always)
  mutating func add(
    from first: UInt32, to limit: UInt32, _ sums: UnsafeMutablePointer<Float>,
    _ touched: UnsafeMutablePointer<UInt32>, _ count: inout Int, _ chunks: Posting.Chunks
  ) {
    guard report < limit else { return }
    var cursor = self
    var filled = count
    repeat {
      let place = Int(cursor.report &- first)
      let old = sums[place]
      touched[filled] = UInt32(truncatingIfNeeded: place)
      filled &+= old == 0 ? 1 : 0
      sums[place] = old + cursor.impacts[Int(cursor.code)]
      cursor.advance(chunks)
    } while cursor.report < limit
    count = filled
    self = cursor
  }

  @inline(__always)
  private mutating func advance(_ chunks: Posting.Chunks) {
    guard left > 0 else {
      report = .max
      return
    }
    left &-= 1
    // A slice is left when the next posting did not fit; what did not fit left 0xFF behind, unless the slice is full.
    if pointer >= end || pointer.pointee == 0xFF && Posting.isGap(pointer, end) {
      pointer = chunks.pointer(Posting.nextAddress(end))
      level = min(level &+ 1, 20)
      end = pointer + Posting.room(ofLevel: level)
    }
    let entry = Varint.read(&pointer)
    report &+= entry >> 2
    code = entry & 3
  }
}
