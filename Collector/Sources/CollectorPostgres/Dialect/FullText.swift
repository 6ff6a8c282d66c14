// Words as SQLite's tokenizer makes them (unicode61, accents folded, marks and private characters part of words), for PostgreSQL's
// vectors. Both adapters so find the same.
#if PostgreSQL
  import Foundation

  enum FullText {
    /// Before a reference, so that it is no word of the text. A character for private use.
    private static let referenceMark = "\u{F8F2}"
    /// PostgreSQL holds words of up to 2,046 bytes; a longer one is found by its beginning.
    private static let wordBytes = 1_024
    /// Words of one text, in bytes; a vector holds a megabyte. What comes after is not found.
    private static let textBytes = 600_000
    private static let lastPosition = 16_383

    /// The vector of a text, each word with its places.
    static func vector(_ text: String) -> String {
      var places: [String: [Int]] = [:]
      var order: [String] = []
      var bytes = 0
      for (place, word) in words(text).enumerated() {
        if places[word] == nil {
          bytes += word.utf8.count + 8
          guard bytes <= textBytes else { break }
          order.append(word)
        }
        // PostgreSQL keeps 255 places of a word.
        if places[word, default: []].count < 255 { places[word, default: []].append(min(place + 1, lastPosition)) }
      }
      return order.map { word in
        "\(quoted(word)):\(places[word, default: []].map(String.init).joined(separator: ","))"
      }.joined(separator: " ")
    }

    /// The vector of a report's reference.
    static func reference(_ word: String) -> String { quoted(referenceMark + word) }

    /// From a query of FTS5 as `SearchWords` writes it: quoted phrases, each perhaps begun, all of which must be there.
    static func query(_ match: String) -> String {
      if match.hasPrefix("reference :") { return phrases(match).first.map { quoted(referenceMark + $0.text) } ?? "" }
      var parts: [String] = []
      for (text, isBegun) in phrases(match) {
        let words = words(text)
        guard !words.isEmpty else { continue }
        let quotedWords = words.enumerated().map { place, word in
          quoted(word) + (isBegun && place == words.count - 1 ? ":*" : "")
        }
        parts.append("(" + quotedWords.joined(separator: " <-> ") + ")")
      }
      return parts.joined(separator: " & ")
    }

    private static func phrases(_ match: String) -> [(text: String, isBegun: Bool)] {
      var found: [(text: String, isBegun: Bool)] = []
      var text = ""
      var isInside = false
      var rest = Substring(match)
      while let character = rest.unicodeScalars.first {
        rest.unicodeScalars.removeFirst()
        if character == "\"" {
          if isInside, rest.unicodeScalars.first == "\"" {
            rest.unicodeScalars.removeFirst()
            text.unicodeScalars.append(character)
            continue
          }
          if isInside { found.append((text, rest.hasPrefix(" *"))) }
          text = ""
          isInside.toggle()
        } else if isInside {
          text.unicodeScalars.append(character)
        }
      }
      return found
    }

    private static func quoted(_ word: String) -> String {
      "'" + word.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }

    /// The words of a text, folded.
    static func words(_ text: String) -> [String] {
      var words: [String] = []
      var word = String.UnicodeScalarView()
      func end() {
        defer { word = String.UnicodeScalarView() }
        guard !word.isEmpty else { return }
        let folded = folded(word)
        if !folded.isEmpty { words.append(folded) }
      }
      for scalar in text.unicodeScalars {
        if isPart(scalar) { word.append(scalar) } else { end() }
      }
      end()
      return words
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
      if scalar.isASCII {
        return (scalar.value >= 48 && scalar.value <= 57) || (scalar.value | 32 >= 97 && scalar.value | 32 <= 122)
      }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .privateUse, .nonspacingMark, .spacingMark:
        return true
      default: return false
      }
    }

    private static func folded(_ word: String.UnicodeScalarView) -> String {
      var result = String.UnicodeScalarView()
      for scalar in word {
        if scalar.isASCII {
          result.append(scalar.value >= 65 && scalar.value <= 90 ? Unicode.Scalar(UInt8(scalar.value | 32)) : scalar)
          continue
        }
        let lower = scalar.properties.lowercaseMapping
        // Korean syllables stay whole; accents of other letters go.
        let parts = scalar.value < 0xAC00 ? lower.decomposedStringWithCanonicalMapping : lower
        for part in parts.unicodeScalars where !(0x300...0x36F).contains(part.value) { result.append(part) }
      }
      var text = String(result)
      while text.utf8.count > wordBytes { text.unicodeScalars.removeLast() }
      return text
    }
  }
#endif
