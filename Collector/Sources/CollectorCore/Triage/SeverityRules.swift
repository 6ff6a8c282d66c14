// How much a report hurts at first sight, by rules that a person can read. Staff decide in the end.
import TellbackWire

/// Rates a report: the highest rule that fits wins.
///
/// | severity | when |
/// |---|---|
/// | critical | a problem or question whose words hold one of `criticalPhrases` |
/// | high | a problem or question with an error beside it, or whose words hold one of `highPhrases` |
/// | medium | every other problem or question |
/// | low | an idea or praise |
public struct SeverityRules: Sendable, Equatable {
  /// Words or phrases in lower case; white space in them stands for any run of what is neither letter nor digit.
  public var criticalPhrases: [String] { critical.phrases }
  public var highPhrases: [String] { high.phrases }
  private let critical: PhraseList
  private let high: PhraseList

  public static let defaultCritical = [
    "data loss", "lost my data", "lost all my", "lost everything", "security hole", "vulnerability", "charged twice",
    "someone else s account", "leaked",
  ]
  public static let defaultHigh = [
    "crash", "crashes", "crashed", "crashing", "freezes", "frozen", "hangs", "can t log in", "cannot log in",
    "can t sign in", "cannot sign in", "locked out", "unusable", "regression", "payment failed",
  ]

  public init(
    criticalPhrases: [String] = SeverityRules.defaultCritical, highPhrases: [String] = SeverityRules.defaultHigh
  ) {
    critical = PhraseList(criticalPhrases)
    high = PhraseList(highPhrases)
  }

  public func severity(of report: Report) -> Severity { rule(for: report).severity }

  /// The severity, and which rule says so: a half sentence such as `its words hold "crash"`.
  public func verdict(on report: Report) -> (severity: Severity, reason: String) {
    let rule = rule(for: report)
    return (rule.severity, rule.reason)
  }

  private enum Rule {
    case kind, none, error
    case critical(String)
    case high(String)

    var severity: Severity {
      switch self {
      case .kind: .low
      case .none: .medium
      case .error, .high: .high
      case .critical: .critical
      }
    }

    var reason: String {
      switch self {
      case .kind: "it is no problem and no question"
      case .none: "no rule raises it"
      case .error: "an error came with it"
      case .critical(let phrase), .high(let phrase): "its words hold \"\(phrase)\""
      }
    }
  }

  private func rule(for report: Report) -> Rule {
    guard report.kind == .problem || report.kind == .question else { return .kind }
    let words = Self.spaced(report.text)
    if let phrase = critical.first(in: words) { return .critical(phrase) }
    if report.error != nil { return .error }
    return high.first(in: words).map { .high($0) } ?? .none
  }

  /// How much of the words is looked at, in bytes: people name what hurts early, and time must be bounded.
  static let scanned = 8_192

  /// The words in lower case between single blanks, with a blank at both ends.
  private static func spaced(_ text: String) -> [UInt8] {
    var result: [UInt8] = [0x20]
    result.reserveCapacity(min(text.utf8.count, scanned) + 2)
    for byte in text.utf8.prefix(scanned) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: result.append(byte)
      default: if result.last != 0x20 { result.append(0x20) }
      }
    }
    if result.last != 0x20 { result.append(0x20) }
    return result
  }
}

/// Phrases made ready to be looked for.
private struct PhraseList: Sendable, Equatable {
  let phrases: [String]
  /// Each with a blank behind it.
  private let wanted: [[UInt8]]
  /// By a word's first byte: whether a phrase begins with it.
  private let isFirst: [Bool]

  init(_ phrases: [String]) {
    self.phrases = phrases
    wanted = phrases.map { Array($0.utf8) + [0x20] }
    var isFirst = [Bool](repeating: false, count: 256)
    for phrase in wanted { isFirst[Int(phrase[0])] = true }
    self.isFirst = isFirst
  }

  /// The phrase that stands first in these words between blanks; nil when none does. One pass, on at most
  /// ``SeverityRules/scanned`` bytes; at a word's start the phrases that begin with its first byte are looked at.
  func first(in words: [UInt8]) -> String? {
    words.withUnsafeBufferPointer { words in
      var start = 1
      while start < words.count {
        if words[start - 1] == 0x20, isFirst[Int(words[start])],
          let place = wanted.firstIndex(where: { words[start...].starts(with: $0) })
        {
          return phrases[place]
        }
        start += 1
      }
      return nil
    }
  }
}
