// Well-formed requests, as bytes.
import FaultKit
import Foundation
import TellbackWire

enum Requests {
  /// A new id, of now.
  static func id(_ random: inout SeededRandom) -> ReportID {
    ReportID(at: now, random: (random.next(), random.next()))
  }

  static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

  static func report(_ id: ReportID, _ text: String, steps: [String] = []) -> [UInt8] {
    Report(id: id, capturedAt: now, text: text, steps: steps.map { Step(at: now, page: "/page", text: $0) }).encoded()
  }

  static func post(
    _ path: String, _ body: [UInt8], key: String, installation: String? = nil, fields: String = ""
  ) -> [UInt8] {
    var head = "POST \(path) HTTP/1.1\r\nHost: feedback.example.com\r\nAuthorization: Bearer \(key)\r\n"
    head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\(fields)"
    if let installation { head += "\(WireHeaders.installation): \(installation)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }

  static func batch(_ reports: [[UInt8]]) -> [UInt8] {
    Array("{\"reports\":[".utf8) + reports.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
  }

  static func get(_ path: String) -> [UInt8] {
    Array("GET \(path) HTTP/1.1\r\nHost: feedback.example.com\r\n\r\n".utf8)
  }
}

/// What people write: most of it about a few problems, in a vocabulary like that of a language (Zipf).
struct Words {
  private let words: [String]
  private let problems: [String]
  /// How many of a thousand texts are about something new.
  private let newPerMille: Int

  init(seed: UInt64, problems count: Int = 200, newPerMille: Int = 10) {
    var random = SeededRandom(seed: seed)
    let words = (0..<6_000).map { _ in Self.word(&random) }
    self.words = words
    self.newPerMille = newPerMille
    problems = (0..<count).map { _ in Self.sentence(words, 14, &random) }
  }

  func text(_ random: inout SeededRandom) -> String {
    random.happens(newPerMille, of: 1_000) ? newText(&random) : problems[random.below(problems.count)]
  }

  /// About something new.
  func newText(_ random: inout SeededRandom) -> String { Self.sentence(words, 8 + random.below(20), &random) }

  private static func sentence(_ words: [String], _ count: Int, _ random: inout SeededRandom) -> String {
    (0..<count).map { _ in
      let unit = Double(random.below(1_000_000) + 1) / 1_000_000
      return words[min(words.count - 1, Int(pow(Double(words.count), unit)) - 1)]
    }.joined(separator: " ")
  }

  private static func word(_ random: inout SeededRandom) -> String {
    let (consonants, vowels) = (Array("bcdfghklmnprstvz"), Array("aeiou"))
    return (0..<(2 + random.below(3))).map { _ in
      "\(consonants[random.below(consonants.count)])\(vowels[random.below(vowels.count)])"
    }.joined()
  }
}
