// What is taken out, and above all what is not.
import Testing

@testable import Tellback

@Suite struct RedactorTests {
  private let redactor = Redactor(rules: RedactionRules())

  @Test(arguments: [
    ("write to ann.lee+x@mail.example.co.uk, please", "write to [e-mail], please"),
    ("ann@example.com.", "[e-mail]."),
    ("(bob@example.org)", "([e-mail])"),
    ("/login?mail=ann%40example.com&x=1", "/login?mail=[e-mail]&x=1"),
    ("müller@bücher.example", "[e-mail]"),
    ("card 4111 1111 1111 1111 exp 12/28", "card [card] exp 12/28"),
    ("card 4111-1111-1111-1111.", "card [card]."),
    ("amex 378282246310005", "amex [card]"),
    ("4111 1111 1111 1111 12/28", "[card] 12/28"),
    ("IBAN CH93 0076 2011 6238 5295 7 please", "IBAN [iban] please"),
    ("DE89370400440532013000", "[iban]"),
    ("gb82 west 1234 5698 7654 32", "[iban]"),
    ("Authorization: Bearer abc123def456", "Authorization: Bearer [key]"),
    ("sent bearer 0123456789abcdef to it", "sent bearer [key] to it"),
    ("key sk_live_4eC39HqLyjWDarjtT1zdp7dc leaked", "key [key] leaked"),
    ("AKIAIOSFODNN7EXAMPLE", "[key]"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl is it", "[key] is it"),
    ("/cb?access_token=abc&state=1", "/cb?access_token=[key]&state=1"),
    (#"{"password":"hunter2","a":1}"#, #"{"password":"[key]","a":1}"#),
    ("https://ann:secret1@host.example/x", "https://[key]@host.example/x"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nthen", "[key]\nthen"),
    ("host 192.168.1.17:8080 down", "host [private ip]:8080 down"),
    ("10.0.0.5 and 172.31.255.1", "[private ip] and [private ip]"),
    ("via fe80::1ff:fe23:4567:890a now", "via [private ip] now"),
    ("call +41 44 668 18 00 today", "call [phone] today"),
    ("call +1 (555) 123-4567", "call [phone]"),
    ("044 668 18 00", "[phone]"),
    ("0041 44 668 18 00", "[phone]"),
    ("(555) 123-4567", "[phone]"),
    ("555-123-4567 or 1-800-555-1234", "[phone] or [phone]"),
    ("01.23.45.67.89", "[phone]"),
    ("0791234567", "[phone]"),
  ])
  func `what identifies a person or opens a door is taken out`(text: String, redacted: String) {
    #expect(redactor.redact(text) == redacted)
  }

  @Test(arguments: [
    "Version 1.2.3.4 fails, 10.15.7 works, v10.2.3.4 too", "version 10.0.0.1 (build 10.1.2.3)", "iOS 17.5.1",
    "It costs 1'299.00 or $1,299.99 or 12.345.678,90 EUR", "on 2026-11-22 at 02:15:30.123", "22.11.2026 10:15",
    "01.02.2026 03:04 and 01-02-2026 03:04:05", "05.06.2026 12.30", "2026-11-22T02:15:30+02:00", "UTC+0200",
    "main.swift:123:45", "line 4711, column 12", "ticket #1234567890", "order 1763776530123", "1763776530123456",
    "4111 1111 1111 1112 is no card", "id 550e8400-e29b-41d4-a716-446655440000", "icon@2x.png", "swift@5.9.2",
    "commit 9d9e29a5e9e45141de0dea712fa988ea9d9e29a5", "127.0.0.1 and 8.8.8.8", "the bearer of bad news",
    "Basic authentication fails", "the password: field is empty", "password= is empty", "token=nil", "a = b: c",
    "100-200 items", "1 000 000 rows", "0x7ffee1c2", "00:15", "3.14159265358979", "AT20 is a machine", "@ home",
    "50% @ 3", "100 200 3000", "f(x)=2", "[e-mail]", "Ünïcödé ☃ 漢字", "", "192.168.1", "1.192.168.1.1",
    "sk-ate and sk_test_", "facade: dead beef", "5000000000000000 is no card", "1234-5678-9012-3456",
  ])
  func `what identifies nobody comes back unchanged`(text: String) {
    #expect(redactor.redact(text) == text)
  }

  @Test func `several finds in one text are all taken out, and the rest stays in place`() {
    #expect(
      redactor.redact("a@b.example, 4111111111111111; +41446681800 x") == "[e-mail], [card]; [phone] x")
  }

  @Test func `a kind that is switched off stays`() {
    let redactor = Redactor(rules: RedactionRules(kinds: [.card]))
    #expect(redactor.redact("a@b.example 4111111111111111") == "a@b.example [card]")
    #expect(Redactor(rules: .none).redact("a@b.example") == "a@b.example")
  }

  @Test func `the app's own rules are applied in order`() {
    let rules = RedactionRules(rules: [
      .pattern("order", prefix: "ORD-", .digits, 4...6), .words("code name", ["Bluebird"]),
      .custom("shout") { $0 == "x" ? "y" : $0 },
    ])
    let redactor = Redactor(rules: rules)
    #expect(
      redactor.redact("ORD-4711 ORD-1 ORD-1234567 bluebird Bluebirds")
        == "[order] ORD-1 ORD-1234567 [code name] Bluebirds")
    #expect(redactor.redact("x") == "y")
  }

  @Test func `redacting twice changes nothing more`() {
    for text in ["a@b.example", "token=abc1", "Bearer abc123def456", "+41 44 668 18 00", "10.0.0.1"] {
      let once = redactor.redact(text)
      #expect(redactor.redact(once) == once)
    }
  }

  @Test func `whatever is read, what stays is the text without the finds`() {
    var random = SplitMix(state: 7)
    let alphabet = Array("0123456789+-@.:/=%() aBeyJsk_\"4\nü漢".unicodeScalars)
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<random.next() % 60 {
        text.unicodeScalars.append(alphabet[Int(random.next() % UInt64(alphabet.count))])
      }
      var rest = redactor.redact(text)
      for kind in RedactionKind.allCases {
        rest = rest.split(separator: "[\(kind.rawValue)]", omittingEmptySubsequences: false).joined()
      }
      #expect(isSubsequence(rest, of: text), "\(text)")
    }
  }

  private func isSubsequence(_ part: String, of whole: String) -> Bool {
    var rest = part.unicodeScalars[...]
    for scalar in whole.unicodeScalars where scalar == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}

/// A small generator for tests: SplitMix64.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
