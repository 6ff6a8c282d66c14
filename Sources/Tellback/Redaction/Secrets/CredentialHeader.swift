// Credentials behind their scheme, with the field Authorization or without, and cookies (RFC 9110, section 11; RFC 6265).

enum CredentialHeader {
  /// Schemes behind which a token stands, and those behind which named parts stand (RFC 7616 and the like), in lower case.
  private static let tokenSchemes: [StaticString] = [
    "bearer", "basic", "negotiate", "ntlm", "token", "apikey", "api-key", "key", "ssws", "dpop", "jwt", "kerberos",
  ]
  private static let bearerScheme: [StaticString] = ["bearer"]
  private static let basicScheme: [StaticString] = ["basic"]
  private static let longSchemes: [StaticString] = ["negotiate", "ntlm", "ssws"]
  private static let partSchemes: [StaticString] = ["digest", "hawk", "oauth", "mac", "aws4-hmac-sha256", "mutual"]

  /// The credential of a field `Authorization` or `Proxy-Authorization` whose name ends at `nameEnd` and whose sign is at `index`.
  /// The scheme stays. Nil when no scheme stands there, empty when no credential follows it.
  static func authorization(_ bytes: UnsafeBufferPointer<UInt8>, nameEnd: Int, at index: Int) -> Range<Int>? {
    guard bytes.has("authorization", at: nameEnd - 13, ignoringCase: true) else { return nil }
    var lower = index + 1
    while bytes.byte(lower) == UInt8(ascii: " "), lower - index < 4 { lower += 1 }
    if bytes.byte(lower) == UInt8(ascii: "\"") || bytes.byte(lower) == UInt8(ascii: "'") { lower += 1 }
    if let start = credentialStart(bytes, at: lower, behind: tokenSchemes) {
      return start..<tokenEnd(bytes, from: start)
    }
    guard let start = credentialStart(bytes, at: lower, behind: partSchemes) else { return nil }
    return parts(bytes, from: start) ?? start..<start
  }

  /// A credential behind a scheme that stands alone in a text; the scheme starts at `index`, at the start of a word.
  static func alone(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
    switch bytes[index].lowered {
    case UInt8(ascii: "b"):
      if let start = credentialStart(bytes, at: index, behind: bearerScheme) {
        return bearer(bytes, at: index, from: start)
      }
      return credentialStart(bytes, at: index, behind: basicScheme).flatMap { basic(bytes, from: $0) }
    case UInt8(ascii: "d"), UInt8(ascii: "h"):
      return credentialStart(bytes, at: index, behind: partSchemes).flatMap { parts(bytes, from: $0) }
    case UInt8(ascii: "n"), UInt8(ascii: "s"):
      guard let start = credentialStart(bytes, at: index, behind: longSchemes) else { return nil }
      let end = tokenEnd(bytes, from: start)
      return end - start >= 16 ? start..<end : nil
    default: return nil
    }
  }

  /// Where the credential behind one of `schemes` at `index` starts.
  private static func credentialStart(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, behind schemes: [StaticString]
  ) -> Int? {
    for scheme in schemes where bytes.has(scheme, at: index, ignoringCase: true) {
      var start = index + scheme.utf8CodeUnitCount
      guard bytes.byte(start) == UInt8(ascii: " ") else { continue }
      while bytes.byte(start) == UInt8(ascii: " "), start - index < 24 { start += 1 }
      return start
    }
    return nil
  }

  /// RFC 6750, section 2.1. With a capital letter the scheme is meant, and any word behind it that is not one of a sentence.
  private static func bearer(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, from start: Int) -> Range<Int>? {
    let end = tokenEnd(bytes, from: start)
    guard end > start, !SecretWords.isNoBearer(bytes, start..<end) else { return nil }
    // A challenge: `Bearer realm="shop"`.
    if bytes[end - 1] == UInt8(ascii: "="), bytes.byte(end) == UInt8(ascii: "\"") { return nil }
    let isName = bytes[index] == UInt8(ascii: "B")
    let looksRandom = bytes[start..<end].contains { byte in
      switch byte {
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"),
        UInt8(ascii: "="):
        true
      default: byte.isDigit
      }
    }
    return isName || looksRandom || end - start >= 24 ? start..<end : nil
  }

  /// RFC 7617: Base64 of a text with a colon in it.
  private static func basic(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
    let end = tokenEnd(bytes, from: start)
    guard end - start >= 4 else { return nil }
    var (bits, count, hasColon) = (UInt32(0), 0, false)
    for byte in bytes[start..<end] where byte != UInt8(ascii: "=") {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"), UInt8(ascii: "-"): digit = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): digit = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(digit)
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      let character = UInt8(truncatingIfNeeded: bits >> UInt32(count))
      if character < 0x20 || character == 0x7F { return nil }
      if character == UInt8(ascii: ":") { hasColon = true }
    }
    return hasColon ? start..<end : nil
  }

  /// `username="ann", response="6629…"`: the whole list.
  private static func parts(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
    var position = start
    var end: Int?
    while position - start < 8_192 {
      let name = position
      while bytes.byte(position).isWord || bytes.byte(position) == UInt8(ascii: "-") { position += 1 }
      guard position > name, bytes.byte(position) == UInt8(ascii: "=") else { break }
      position += 1
      if bytes.byte(position) == UInt8(ascii: "\"") {
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\n") {
          position += 1
        }
        position = min(position + 1, bytes.count)
      } else {
        while position < bytes.count, bytes[position] > 0x20, bytes[position] != UInt8(ascii: ",") { position += 1 }
      }
      end = position
      guard bytes.byte(position) == UInt8(ascii: ",") else { break }
      position += 1
      while bytes.byte(position) == UInt8(ascii: " ") { position += 1 }
    }
    return end.map { start..<$0 }
  }

  /// The pairs of a field `Cookie` or `Set-Cookie` whose name ends at `nameEnd` and whose colon is at `index`.
  static func cookies(_ bytes: UnsafeBufferPointer<UInt8>, nameEnd: Int, at index: Int) -> Range<Int>? {
    guard bytes.has("cookie", at: nameEnd - 6, ignoringCase: true) else { return nil }
    var lower = index + 1
    while bytes.byte(lower) == UInt8(ascii: " "), lower - index < 4 { lower += 1 }
    if bytes.byte(lower) == UInt8(ascii: "\"") || bytes.byte(lower) == UInt8(ascii: "'") { lower += 1 }
    var position = lower
    var end: Int?
    while position - lower < 8_192 {
      let name = position
      while isCookie(bytes.byte(position)), bytes[position] != UInt8(ascii: "=") { position += 1 }
      guard position > name, bytes.byte(position) == UInt8(ascii: "=") || end != nil else { break }
      while isCookie(bytes.byte(position)) { position += 1 }
      end = position
      guard bytes.byte(position) == UInt8(ascii: ";") else { break }
      position += 1
      while bytes.byte(position) == UInt8(ascii: " ") { position += 1 }
    }
    return end.map { lower..<$0 }
  }

  /// RFC 6265, section 4.1.1: what a pair consists of, with the sign between its parts.
  private static func isCookie(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"), UInt8(ascii: "'"),
      0x7F:
      return false
    default: return true
    }
  }

  /// Where token characters end (RFC 6750, b64token, with the `=` of its end); a dot that ends a sentence is left out.
  static func tokenEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    scan: while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "+"),
        UInt8(ascii: "/"), UInt8(ascii: "="):
        end += 1
      case let byte where byte.isAlphanumeric: end += 1
      default: break scan
      }
    }
    while end > start, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    return end
  }
}
