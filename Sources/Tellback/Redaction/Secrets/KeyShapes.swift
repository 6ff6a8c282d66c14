// Secrets by their own shape: keys with a well-known beginning, web tokens, private keys, and passwords in addresses.

enum KeyShapes {
  /// A beginning, and how many token characters must follow it.
  private static let beginnings: [(StaticString, Int)] = [
    ("sk-", 20), ("sk_live_", 10), ("sk_test_", 10), ("rk_live_", 10), ("rk_test_", 10), ("pk_live_", 10),
    ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 22), ("glpat-", 20),
    ("xoxa-", 10), ("xoxb-", 10), ("xoxp-", 10), ("xoxr-", 10), ("xoxs-", 10), ("AKIA", 16), ("ASIA", 16),
    ("AIza", 35), ("ya29.", 20), ("SG.", 30), ("hf_", 30), ("npm_", 36), ("dop_v1_", 40), ("whsec_", 20),
    ("tb_", 20),
  ]

  /// Finds a key that starts at `index`, at the start of a word.
  @inline(__always)
  static func find(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    // Two letters decide for nearly every word that it is no key.
    switch (bytes[index], bytes.byte(index + 1)) {
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
      let end = CredentialHeader.tokenEnd(bytes, from: index + beginning.utf8CodeUnitCount)
      if end - index - beginning.utf8CodeUnitCount >= least { return index..<end }
    }
    return nil
  }

  /// Three parts of base64url, the first one starting as `{"` does (RFC 7519).
  private static func webToken(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    guard bytes.has("eyJ", at: index) else { return nil }
    let end = CredentialHeader.tokenEnd(bytes, from: index)
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
}
