// Finds a secret by the name in front of it: `password=…`, `"token": …`, `PIN: …`, `my password is …`, `PIN 4821`, `--token …`,
// `<password>…`. Every look forward or back is bounded, so that a text costs time in proportion to its length.

enum NamedSecret {
  /// The longest value that is looked at where it may be none, in bytes.
  private static let valueLimit = 512

  // MARK: Signs

  /// The value behind the `=` or `:` at `index`.
  static func behindSign(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    let isColon = bytes[index] == UInt8(ascii: ":")
    let (before, after) = (bytes.byte(index - 1), bytes.byte(index + 1))
    // `==`, `!=`, `<=`, `::` and the first half of `:=`.
    if after == UInt8(ascii: "=") || (isColon && (after == UInt8(ascii: ":") || before == UInt8(ascii: ":"))) {
      return nil
    }
    if !isColon,
      before == UInt8(ascii: "=") || before == UInt8(ascii: "!") || before == UInt8(ascii: "<")
        || before == UInt8(ascii: ">")
    {
      return nil
    }
    let (end, isQuotedName) = nameEnd(bytes, at: index, isColon: isColon, from: start)
    if isColon, let range = CredentialHeader.cookies(bytes, nameEnd: end, at: index) { return range }
    guard let (kind, first) = SecretNames.find(bytes, endingAt: end, from: start) else { return nil }
    if kind == .token, let range = CredentialHeader.authorization(bytes, nameEnd: end, at: index) {
      return range.isEmpty ? nil : range
    }
    var lower = index + 1
    if !isColon, after == UInt8(ascii: ">") { lower += 1 }
    let isSpaced = isBlank(bytes.byte(lower)) || isBlank(before)
    lower = skipBlanks(bytes, lower)
    // `PWD=/home/ann` is where a program works.
    if bytes.has("pwd", at: end - 3, ignoringCase: true), bytes.byte(lower) == UInt8(ascii: "/") { return nil }
    // `name=value` and `"name": value` are written by programs: whatever stands there is the value.
    let isCertain = isQuotedName || (!isColon && !isSpaced)
    guard let value = value(bytes, at: lower, endsAtSpace: isColon && isSpaced) else { return nil }
    if isCertain { return isSecret(value, kind, isColon: isColon) ? value.whole(bytes) : nil }
    if isTelling(bytes, value, kind, nameEnd: end) { return value.whole(bytes) }
    let isLabel =
      isColon && kind == .password && value.shape.count >= 4 && startsLabel(bytes, first)
      && endsLabel(bytes, value.shape.range.upperBound)
    return isLabel ? value.whole(bytes) : nil
  }

