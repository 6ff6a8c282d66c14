// Applies the rules to a text. A text without a find comes back as it is, without a copy.
import TellbackWire

struct Redactor: Sendable {
  private let email: Bool
  private let card: Bool
  private let iban: Bool
  private let key: Bool
  private let privateAddress: Bool
  private let phone: Bool
  private let rules: [RedactionRule]
  private let isEmpty: Bool

  init(rules: RedactionRules) {
    email = rules.kinds.contains(.email)
    card = rules.kinds.contains(.card)
    iban = rules.kinds.contains(.iban)
    key = rules.kinds.contains(.key)
    privateAddress = rules.kinds.contains(.privateAddress)
    phone = rules.kinds.contains(.phone)
    self.rules = rules.rules
    isEmpty = rules.kinds.isEmpty && rules.rules.isEmpty
  }

  func redact(_ text: String) -> String {
    guard !isEmpty else { return text }
    var result = text
    if let replaced = result.withUTF8(scan) { result = replaced }
    for rule in rules { result = rule.apply(to: result) }
    return result
  }

  /// Also names what was taken out, each once.
  func redactNaming(_ text: String) -> (text: String, names: [String]) {
    guard !isEmpty else { return (text, []) }
    var (result, names) = (text, [String]())
    if let replaced = result.withUTF8(scan) {
      let (before, after) = (Array(text.utf8), Array(replaced.utf8))
      names = RedactionKind.allCases.map(\.rawValue).filter { name in
        let mark = Array("[\(name)]".utf8)
        return Self.count(mark, in: after) > Self.count(mark, in: before)
      }
      result = replaced
    }
    for rule in rules {
      let replaced = rule.apply(to: result)
      if !replaced.utf8.elementsEqual(result.utf8) { names.append(rule.name) }
      result = replaced
    }
    return (result, names)
  }

  private static func count(_ mark: [UInt8], in bytes: [UInt8]) -> Int {
    guard let first = mark.first, bytes.count >= mark.count else { return 0 }
    return (0...bytes.count - mark.count).count {
      bytes[$0] == first && bytes[$0..<$0 + mark.count].elementsEqual(mark)
    }
  }

  /// The replacement for the value of a field whose key names a secret, such as `password`. Nil for any other field, and for
  /// true and false, which only say that there is one.
  func redaction(of field: ReportField) -> String? {
    guard key, let kind = SecretNames.kind(of: field.key) else { return nil }
    var text: String
    switch field.value {
    case .bool: return nil
    case .text(let value): text = value
    case .integer(let number): text = String(number)
    case .number(let number): text = String(number)
    case .date: text = ""
    }
    let isSecret = text.withUTF8 { bytes in
      let shape = SecretValue(bytes, 0..<bytes.count)
      return switch kind {
      case .password, .token: true
      case .code: shape.isCode
      case .session: shape.isLong
      }
    }
    return isSecret ? "[\(RedactionKind.key.rawValue)]" : nil
  }

