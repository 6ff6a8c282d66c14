// The history of a desk that never was: tickets with a question, an answer and a reply each, in words as unevenly common as those of
// people, the same in every run.
import Foundation

struct History {
  struct Ticket {
    var id: Int
    var title: String
    var text: String
    /// From staff, from the reporter, and a note among staff.
    var messages: [String]
  }

  let tickets: Int

  func ticket(_ number: Int) -> Ticket {
    var words = Words(seed: UInt64(number))
    return Ticket(
      id: number + 1, title: words.text(7), text: words.text(60),
      messages: [words.text(40), words.text(25), words.text(12)])
  }

  /// As Zendesk's JSON export writes it: a ticket a line.
  func write(to file: URL) throws {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    var text = ""
    for number in 0..<tickets {
      text += line(ticket(number)) + "\n"
      if text.utf8.count > 1_000_000 || number == tickets - 1 {
        try handle.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
  }

  private func line(_ ticket: Ticket) -> String {
    let start = 1_500_000_000 + ticket.id * 1_200
    func time(_ hours: Int) -> String { Self.time(start + hours * 3_600) }
    let (reporter, staff) = (1_000 + ticket.id % 30_000, ticket.id % 20)
    let comments = ticket.messages.enumerated().map { place, words in
      "{\"id\":\(ticket.id * 10 + place),\"author_id\":\(place == 1 ? reporter : staff),\"body\":\"\(words)\",\"public\":\(place != 2),"
        + "\"created_at\":\"\(time(place + 1))\"}"
    }
    return
      "{\"id\":\(ticket.id),\"subject\":\"\(ticket.title)\",\"description\":\"\(ticket.text)\",\"status\":\"\(ticket.id % 10 == 0 ? "open" : "closed")\","
      + "\"priority\":\"normal\",\"type\":\"problem\",\"tags\":[\"area\(ticket.id % 50)\"],\"created_at\":\"\(time(0))\",\"updated_at\":\"\(time(9))\","
      + "\"requester\":{\"id\":\(reporter),\"name\":\"Person \(reporter)\",\"email\":\"p\(reporter)@example.com\"},"
      + "\"assignee_id\":\(staff),\"comments\":[\(comments.joined(separator: ","))]}"
  }

  private static func time(_ seconds: Int) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\(parts.tm_year + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014) over 30,000 words.
private struct Words {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  mutating func text(_ count: Int) -> String {
    (0..<count).map { _ in
      // The square makes few words common and most rare.
      let share = Double(next() >> 11) / 9_007_199_254_740_992
      return Self.word(Int(share * share * share * 30_000))
    }.joined(separator: " ")
  }

  private static let syllables = [
    "ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu", "pa", "de", "go", "fi", "hu", "ja",
  ]

  private static func word(_ number: Int) -> String {
    var (rest, word) = (number, "")
    repeat {
      word += syllables[rest % 16]
      rest /= 16
    } while rest > 0
    return word + "n"
  }
}