  /// Where the name in front of a sign ends, and whether it is in quotes.
  private static func nameEnd(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, isColon: Bool, from start: Int
  ) -> (end: Int, isQuoted: Bool) {
    var end = index
    if !isColon, bytes.byte(end - 1) == UInt8(ascii: ":") { end -= 1 }
    var spaces = 0
    while spaces < 3, end > start, isBlank(bytes[end - 1]) {
      end -= 1
      spaces += 1
    }
    if !isColon, bytes.byte(end - 1) == UInt8(ascii: "]") { end -= 1 }
    let quote = bytes.byte(end - 1)
    guard end > start, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`") else {
      return (end, false)
    }
    end -= 1
    // JSON within JSON.
    if bytes.byte(end - 1) == UInt8(ascii: "\\") { end -= 1 }
    return (end, true)
  }

  /// A value that a program wrote behind a name.
  private static func isSecret(_ value: Value, _ kind: SecretKind, isColon: Bool) -> Bool {
    switch kind {
    case .password, .token: true
    case .code: value.shape.isCode
    case .session: value.shape.isLong || (!isColon && value.shape.isIdentifier)
    }
  }

  // MARK: Words

  /// The value behind the word at `index` that says what the name in front of it is: `is`, `lautet`, `est`.
  static func behindWord(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    guard bytes.byte(index - 1) == UInt8(ascii: " "), let length = linkLength(bytes, at: index) else { return nil }
    var name = SecretNames.find(bytes, endingAt: index - 1, from: start)
    var nameEnd = index - 1
    if name == nil, let end = nameBeforeOwner(bytes, endingAt: index - 1, from: start) {
      nameEnd = end
      name = SecretNames.find(bytes, endingAt: end, from: start)
    }
    guard let kind = name?.kind else { return nil }
    var lower = index + length
    if bytes.byte(lower) == UInt8(ascii: ":") { lower += 1 }
    guard isBlank(bytes.byte(lower)), let value = value(bytes, at: skipBlanks(bytes, lower), endsAtSpace: true)
    else { return nil }
    return isTelling(bytes, value, kind, nameEnd: nameEnd) ? value.whole(bytes) : nil
  }

  /// How long the word at `index` is when it says what something is; nil for any other word.
  private static func linkLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
    func length(_ words: StaticString...) -> Int? {
      for word in words where bytes.has(word, at: index, ignoringCase: true) {
        let after = bytes.byte(index + word.utf8CodeUnitCount)
        if after == UInt8(ascii: " ") || after == UInt8(ascii: ":") { return word.utf8CodeUnitCount }
      }
      return nil
    }
    // Two letters decide for nearly every word that it is none of these.
    return switch (bytes[index].lowered, bytes.byte(index + 1).lowered) {
    case (UInt8(ascii: "i"), UInt8(ascii: "s")): length("is", "ist")
    case (UInt8(ascii: "w"), UInt8(ascii: "a")): length("was", "war")
    case (UInt8(ascii: "l"), UInt8(ascii: "a")): length("lautet", "lautete")
    case (UInt8(ascii: "h"), UInt8(ascii: "e")): length("heisst", "heißt")
    case (UInt8(ascii: "e"), UInt8(ascii: "s")): length("es", "est")
    case (UInt8(ascii: "e"), UInt8(ascii: "r")): length("er", "era")
    case (UInt8(ascii: "o"), UInt8(ascii: "n")): length("on")
    case (UInt8(ascii: "t"), UInt8(ascii: "o")): length("to")
    case (UInt8(ascii: "a"), UInt8(ascii: "u")): length("auf")
    case (UInt8(ascii: "j"), UInt8(ascii: "e")): length("je")
    case (0xC3, _): length("è", "é", "är")
    default: nil
    }
  }

  private static let owners: [StaticString] = [
    " for ", " für ", " of ", " von ", " pour ", " de ", " para ", " per ", " voor ",
  ]

  /// `the password for ann`: where the name ends.
  private static func nameBeforeOwner(
    _ bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int, from start: Int
  ) -> Int? {
    var position = end
    while position > start, end - position < 40, bytes[position - 1] != UInt8(ascii: " ") { position -= 1 }
    for word in owners {
      let first = position - word.utf8CodeUnitCount
      if first > start, position < end, bytes.has(word, at: first, ignoringCase: true) { return first }
    }
    return nil
  }

  // MARK: No sign

  /// The word at `index` when a name stands directly in front of it: `PIN 4821`, `token 5f4dcc3b5aa765d6`.
  static func adjacent(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    guard bytes.byte(index - 1) == UInt8(ascii: " "), hasDigit(bytes, at: index),
      let (kind, first) = SecretNames.find(bytes, endingAt: index - 1, from: start),
      let value = value(bytes, at: index, endsAtSpace: true)
    else { return nil }
    switch kind {
    case .code:
      // `pin 12` of a connector, `tan 45`: a name of three letters means a secret in capitals only, or as somebody's own.
      guard index - 1 - first > 4 || bytes[first] != bytes[first].lowered || isOwned(bytes, first) else { return nil }
      guard value.shape.isCode, !countsSomething(bytes, value.shape.range.upperBound) else { return nil }
    case .session: guard value.shape.isLong, value.shape.isMixed else { return nil }
    case .password, .token: guard value.shape.isMixed, value.shape.isTelling(bytes, kind) else { return nil }
    }
    return value.whole(bytes)
  }

  private static let possessives: [StaticString] = ["my ", "your ", "meine ", "mon ", "mi ", "mijn "]

  private static func isOwned(_ bytes: UnsafeBufferPointer<UInt8>, _ first: Int) -> Bool {
    possessives.contains { bytes.has($0, at: first - $0.utf8CodeUnitCount, ignoringCase: true) }
  }

  /// A digit is among the first bytes of the word.
  private static func hasDigit(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    var position = index
    while position - index < 24, bytes.byte(position) > 0x20 {
      if bytes[position].isDigit { return true }
      position += 1
    }
    return false
  }

  /// What stands in the quotes at `index` when a name stands directly in front of them: `the password "hunter2"`.
  static func quotedBehindName(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    guard bytes.byte(index - 1) == UInt8(ascii: " "),
      let (kind, _) = SecretNames.find(bytes, endingAt: index - 1, from: start),
      let value = value(bytes, at: index, endsAtSpace: true), value.isQuoted, !value.isCut, isClosed(bytes, value)
    else { return nil }
    if kind == .code { return value.shape.isCode ? value.shape.range : nil }
    return isTelling(bytes, value, kind, nameEnd: index - 1) ? value.whole(bytes) : nil
  }

  /// The closing quote is there.
  private static func isClosed(_ bytes: UnsafeBufferPointer<UInt8>, _ value: Value) -> Bool {
    let after = bytes.byte(value.shape.range.upperBound)
    return after > 0x20 && !after.isAlphanumeric
  }

  /// The word behind an option of a command at the `--` at `index`.
  static func option(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes.byte(index + 1) == UInt8(ascii: "-"), bytes.byte(index - 1) != UInt8(ascii: "-") else { return nil }
    var end = index + 2
    while end - index < 48, bytes.byte(end).isAlphanumeric || bytes.byte(end) == UInt8(ascii: "-") { end += 1 }
    guard bytes.byte(end) == UInt8(ascii: " "), let (kind, _) = SecretNames.find(bytes, endingAt: end, from: index + 2),
      let value = value(bytes, at: end + 1, endsAtSpace: true)
    else { return nil }
    return isTelling(bytes, value, kind, nameEnd: end) ? value.whole(bytes) : nil
  }

  /// The text of an element whose start tag ends with the `>` at `index`.
  static func element(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    guard let (kind, first) = SecretNames.find(bytes, endingAt: index, from: start) else { return nil }
    var position = first
    while position > start, index - position < 64,
      bytes[position - 1].isWord || bytes[position - 1] == UInt8(ascii: ":")
    {
      position -= 1
    }
    guard bytes.byte(position - 1) == UInt8(ascii: "<") else { return nil }
    guard let value = Value(bytes, from: index + 1, to: .tag) else { return nil }
    // A tag that is not closed is none.
    let range = value.whole(bytes)
    guard bytes.byte(range.upperBound) == UInt8(ascii: "<"), isSecret(value, kind, isColon: true) else { return nil }
    return range
  }

  // MARK: Values

  /// What ends a value.
  private enum Ending {
    /// A blank, or a sign that ends it in addresses and JSON.
    case blank, sign
    case quote(UInt8, isEscaped: Bool)
    case typographicQuote
    /// The `<` of the next tag.
    case tag
  }

  /// A value that may be a secret: not empty, no mask, no place holder and no word for a state.
  private struct Value {
    /// Of its first bytes, when the value is longer than the limit.
    let shape: SecretValue
    let ending: Ending
    let isCut: Bool

    init?(_ bytes: UnsafeBufferPointer<UInt8>, from lower: Int, to ending: Ending) {
      let upper = NamedSecret.end(bytes, from: lower, of: ending, limit: NamedSecret.valueLimit)
      guard upper > lower else { return nil }
      switch bytes[lower] {
      // What was taken out already, `{{token}}`, `<your password>`.
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"): return nil
      // `${TOKEN}`, `$TOKEN`, `%TOKEN%`: a variable.
      case UInt8(ascii: "$"), UInt8(ascii: "%"):
        let next = bytes.byte(lower + 1)
        if next == UInt8(ascii: "{") || next == UInt8(ascii: "(") { return nil }
        if bytes[lower + 1..<upper].allSatisfy(Self.isOfVariable) { return nil }
      default: break
      }
      shape = SecretValue(bytes, lower..<upper)
      self.ending = ending
      isCut = upper - lower >= NamedSecret.valueLimit
      if shape.isMask || SecretWords.isState(bytes, lower..<upper) { return nil }
    }

    var isQuoted: Bool {
      switch ending {
      case .blank, .sign: false
      default: true
      }
    }

    /// To its end, however long it is.
    func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
      guard isCut else { return shape.range }
      let lower = shape.range.lowerBound
      return lower..<NamedSecret.end(bytes, from: lower, of: ending, limit: bytes.count)
    }

    private static func isOfVariable(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: "%") || (byte.isLetter && byte != byte.lowered)
    }
  }

  /// The value that starts at `lower`, in quotes or without.
  private static func value(_ bytes: UnsafeBufferPointer<UInt8>, at lower: Int, endsAtSpace: Bool) -> Value? {
    if let (start, ending) = opening(bytes, at: lower) { return Value(bytes, from: start, to: ending) }
    return Value(bytes, from: lower, to: endsAtSpace ? .blank : .sign)
  }

  /// Where the value behind an opening quote starts; nil without one.
  private static func opening(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (start: Int, Ending)? {
    let isEscaped = bytes.byte(index) == UInt8(ascii: "\\")
    let position = isEscaped ? index + 1 : index
    let quote = bytes.byte(position)
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`") {
      return (position + 1, .quote(quote, isEscaped: isEscaped))
    }
    guard !isEscaped, isTypographicQuote(bytes, at: position) else { return nil }
    return (position + (quote == 0xC2 ? 2 : 3), .typographicQuote)
  }

  /// Where a value ends that starts at `lower`. In a text that was cut, a value in quotes goes on to the end of its line.
  private static func end(
    _ bytes: UnsafeBufferPointer<UInt8>, from lower: Int, of ending: Ending, limit: Int
  ) -> Int {
    let last = limit < bytes.count - lower ? lower + limit : bytes.count
    var upper = lower
    switch ending {
    case .blank, .sign:
      let endsAtSpace = if case .blank = ending { true } else { false }
      while upper < last, !isEnd(bytes[upper], endsAtSpace: endsAtSpace) { upper += 1 }
      // What ends the sentence or closes a bracket around it.
      while upper < last || last == bytes.count, upper > lower, isClosing(bytes[upper - 1]) { upper -= 1 }
    case .quote(let quote, let isEscaped):
      while upper < last, bytes[upper] != quote, bytes[upper] != UInt8(ascii: "\n") {
        // An escaped quote belongs to the value.
        upper += !isEscaped && bytes[upper] == UInt8(ascii: "\\") ? 2 : 1
      }
      upper = min(upper, last)
      if isEscaped, upper > lower, bytes[upper - 1] == UInt8(ascii: "\\") { upper -= 1 }
    case .typographicQuote:
      while upper < last, bytes[upper] != UInt8(ascii: "\n"), !isTypographicQuote(bytes, at: upper) { upper += 1 }
    case .tag:
      while upper < last, bytes[upper] != UInt8(ascii: "<") { upper += 1 }
    }
    return upper
  }

  /// „ “ ” ‚ ‘ ’ « ».
  private static func isTypographicQuote(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    switch (bytes.byte(index), bytes.byte(index + 1)) {
    case (0xC2, 0xAB), (0xC2, 0xBB): true
    case (0xE2, 0x80): (0x98...0x9E).contains(bytes.byte(index + 2))
    default: false
    }
  }

  /// In prose a value must look like a secret, or stand in quotes.
  private static func isTelling(
    _ bytes: UnsafeBufferPointer<UInt8>, _ value: Value, _ kind: SecretKind, nameEnd: Int
  ) -> Bool {
    let shape = value.shape
    // `Unexpected token: 'else'` names a word.
    if value.isQuoted, kind == .password || (kind == .token && (shape.hasDigit || shape.count >= 16)) {
      // Several words in quotes are a sentence, unless several words are what it asks for.
      return !bytes[shape.range].contains(UInt8(ascii: " ")) || bytes.has("phrase", at: nameEnd - 6, ignoringCase: true)
    }
    return shape.isTelling(bytes, kind) && !(shape.isNumber && countsSomething(bytes, shape.range.upperBound))
  }

  /// A unit stands behind the number that ends at `end`.
  private static func countsSomething(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
    guard bytes.byte(end) == UInt8(ascii: " ") else { return false }
    var upper = end + 1
    while upper - end < 20, bytes.byte(upper).isLetter || bytes.byte(upper) >= 0x80 { upper += 1 }
    return SecretWords.isUnit(bytes, end + 1..<upper)
  }

  /// The name stands alone at the start of a line or of an entry of a list.
  private static func startsLabel(_ bytes: UnsafeBufferPointer<UInt8>, _ first: Int) -> Bool {
    var position = first
    while position > 0, first - position < 40, bytes[position - 1].isWord || bytes[position - 1] == UInt8(ascii: "-") {
      position -= 1
    }
    while position > 0, first - position < 48, isBlank(bytes[position - 1]) { position -= 1 }
    if position == 0 { return true }
    switch bytes[position - 1] {
    case UInt8(ascii: "\n"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: "|"),
      UInt8(ascii: "/"), UInt8(ascii: "*"), UInt8(ascii: "-"):
      return true
    default: return false
    }
  }

  /// The line or the entry of a list ends behind the value.
  private static func endsLabel(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
    var position = end
    while position - end < 8, isBlank(bytes.byte(position)) || bytes.byte(position) == UInt8(ascii: ".") {
      position += 1
    }
    if position >= bytes.count { return true }
    switch bytes[position] {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ")"),
      UInt8(ascii: "|"):
      return true
    default: return false
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
    var index = index
    for _ in 0..<4 where isBlank(bytes.byte(index)) { index += 1 }
    return index
  }

  private static func isEnd(_ byte: UInt8, endsAtSpace: Bool) -> Bool {
    if byte <= 0x20 || byte == UInt8(ascii: "\"") { return true }
    if endsAtSpace { return false }
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: ")"),
      UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      return true
    default: return false
    }
  }

  private static func isClosing(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
      UInt8(ascii: "?"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ">"),
      UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "|"):
      return true
    default: return false
    }
  }
}
