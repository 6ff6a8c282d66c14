// Which language a browser's Accept-Language field stands for: RFC 9110, section 12.5.4.
import CollectorCore
import Testing

@testable import CollectorBoard

@Suite struct AcceptLanguageTests {
  @Test(
    arguments: [
      ("de", "de"), ("DE-ch", "de"), ("en-GB", "en"), ("de-CH, en;q=0.9", "de"),
      ("en;q=0.8, de;q=0.9", "de"), ("en, de", "en"), ("de, en", "de"), ("fr, de;q=0.5, en;q=0.4", "de"),
      ("fr-CH, fr;q=0.9", ""), ("*", "en"), ("fr, *;q=0.1", "en"), ("en;q=0, *", "de"),
      ("en;q=0.2, *;q=0.5", "de"), ("de;q=0", ""), ("de;q=0, en;q=0", ""),
      ("de;q=0.3, de-CH;q=0.8, en;q=0.5", "de"),
      ("de ; q=0.7\t,en;Q=0.6", "de"), ("de;q=1.000", "de"), ("", ""),
    ])
  func `the language that is wanted most is taken`(field: String, language: String) {
    #expect(AcceptLanguage.best(field)?.rawValue ?? "" == language, "\(field)")
  }

  @Test(
    arguments: [
      "de;q=1.001", "de;q=2", "de;q=0.1234", "de;q=-1", "de;q=", "de;q=a", "de;level=1", "de;q=0.5;q=0.6", "d e",
      "de--CH",
      "de-", "1de", "dëutsch", "deutschland1", "de/CH", "; q=1", "\u{202E}de", "de;q=0x1", "de;q=1e0",
    ])
  func `what is no range counts for nothing`(field: String) {
    #expect(AcceptLanguage.best(field) == nil, "\(field)")
    #expect(AcceptLanguage.best("\(field), en;q=0.1") == .english, "\(field)")
  }

  @Test func `a field is read to its limits and no further`() {
    let filler = String(repeating: "fr,", count: AcceptLanguage.ranges - 1)
    #expect(AcceptLanguage.best(filler + "de") == .german)
    #expect(AcceptLanguage.best(filler + "fr,de") == nil)
    let longest = "de" + String(repeating: " ", count: AcceptLanguage.bytes - 2)
    #expect(AcceptLanguage.best(longest) == .german)
    #expect(AcceptLanguage.best(longest + " ") == nil)
    #expect(AcceptLanguage.best(nil) == nil)
  }
}
