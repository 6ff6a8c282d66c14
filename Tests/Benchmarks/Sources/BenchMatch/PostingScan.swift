// The references of the match index: bare loops over bare memory that do the least an inverted index must do for one report.
// A query reads as many postings and compares as many records; adding finds each word's list and makes it longer.
import TellbackMatch

/// One owner; every size is fixed when it is made.
final class PostingScan {
  /// What `MatchIndex.QueryLimits` lets a query read and score exactly.
  static let postings = 20_000
  static let records = 200
  static let queryName = "a scan of 20,000 postings, 200 records merged"
  static let addName = "its words hashed and appended to lists"
  private static let lists = 16
  private static let termsPerRecord = 100

  private let reports: Int
  private var lists: [[UInt32]] = []
  private var terms: [[UInt32]] = []
  private var scores: [Float]
  /// Open addressing: the hash of a word, and the place of its newest posting in `chain`.
  private var words = [UInt64](repeating: 0, count: 1 << 21)
  private var heads = [UInt32](repeating: 0, count: 1 << 21)
  private var chain: [(report: UInt32, before: UInt32)] = [(0, 0)]
  private var added: UInt32 = 0

  init(reports: Int) {
    self.reports = reports
    scores = [Float](repeating: 0, count: reports)
    var random = Random(state: 7)
    lists = (0..<Self.lists).map { _ in
      (0..<Self.postings / Self.lists).map { _ in UInt32(random.below(reports)) }.sorted()
    }
    terms = (0...Self.records).map { _ in
      (0..<Self.termsPerRecord).map { _ in UInt32(random.below(20_000)) }.sorted()
    }
  }

  /// One query. The sum keeps the compiler from leaving the work out.
  func query() -> Float {
    var best: Float = 0
    scores.withUnsafeMutableBufferPointer { scores in
      for (place, list) in lists.enumerated() {
        for report in list { scores[Int(report)] += Float(place + 1) }
      }
      for list in lists {
        for report in list {
          best = max(best, scores[Int(report)])
          scores[Int(report)] = 0
        }
      }
    }
    for record in terms.dropFirst() { best += Float(shared(terms[0], record)) }
    return best
  }

  private func shared(_ left: [UInt32], _ right: [UInt32]) -> Int {
    var (one, other, count) = (0, 0, 0)
    while one < left.count, other < right.count {
      if left[one] == right[other] { count += 1 }
      if left[one] <= right[other] { one += 1 } else { other += 1 }
    }
    return count
  }

  /// Adds the words of one report.
  func add(_ document: MatchDocument) {
    added += 1
    var text = document.text
    text.withUTF8 { bytes in
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in bytes {
        if byte == 0x20 {
          append(hash)
          hash = 0xcbf2_9ce4_8422_2325
        } else {
          hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
      }
      append(hash)
    }
  }

  private func append(_ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash >> 32) & (words.count - 1)
    while words[slot] != 0, words[slot] != hash { slot = (slot + 1) & (words.count - 1) }
    words[slot] = hash
    chain.append((added, heads[slot]))
    heads[slot] = UInt32(truncatingIfNeeded: chain.count - 1)
  }
}
