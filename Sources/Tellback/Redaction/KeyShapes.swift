// Secrets of machines: bearer tokens, keys by their well-known beginnings, private keys, and values that are named secret.

enum KeyShapes {
  /// A beginning, and how many token characters must follow it.
  private static let beginnings: [(StaticString, Int)] = [
    ("sk-", 20), ("sk_live_", 10), ("sk_test_", 10), ("rk_live_", 10), ("rk_test_", 10), ("pk_live_", 10),
    ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 22), ("glpat-", 20),
    ("xoxa-", 10), ("xoxb-", 10), ("xoxp-", 10), ("xoxr-", 10), ("xoxs-", 10), ("AKIA", 16), ("ASIA", 16),
    ("AIza", 35), ("ya29.", 20), ("SG.", 30), ("hf_", 30), ("npm_", 36), ("dop_v1_", 40), ("whsec_", 20),
    ("tb_", 20),
  ]

  /// Names whose values are secret, in lower case; a name that ends so counts too, such as `user_password`.
  private static let secretNames: [StaticString] = [
    "password", "passwd", "passwort", "pwd", "secret", "token", "apikey", "api_key", "api-key", "access_key",
    "authorization", "sessionid", "session_id", "signature", "credential",
  ]

  /// Finds a key that starts at `index`, at the start of a word.
  @inline(__always)
  static func find(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    // Two letters decide for nearly every word that it is no key.
    switch (bytes[index], bytes.byte(index + 1)) {
    case (UInt8(ascii: "B"), UInt8(ascii: "e")), (UInt8(ascii: "b"), UInt8(ascii: "e")),
      (UInt8(ascii: "B"), UInt8(ascii: "E")):
      bearer(bytes, at: index)
    case (UInt8(ascii: "e"), UInt8(ascii: "y")): webToken(bytes, at: index)
    case (UInt8(ascii: "s"), UInt8(ascii: "k")), (UInt8(ascii: "r"), UInt8(ascii: "k")),
      (UInt8(ascii: "p"), UInt8(ascii: "k")), (UInt8(ascii: "g"), UInt8(ascii: "h")),
      (UInt8(ascii: "g"), UInt8(ascii: "i")), (UInt8(ascii: "g"), UInt8(ascii: "l")),
      (UInt8(ascii: "x"), UInt8(ascii: "o")), (UInt8(ascii: "A"), UInt8(ascii: "K")),
      (UInt8(ascii: "A"), UInt8(ascii: "S")), (UInt8(ascii: "A"), UInt8(ascii: "I")),
      (UInt8(ascii: "y"), UInt8(ascii: "a")), (UInt8(ascii: "S"), UInt8(ascii: "G")),
      (UInt8(ascii: "h"), UInt8(ascii: "f")), (UInt8(ascii: "n"), UInt8(ascii: "p")),
      (UInt8(ascii: "d"), UInt8(ascii: "o")), (UInt8(ascii: "w"), UInt8(ascii: "h")),
      (UInt8(ascii: "t"), UInt8(ascii: "b")):
      known(bytes, at: index)
    default: nil
    }
  }

  private static func known(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    for (beginning, least) in beginnings where bytes.has(beginning, at: index) {
      let end = tokenEnd(bytes, from: index + beginning.utf8CodeUnitCount)
      if end - index - beginning.utf8CodeUnitCount >= least { return index..<end }
    }
    return nil
  }

  /// The token behind the word Bearer (RFC 6750, section 2.1); the word itself stays.
  private static func bearer(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes.has("bearer ", at: index, ignoringCase: true) else { return nil }
    let start = index + 7
    let end = tokenEnd(bytes, from: start)
    // `bearer of bad news` has words behind it; a token has a digit or is longer than words are.
    guard end - start >= 24 || (end - start >= 8 && bytes[start..<end].contains { $0.isDigit }) else { return nil }
    return start..<end
  }

  /// Three parts of base64url, the first one starting as `{"` does (RFC 7519).
  private static func webToken(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes.has("eyJ", at: index) else { return nil }
    let end = tokenEnd(bytes, from: index)
    let dots = bytes[index..<end].reduce(0) { $0 + ($1 == UInt8(ascii: ".") ? 1 : 0) }
    return dots >= 2 && end - index >= 30 ? index..<end : nil
  }

  /// `-----BEGIN … PRIVATE KEY-----` to its end, or to the end of the text when it was cut.
  static func privateKey(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes.has("-----BEGIN ", at: index) else { return nil }
    var position = index + 11
    while position < bytes.count, bytes[position] != UInt8(ascii: "-"), position - index < 60 { position += 1 }
    guard bytes.has("PRIVATE KEY-----", at: position - 11) else { return nil }
    while position < bytes.count {
      if bytes.has("-----END ", at: position) {
        position += 9
        while position < bytes.count, bytes[position] != UInt8(ascii: "-") { position += 1 }
        while position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        break
      }
      position += 1
    }
    return index..<position
  }

  /// `user:password` between `//` and the `@` at `index`.
  static func userInfo(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    guard bytes[index] == UInt8(ascii: "@") else { return nil }
    var lower = index
    var hasColon = false
    while lower > start, index - lower < 512 {
      let byte = bytes[lower - 1]
      if byte == UInt8(ascii: "/") || byte <= 0x20 { break }
      if byte == UInt8(ascii: ":") { hasColon = true }
      lower -= 1
    }
    guard hasColon, lower < index, bytes.byte(lower - 1) == UInt8(ascii: "/"),
      bytes.byte(lower - 2) == UInt8(ascii: "/")
    else { return nil }
    return lower..<index
  }

  /// The value behind the `=` or `":` at `index` when its name says that it is secret.
  static func namedValue(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    var end = index
    if bytes[index] == UInt8(ascii: ":") {
      if bytes.byte(index - 1) == UInt8(ascii: "\"") || bytes.byte(index - 1) == UInt8(ascii: "'") {
        end = index - 1
      } else {
        // In prose a colon follows any word; only the header field means what it says.
        guard bytes.has("authorization", at: index - 13, ignoringCase: true) else { return nil }
      }
    }
    guard end > start, isSecretName(bytes, endingAt: end, from: start) else { return nil }
    var lower = index + 1
    if bytes[index] == UInt8(ascii: ":") { while bytes.byte(lower) == UInt8(ascii: " ") { lower += 1 } }
    let quote = bytes.byte(lower)
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    if isQuoted { lower += 1 }
    // A scheme stands before the token and is no secret.
    for scheme in ["bearer ", "basic ", "token "] as [StaticString]
    where bytes.has(scheme, at: lower, ignoringCase: true) {
      lower += scheme.utf8CodeUnitCount
      break
    }
    var upper = lower
    while upper < bytes.count, !isEnd(bytes[upper], quote: isQuoted ? quote : nil) { upper += 1 }
    guard upper > lower, !isNothing(bytes, lower..<upper) else { return nil }
    return lower..<upper
  }

  /// True when a field named `name` holds a secret, whatever it looks like.
  static func isSecretName(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { isSecretName($0, endingAt: $0.count, from: 0) }
  }

  private static func isSecretName(_ bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int, from start: Int) -> Bool {
    for name in secretNames {
      let first = end - name.utf8CodeUnitCount
      guard first >= start, bytes.has(name, at: first, ignoringCase: true) else { continue }
      return true
    }
    return false
  }

  /// Words for no value, and what was taken out already.
  private static func isNothing(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    if bytes[range.lowerBound] == UInt8(ascii: "[") { return true }
    for word in ["null", "nil", "none", "true", "false", "undefined"] as [StaticString]
    where word.utf8CodeUnitCount == range.count && bytes.has(word, at: range.lowerBound, ignoringCase: true) {
      return true
    }
    return false
  }

  private static func isEnd(_ byte: UInt8, quote: UInt8?) -> Bool {
    if let quote { return byte == quote }
    switch byte {
    case 0...0x20, UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "'"),
      UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      return true
    default: return false
    }
  }

  /// Where token characters end (RFC 6750, b64token, with the `=` of its end); a dot that ends a sentence is left out.
  private static func tokenEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "+"),
        UInt8(ascii: "/"), UInt8(ascii: "="):
        end += 1
      case let byte where byte.isAlphanumeric: end += 1
      default:
        while end > start, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return end
      }
    }
    while end > start, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    return end
  }
}
