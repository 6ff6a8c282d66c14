// Finds text in the board's own sources that is no phrase: what the pages of a test's scene do not say, they could say all the same.
import Foundation

/// The string literals of a Swift file, without those that stand inside `Phrase(…)` and `.said(…)`. Interpolations are left out of the
/// text, and the literals inside them are found too.
struct SourceText {
  private(set) var literals: [String] = []

  private let bytes: [UInt8]
  private var place = 0

  init(_ source: String) {
    bytes = Array(source.utf8)
    skipCode(inParentheses: false, isPhrase: false)
  }

  /// What people would read of these literals: text between tags, spoken attributes, sentences and single words with a capital.
  func spoken() -> [String] {
    literals.flatMap { literal -> [String] in
      if literal.contains(#/<[a-z\/]/#) { return PhraseProof.unphrased(literal, words: []) }
      let isSpoken = literal.contains(#/^[A-Z][a-z]+( [A-Za-z ,.;:’'-]*)?$/#) && literal.utf8.count > 2
      return isSpoken ? [literal] : []
    }
  }

  private func isNext(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    return text.withUTF8Buffer { bytes[place..<(place + count)].elementsEqual($0) }
  }

  private mutating func skip(past end: StaticString, from start: Int) {
    place = start
    while place < bytes.count, !isNext(end) { place += 1 }
    place = min(bytes.count, place + end.utf8CodeUnitCount)
  }

  /// To the end, or past the parenthesis that closes what was open.
  private mutating func skipCode(inParentheses: Bool, isPhrase: Bool) {
    var depth = 0
    while place < bytes.count {
      if isNext("//") {
        skip(past: "\n", from: place)
      } else if isNext("#\"") {
        skip(past: "\"#", from: place + 2)
      } else if isNext("#/") {
        skip(past: "/#", from: place + 2)
      } else if isNext("\"") {
        readLiteral(isPhrase: isPhrase)
      } else if isNext("(") {
        let isPhraseNext =
          bytes[..<place].suffix(6).elementsEqual("Phrase".utf8) || bytes[..<place].suffix(4).elementsEqual("said".utf8)
        place += 1
        if isPhraseNext {
          skipCode(inParentheses: true, isPhrase: true)
        } else {
          depth += 1
        }
      } else if isNext(")") {
        place += 1
        if inParentheses, depth == 0 { return }
        depth -= 1
      } else {
        place += 1
      }
    }
  }

  private mutating func readLiteral(isPhrase: Bool) {
    let isLong = isNext("\"\"\"")
    place += isLong ? 3 : 1
    var text: [UInt8] = []
    while place < bytes.count {
      if isLong ? isNext("\"\"\"") : isNext("\"") {
        place += isLong ? 3 : 1
        break
      }
      if isNext("\\(") {
        place += 2
        skipCode(inParentheses: true, isPhrase: isPhrase)
        // Nothing that is filled in joins two words.
        text.append(UInt8(ascii: " "))
        continue
      }
      if isNext("\\") { place += 1 }
      guard place < bytes.count else { break }
      text.append(bytes[place])
      place += 1
    }
    if !isPhrase { literals.append(String(decoding: text, as: UTF8.self)) }
  }
}