  private func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var output = RedactedText(bytes)
    var index = 0
    var isWordStart = true
    while index < bytes.count {
      let byte = bytes[index]
      if let find = find(bytes, at: index, byte, isWordStart: isWordStart, from: output.kept) {
        output.replace(find.range, with: find.kind.rawValue)
        index = find.range.upperBound
        isWordStart = false
        continue
      }
      isWordStart = !byte.isWord
      index += 1
    }
    return output.finish()
  }

  /// What stands at `index`; `start` is where the text not yet dealt with begins.
  @inline(__always)
  private func find(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ byte: UInt8, isWordStart: Bool, from start: Int
  ) -> Find? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      guard isWordStart else { return nil }
      return findWord(bytes, at: index, from: start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard isWordStart else { return nil }
      return findNumber(bytes, at: index, from: start)
    case UInt8(ascii: "@"), UInt8(ascii: "%"):
      if key, let range = KeyShapes.userInfo(bytes, at: index, from: start) { return Find(range, .key) }
      guard email else { return nil }
      return EmailShape.find(bytes, at: index, from: start).map { Find($0, .email) }
    case UInt8(ascii: "="), UInt8(ascii: ":"):
      guard key else { return nil }
      return NamedSecret.behindSign(bytes, at: index, from: start).map { Find($0, .key) }
    case UInt8(ascii: ">"):
      guard key else { return nil }
      return NamedSecret.element(bytes, at: index, from: start).map { Find($0, .key) }
    case UInt8(ascii: "+"), UInt8(ascii: "("):
      guard phone, isWordStart else { return nil }
      return PhoneShape.find(bytes, at: index).map { Find($0, .phone) }
    case UInt8(ascii: "-"):
      guard key else { return nil }
      return (KeyShapes.privateKey(bytes, at: index) ?? NamedSecret.option(bytes, at: index)).map { Find($0, .key) }
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), 0xC2, 0xE2:
      guard key else { return nil }
      return NamedSecret.quotedBehindName(bytes, at: index, from: start).map { Find($0, .key) }
    case 0xC3:
      guard key, isWordStart else { return nil }
      return NamedSecret.behindWord(bytes, at: index, from: start).map { Find($0, .key) }
    default: return nil
    }
  }

  private func findWord(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Find? {
    if key, let range = findSecret(bytes, at: index, from: start) { return Find(range, .key) }
    if iban, let range = IBANShape.find(bytes, at: index) { return Find(range, .iban) }
    if privateAddress, let range = AddressShape.findV6(bytes, at: index) { return Find(range, .privateAddress) }
    return nil
  }

  private func findSecret(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    KeyShapes.find(bytes, at: index) ?? CredentialHeader.alone(bytes, at: index)
      ?? NamedSecret.behindWord(bytes, at: index, from: start) ?? NamedSecret.adjacent(bytes, at: index, from: start)
  }

  private func findNumber(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Find? {
    if key, let range = NamedSecret.adjacent(bytes, at: index, from: start) { return Find(range, .key) }
    if privateAddress, let range = AddressShape.findV4(bytes, at: index) { return Find(range, .privateAddress) }
    if card, let range = CardShape.find(bytes, at: index) { return Find(range, .card) }
    if phone, let range = PhoneShape.find(bytes, at: index) { return Find(range, .phone) }
    return nil
  }
}

/// Something to take out.
private struct Find {
  let range: Range<Int>
  let kind: RedactionKind

  init(_ range: Range<Int>, _ kind: RedactionKind) {
    self.range = range
    self.kind = kind
  }
}

/// A text with finds taken out; it copies nothing before the first one.
struct RedactedText {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var output: [UInt8] = []
  /// Bytes before this one are dealt with.
  private(set) var kept = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func replace(_ range: Range<Int>, with name: String) {
    if output.isEmpty { output.reserveCapacity(bytes.count) }
    output.append(contentsOf: bytes[kept..<max(kept, range.lowerBound)])
    output.append(UInt8(ascii: "["))
    output.append(contentsOf: name.utf8)
    output.append(UInt8(ascii: "]"))
    kept = range.upperBound
  }

  /// Nil when nothing was taken out.
  mutating func finish() -> String? {
    guard kept > 0 else { return nil }
    output.append(contentsOf: bytes[kept...])
    return String(decoding: output, as: UTF8.self)
  }
}

extension UInt8 {
  @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
  @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  @inline(__always) var isAlphanumeric: Bool { isDigit || isLetter }
  /// Part of a word, so that a number behind it is no number of its own. Letters beyond ASCII count.
  @inline(__always) var isWord: Bool { isAlphanumeric || self == UInt8(ascii: "_") || self >= 0x80 }
  @inline(__always) var isHexadecimal: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
  @inline(__always) var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension UnsafeBufferPointer<UInt8> {
  /// The byte at `index`, or 0 outside.
  @inline(__always) func byte(_ index: Int) -> UInt8 { index >= 0 && index < count ? self[index] : 0 }

  /// True when `text` stands at `index`, in any ASCII case when `ignoringCase`; then `text` is in lower case.
  func has(_ text: StaticString, at index: Int, ignoringCase: Bool = false) -> Bool {
    guard index >= 0, index + text.utf8CodeUnitCount <= count else { return false }
    return text.withUTF8Buffer { text in
      for offset in 0..<text.count {
        let byte = self[index + offset]
        if (ignoringCase ? byte.lowered : byte) != text[offset] { return false }
      }
      return true
    }
  }
}
