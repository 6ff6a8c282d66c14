// Fields in words to reporters, and which text of a canned answer is taken.
import CollectorCore
import TellbackWire
import Testing

@Suite struct AnswerFieldTests {
  @Test(arguments: [
    ("{version}", "3.1"), ("{ Version }", "3.1"), ("{VERSION}!", "3.1!"), ("{{version}}", "{3.1}"),
    ("{version", "{version"), ("version}", "version}"), ("{}", "{}"), ("{versions}", "{versions}"),
    ("{ver sion}", "{ver sion}"), ("{\n version}", "{\n version}"), ("{not a field} {version}", "{not a field} 3.1"),
    ("{{{{", "{{{{"), ("{reporter} {version}", "{me} 3.1"), ("{reference}", "{reference}"),
    ("\u{202E}{version}", "\u{202E}3.1"),
  ]) func `braces around a field are filled in once, and all others are words`(text: String, filled: String) {
    // A value that looks like a field is a value.
    #expect(FieldText(text).filled([.version: "3.1", .reporter: "{me}", .me: "Kim"]) == filled)
  }

  @Test func `a text of a million braces is read in bounds`() {
    let text = String(repeating: "{", count: 1_000_000)
    #expect(FieldText(text).fields.isEmpty)
    #expect(FieldText(text).filled([:]) == text)
  }

  private static let answer = CannedAnswer(
    app: nil, name: "x",
    texts: [
      CannedText(locale: "de", text: "de"), CannedText(locale: "de-at", text: "de-at"),
      CannedText(locale: "de", segment: "Gold", text: "de Gold"), CannedText(locale: "en-gb", text: "en-gb"),
      CannedText(locale: "en-gb", segment: "Gold", text: "en-gb Gold"), CannedText(locale: "pt-br", text: "pt-br"),
      CannedText(locale: "zh-hant", text: "zh-hant"),
    ], changedAt: noon, changedBy: "Kim")

  @Test(
    arguments: [
      ("de-AT", nil, "de-at"), ("de_AT", nil, "de-at"), ("de-CH", nil, "de"), ("de-CH", "Gold", "de Gold"),
      ("de-AT", "Gold", "de-at"), ("de-CH", "Silver", "de"), ("pt", nil, "pt-br"), ("pt-PT", nil, "pt-br"),
      ("zh-Hant-TW", nil, "zh-hant"), ("fr", nil, "en-gb"), ("fr", "Gold", "en-gb Gold"), (nil, nil, "en-gb"),
      ("nonsense!", "Gold", "en-gb Gold"),
    ] as [(String?, String?, String)])
  func `the language goes before the segment, and each has its way back`(
    locale: String?, segment: String?, text: String
  ) {
    #expect(Self.answer.text(locale: locale, segment: segment)?.text == text)
  }

  @Test func `without English whatever there is is taken, and never a text for another segment`() {
    var answer = Self.answer
    answer.texts = [
      CannedText(locale: "de", segment: "Gold", text: "Gold"), CannedText(locale: "it", text: "it"),
    ]
    #expect(answer.text(locale: "fr", segment: nil)?.text == "it")
    #expect(answer.text(locale: "de", segment: "Silver")?.text == "it")
    #expect(answer.text(locale: "fr", segment: "Gold")?.text == "Gold")
  }

  @Test(arguments: [
    "", "d", "german", "de-", "de--ch", "1de", "de-\u{0431}", "de CH", String(repeating: "de-abcdefgh", count: 9),
  ])
  func `what is no language tag is none`(tag: String) { #expect(LanguageTag(tag) == nil) }
}
