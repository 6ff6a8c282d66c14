// Notices trouble in what a person does: a few numbers for each of the last events, compared under the session's lock. No I/O.
import TellbackWire

/// What was noticed.
struct TroubleSign: Sendable {
  var kind: Trouble.Kind
  var page: String?
  /// The same in each run.
  var key: Int64

  /// The words by which known issues are found.
  var words: String {
    let words =
      switch kind {
      case .error(let error): "\(error.type) \(error.message)"
      case .repeated(let action), .unfinished(let action): action
      case .backAndForth(let one, let other): "\(one) \(other)"
      }
    return [words, page ?? ""].joined(separator: "\n")
  }
}

struct TroubleDetector {
  private struct Event {
    var key: UInt64 = 0
    var at = Int64.min
  }

  private var steps = [Event](repeating: Event(), count: 16)
  private var nextStep = 0
  /// The last five pages, newest first.
  private var pages = [Event](repeating: Event(), count: 5)
  private let repeats: Int
  private let repeatTime: Int64
  private let backAndForthTime: Int64

  init(_ settings: TroubleSettings, page: String?) {
    repeats = settings.repeats
    repeatTime = settings.repeatTime.milliseconds
    backAndForthTime = settings.backAndForthTime.milliseconds
    pages[0].key = Self.key(page ?? "")
  }

  mutating func step(_ text: String, on page: String?, at moment: Timestamp) -> TroubleSign? {
    let (key, now) = (Self.key(text, after: pages[0].key), moment.milliseconds)
    steps[nextStep] = Event(key: key, at: now)
    nextStep = (nextStep + 1) & 15
    var count = 0
    // A clock that was set back leaves events in the future.
    for event in steps where event.key == key && event.at <= now && now &- event.at <= repeatTime { count += 1 }
    guard count >= repeats else { return nil }
    for index in steps.indices { steps[index] = Event() }
    return TroubleSign(kind: .repeated(action: text), page: page, key: Int64(bitPattern: key))
  }

  mutating func enter(_ page: String, from last: String?, at moment: Timestamp) -> TroubleSign? {
    let (key, now) = (Self.key(page), moment.milliseconds)
    guard key != pages[0].key else { return nil }
    for index in (1..<5).reversed() { pages[index] = pages[index - 1] }
    pages[0] = Event(key: key, at: now)
    let oldest = pages[4].at
    guard pages[2].key == key, pages[4].key == key, pages[1].key == pages[3].key, oldest <= now,
      now &- oldest <= backAndForthTime
    else { return nil }
    for index in 1..<5 { pages[index] = Event() }
    // The same for both directions.
    let both = key ^ Self.key(last ?? "")
    return TroubleSign(kind: .backAndForth(last ?? "", page), page: page, key: Int64(bitPattern: both))
  }

  /// What is the same trouble: words, eight bytes at a time, the whole text. Not a cryptographic hash: it stays on the device.
  static func key(_ text: String, after start: UInt64 = 0) -> UInt64 {
    var text = text
    return text.withUTF8 { bytes in
      var sum = RowChecksum()
      sum.mix(start)
      sum.add(UnsafeRawBufferPointer(bytes))
      return UInt64(bitPattern: sum.value(in: nil))
    }
  }
}
