// Makes as many reports as wanted by varying real ones: words dropped, swapped, mistyped, and mixed with others that are
// drawn as often as they occur. Seeded: the same reports every time.
import CollectorEvaluation
import TellbackMatch

struct ReportMaker {
  private let titles: [[Substring]]
  private let bodies: [[Substring]]
  /// Every word of the archive, as often as it stands there.
  private let pool: [Substring]

  static let wordsPerReport = 90

  init(_ reports: [ArchivedReport]) {
    titles = reports.map { $0.title.split(whereSeparator: \.isWhitespace) }
    bodies = reports.map {
      Array($0.body.prefix(4_000).split(whereSeparator: \.isWhitespace).prefix(Self.wordsPerReport))
    }
    pool = bodies.flatMap { $0 }
  }

  /// Report `number`. `noise` is the share of words that are exchanged for others.
  func make(_ number: Int, noise: Double, salt: UInt64 = 0) -> MatchDocument {
    var random = Random(state: UInt64(number) &* 0x9e37_79b9_7f4a_7c15 ^ salt)
    // The source and its base noise depend on the number alone, so that two salts give two people's words for one thing.
    var origin = Random(state: UInt64(number) &* 0xd6e8_feb8_6659_fd93)
    let source = origin.below(titles.count)
    var body = vary(bodies[source], 0.35, &origin)
    while body.count < Self.wordsPerReport { body.append(String(pool[origin.below(pool.count)])) }
    var title = vary(titles[source], 0.25, &origin)
    if noise > 0 {
      title = vary(title.map { Substring($0) }, noise, &random)
      body = vary(body.map { Substring($0) }, noise, &random)
    }
    return MatchDocument(
      title: title.joined(separator: " "), text: body.joined(separator: " "),
      time: 1_600_000_000 + Int64(number) * 60 + (noise > 0 ? 86_400 : 0))
  }

  private func vary(_ words: [Substring], _ noise: Double, _ random: inout Random) -> [String] {
    var result: [String] = []
    result.reserveCapacity(words.count)
    for word in words {
      let choice = random.unit()
      if choice < 0.06 { continue }
      if choice < 0.06 + noise {
        result.append(String(pool[random.below(pool.count)]))
      } else if choice < 0.07 + noise {
        result.append(mistyped(word, &random))
      } else {
        result.append(String(word))
      }
      if result.count > 1, random.unit() < 0.05 { result.swapAt(result.count - 1, result.count - 2) }
    }
    return result
  }

  private func mistyped(_ word: Substring, _ random: inout Random) -> String {
    var letters = Array(word)
    let place = random.below(letters.count)
    let other = Character(Unicode.Scalar(UInt8(97 + random.below(26))))
    letters[place] = other
    return String(letters)
  }
}

/// SplitMix64.
struct Random {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
