// How rules work together; what each one finds stands in the table of examples.
import Testing

@testable import Tellback

@Suite struct RedactorTests {
  private let redactor = Redactor(rules: RedactionRules())

  @Test func `an empty text stays empty`() { #expect(redactor.redact("").isEmpty) }

  @Test(arguments: [
    ("password", FieldValue.text("letmein"), true), ("password", .bool(true), false), ("user_token", .integer(1), true),
    ("session", .integer(42), false), ("session", .text("abcdef0123456789"), true),
    ("session", .text("expired"), false),
    ("pin", .integer(4821), true), ("pin", .text("wrong"), false), ("order", .integer(4_155_552_671), false),
    ("tokens", .integer(1_500), false), ("mapping", .text("4821"), false), ("secret", .number(1.5), true),
  ])
  func `a field is redacted when its key names a secret and its value may be one`(
    key: String, value: FieldValue, isTaken: Bool
  ) {
    #expect((redactor.redaction(of: ReportField(key, value)) != nil) == isTaken)
  }

  @Test(arguments: [600, 5_000, 100_000])
  func `a long secret is taken out to its end`(length: Int) {
    let secret = String(repeating: "aB3", count: length / 3)
    for (before, after) in [
      ("password=", "&x=1"), ("token: ", " is it"), ("{\"secret\":\"", "\"}"), ("my password is ", ""),
      ("<token>", "</token>"),
      ("Bearer ", " x"), ("Cookie: a=", "; b=c"),
    ] {
      let redacted = redactor.redact(before + secret + after)
      #expect(!redacted.contains("aB3"), "\(before)")
      #expect(redacted.utf8.count < 40, "\(before): \(redacted.prefix(60))")
    }
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

/// Texts of the largest size that would cost a search that looks at the same part again and again minutes instead of moments.
@Suite struct LargeTextTests {
  @Test(arguments: [
    "password=", "pw=", "PW=$", "sid:", "session=a", "token: ", "password: \"", "\"password\":\"", "password “",
    "is is ",
    "Cookie: a", "a=b;", "Authorization: Digest a=\"", "Bearer ", "basic a", "eyJ.", "sk-", "PIN 1", "my password is ",
    "<password>", "--token ", "-----BEGIN PRIVATE KEY", "//a:b", "@", "%40", "+", "(0", "fe80:", "CH93 ", "4111 ", "'",
    "`", "„", "key ", "passphrase is '", "a@", "password for ",
  ])
  func `a text that repeats one beginning is read at once`(piece: String) {
    let text = String(repeating: piece, count: WireLimits.text / piece.utf8.count)
    let redacted = Redactor(rules: RedactionRules()).redact(text)
    #expect(redacted.utf8.count <= 2 * text.utf8.count)
  }
}
