// What an exact key joins and what it keeps apart.
import Testing

@testable import TellbackMatch

@Suite struct ExactKeyTests {
  private func hex(_ bytes: [UInt8]?) -> String? {
    bytes?.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }

  private func message(_ text: String) -> [UInt8]? {
    ExactKey.errorSignature(type: "E", message: text, frames: [])
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `SHA-256 gives the digests of FIPS 180-4`(text: String, digest: String) {
    #expect(hex(SHA256.digest(of: Array(text.utf8))) == digest)
  }

  @Test func `SHA-256 gives the digest of a million letters`() {
    #expect(
      hex(SHA256.digest(of: Array(repeating: 0x61, count: 1_000_000)))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `keys are the same in every process and on every platform`() {
    #expect(hex(ExactKey.words("The page is blank", page: nil, version: 1)) == "2ac82b50babd6afc75b70fab53d66eef")
    #expect(
      hex(
        ExactKey.errorSignature(
          type: "TypeError", message: "x is undefined", frames: ["at f (a.js:1:2)"], version: 1))
        == "9d9e29a5e9e45141de0dea712fa988ea")
  }

  @Test(arguments: [
    ("Request 123 failed", "Request 98765 failed"),
    ("Object at 0x7ffee1c2 was freed", "Object at 0x10a3b55d0 was freed"),
    ("No user 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "No user 6FA459EA-EE8A-3CA4-894E-DB77E160355E"),
    ("Cannot open /var/tmp/a1/file.txt", "Cannot open /home/ann/b.dat"),
    (#"Cannot open C:\Users\Ann\a.txt"#, #"Cannot open D:\x\b"#),
    ("Key 'user_id' not found", "Key 'email' not found"),
    (#"Invalid value "abc def""#, "Invalid value “x”"),
    ("Timed out at 2026-11-22T10:00:01Z", "Timed out at 2025-01-02T03:04:05.123Z"),
    ("Expired Sun Nov 22 2026 10:00:00", "Expired Mon Jan 5 2026 09:10:11"),
    ("GET https://a.example/x?y=1 gave nothing", "GET http://b.example/ gave nothing"),
    ("Mail to ann@example.org bounced", "Mail to bob.b+x@mail.example.com bounced"),
    ("Hash d41d8cd98f00b204e9800998ecf8427e is wrong", "Hash 900150983cd24fb0d6963f7d28e17f72 is wrong"),
    ("Échec de la requête 1", "ECHEC DE LA REQUETE 2"),
    ("took 1, 2, 3 ms", "took 4, 5 ms"),
  ])
  func `messages that differ in what is somebody's own have one key`(first: String, second: String) {
    #expect(message(first) != nil)
    #expect(message(first) == message(second))
  }

  @Test(arguments: [
    ("Server answered with status 404", "Server answered with status 500"),
    ("NSURLErrorDomain Code=-1009", "NSURLErrorDomain Code=-1001"),
    ("HRESULT 0x80004005", "HRESULT 0x80070057"),
    ("x is undefined", "y is undefined"),
    ("utf8 expected", "utf16 expected"),
    ("read/write failed", "read/close failed"),
    ("接続できません", "保存できません"),
  ])
  func `messages that say different things have different keys`(first: String, second: String) {
    #expect(message(first) != nil)
    #expect(message(first) != message(second))
  }

  @Test(arguments: [
    ("at f (https://cdn.example/app.min.js?v=3:12:34)", "at f (http://localhost/app.min.js:99:1)"),
    ("at com.example.Shop.pay(Shop.java:41)", "at com.example.Shop.pay(Shop.java:57)"),
    ("3   MyApp   0x0000000100a3f0b1 0x100000000 + 1234", "4   MyApp   0x000000010ffff000 0x10ff00000 + 99"),
    (#"File "/srv/a/shop.py", line 10, in pay"#, #"File "/home/ann/shop.py", line 12, in pay"#),
    ("lambda$onCreate$3", "lambda$onCreate$14"),
    ("app.8f3a2b1c.js:1", "app.77aa01bc.js:9"),
  ])
  func `frames that differ in place and build have one key`(first: String, second: String) {
    let one = ExactKey.errorSignature(type: "E", message: "", frames: [first])
    #expect(one != nil)
    #expect(one == ExactKey.errorSignature(type: "E", message: "", frames: [second]))
    #expect(one != ExactKey.errorSignature(type: "E", message: "", frames: ["at another (other.js:1)"]))
  }

  @Test func `recursion of any depth has one key, and only the top eight frames count`() {
    let top = (1...7).map { "at level\(["a", "b", "c", "d", "e", "f", "g"][$0 - 1])" }
    func key(_ frames: [String]) -> [UInt8]? { ExactKey.errorSignature(type: "E", message: "m", frames: frames) }
    #expect(key(["at loop (a.js:1)", "at loop (a.js:2)"]) == key(["at loop (a.js:1)"]))
    #expect(key(top + ["at eight", "at nine"]) == key(top + ["at eight", "at ten"]))
    #expect(key(top + ["at eight"]) != key(top + ["at nine"]))
  }

  @Test(arguments: ["", "12345", "0x1234 /tmp/a 'b'", "!!! ...", "👍👍", " \n\t "])
  func `an error of which nothing lasts has no key`(text: String) {
    #expect(ExactKey.errorSignature(type: "Error", message: text, frames: []) == nil)
    #expect(ExactKey.errorSignature(type: "Error", message: text, frames: ["0x1000", "", "12"]) == nil)
  }

  @Test(arguments: [
    ("The page is blank!!!", "the  page\nis BLANK."),
    ("I can’t pay", "I can't pay"),
    ("Je ne peux pas payer, désolé", "je ne peux pas payer desole"),
    ("cafe\u{301} ferme\u{301}", "café fermé"),
    ("It broke on 2026-11-22 at 10:31", "It broke on 2026-11-23 at 09:02"),
    ("Order 4711081500 is lost", "Order 9911081533 is lost"),
    ("ＡＢＣ　画面", "abc 画面"),
    ("Straße", "STRASSE"),
    ("Thanks 👍🏽", "thanks 👍"),
  ])
  func `words that differ in form alone have one key`(first: String, second: String) {
    #expect(ExactKey.words(first, page: "/cart") != nil)
    #expect(ExactKey.words(first, page: "/cart") == ExactKey.words(second, page: "/cart"))
  }

  @Test(arguments: [
    ("I get error 404", "I get error 500"), ("Works 👍", "Works 👎"), ("C is slow", "C++ is slow"),
    ("I see /checkout", "I see /cart"), ("version 2.1 crashes", "version 2.2 crashes"), ("a < b", "a > b"),
    ("Не открывается", "Не закрывается"), ("画面が白い", "画面が黒い"), ("ab c", "a bc"), ("ไม่ดี", "ดี"),
  ])
  func `words that say different things have different keys`(first: String, second: String) {
    #expect(ExactKey.words(first, page: nil) != nil)
    #expect(ExactKey.words(first, page: nil) != ExactKey.words(second, page: nil))
  }

  @Test func `the page counts, a record's number in it does not, and no page differs from any page`() {
    let text = "It is blank"
    #expect(ExactKey.words(text, page: "/orders/12/edit") == ExactKey.words(text, page: "/orders/99/edit?x=1"))
    #expect(ExactKey.words(text, page: "/orders") != ExactKey.words(text, page: "/cart"))
    #expect(ExactKey.words(text, page: nil) != ExactKey.words(text, page: ""))
    #expect(ExactKey.words("a b", page: nil) != ExactKey.words("a", page: "b"))
  }

  @Test(arguments: ["", "!?", "👍", "…", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "\u{200D}\u{FE0F}", " \n "])
  func `a text without a word has no key`(text: String) {
    #expect(ExactKey.words(text, page: "/cart") == nil)
  }

  @Test(
    .timeLimit(.minutes(10)),
    arguments: [
      "1.", "a'", "'", "\"", "/", "a@", "0x", "x ", "画", "👍", "1.1a", "sun ", "2:::/:::2./", "::2.", "1:::2.3/",
      "::ffff:10.0.0.1.",
    ])
  func `a hundred thousand characters of one pattern cost no more than their length`(pattern: String) {
    let long = String(repeating: pattern, count: 100_000 / pattern.count)
    // Quadratic work here would be minutes; it ends at the limit then.
    #expect(ExactKey.words(long, page: nil) == ExactKey.words(long, page: nil))
    #expect(message(long) == message(long))
  }

  @Test func `folding agrees with the one that Unicode defines, for every scalar of the table`() {
    var checked = 0
    for value in Array(UInt32(0xC0)..<0x590) + Array(UInt32(0x1E00)..<0x2000) {
      guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
      let folded = Folding.fold(value)
      guard folded.kind == .letter, let result = Unicode.Scalar(folded.value) else { continue }
      // What folds must be lower case already, and fold to itself.
      #expect(result.properties.lowercaseMapping == String(result), "\(String(value, radix: 16))")
      if folded.value >= 0xC0 { #expect(Folding.fold(folded.value).value == folded.value) }
      #expect(Folding.fold(scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? 0).value == folded.value)
      checked += 1
    }
    #expect(checked > 1_200)
  }
}
