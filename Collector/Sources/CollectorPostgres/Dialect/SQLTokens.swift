// The tokens of a statement. Spaces and comments mean nothing in either dialect, so they are dropped.
#if PostgreSQL

  /// One token of a statement in SQLite's dialect.
  enum SQLToken: Equatable {
    /// A name or a keyword, as it stands.
    case word(String)
    case number(String)
    /// A literal with its quotes.
    case string(String)
    /// A name with its quotes.
    case quoted(String)
    /// A parameter; nil for one without a number.
    case parameter(Int?)
    /// An operator or a bracket.
    case sign(String)
    /// Text of the other dialect, ready.
    case raw(String)
    /// A parameter with what is to be done to its value.
    case bound(Int, Binding)

    /// What is done to a value before it is bound.
    enum Binding: Equatable {
      case plain
      /// Words of a text become a vector of PostgreSQL's full-text search.
      case words
      /// The reference of a report becomes a word of its own.
      case reference
      /// A query of FTS5 becomes one of PostgreSQL's.
      case match
    }

    /// True for this keyword, however it is written.
    func isWord(_ text: String) -> Bool {
      if case .word(let word) = self { return word.uppercased() == text }
      return false
    }

    func isSign(_ text: String) -> Bool { self == .sign(text) }

    /// A name's own text, in lower case unless it is quoted.
    var name: String? {
      switch self {
      case .word(let word): word.lowercased()
      case .quoted(let quoted): String(quoted.dropFirst().dropLast())
      default: nil
      }
    }
  }

  enum SQLTokens {
    static func all(in sql: String) -> [SQLToken] {
      var reader = SQLReader(bytes: Array(sql.utf8))
      var tokens: [SQLToken] = []
      while let token = reader.next() { tokens.append(token) }
      return tokens
    }
  }

  private struct SQLReader {
    let bytes: [UInt8]
    var place = 0

    private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }
    private func byte(_ ahead: Int) -> UInt8? { place + ahead < bytes.count ? bytes[place + ahead] : nil }
    private func text(from start: Int) -> String { String(decoding: bytes[start..<place], as: UTF8.self) }

    mutating func next() -> SQLToken? {
      skipSpace()
      guard let first = byte else { return nil }
      let start = place
      switch first {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        skipQuoted(first)
        return first == UInt8(ascii: "'") ? .string(text(from: start)) : .quoted(text(from: start))
      case UInt8(ascii: "?"):
        place += 1
        skip { $0 >= 48 && $0 <= 57 }
        return .parameter(Int(text(from: start).dropFirst()))
      case 48...57:
        skip { ($0 >= 48 && $0 <= 57) || $0 == UInt8(ascii: ".") || $0 | 32 == UInt8(ascii: "e") }
        return .number(text(from: start))
      case let letter where Self.isLetter(letter):
        skip { Self.isLetter($0) || ($0 >= 48 && $0 <= 57) }
        return .word(text(from: start))
      default:
        place += 1
        if let second = byte, Self.pairs.contains([first, second]) { place += 1 }
        return .sign(text(from: start))
      }
    }

    private static let pairs: Set<[UInt8]> = Set(
      ["<>", "<=", ">=", "!=", "==", "||", "<<", ">>"].map { Array($0.utf8) })

    private static func isLetter(_ byte: UInt8) -> Bool {
      byte | 32 >= 97 && byte | 32 <= 122 || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private mutating func skip(while isPart: (UInt8) -> Bool) {
      while let next = byte, isPart(next) { place += 1 }
    }

    private mutating func skipSpace() {
      while let next = byte {
        if next <= 32 {
          place += 1
        } else if next == UInt8(ascii: "-"), byte(1) == UInt8(ascii: "-") {
          skip { $0 != 10 }
        } else if next == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
          place += 2
          while place < bytes.count, !(bytes[place - 1] == UInt8(ascii: "/") && bytes[place - 2] == UInt8(ascii: "*")) {
            place += 1
          }
        } else {
          return
        }
      }
    }

    /// A quote inside is written twice.
    private mutating func skipQuoted(_ quote: UInt8) {
      place += 1
      while let next = byte {
        place += 1
        guard next == quote else { continue }
        guard byte == quote else { return }
        place += 1
      }
    }
  }
#endif
