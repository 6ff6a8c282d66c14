// The reader is strict by RFC 8259 where parsers differ, and has its limits built in.
import Testing

@testable import TellbackWire

@Suite struct JSONReaderTests {
  private func read(_ json: String) throws { try JSONReader.read(Array(json.utf8)) { try $0.skipValue() } }

  private func text(_ json: String) throws -> String {
    try JSONReader.read(Array(json.utf8)) { try $0.string("t", limit: 1_000) }
  }

  @Test(arguments: [
    "null", "true", "false", "0", "-0", "1.5e-3", "1E+9", "\"\"", "[]", "{}", " [ 1 , 2 ] ", "{\"a\":{\"b\":[null]}}",
    "\t\r\n 1", "\"\\u0000\"", "\"\u{7f}\"", "123456789012345678901234567890",
  ])
  func `what the grammar allows is read`(json: String) throws { try read(json) }

  @Test(arguments: [
    "", " ", "nul", "True", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "'a'", "\"a", "\"\\\"",
    "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\u{1}\"", "\"\n\"", "[1,]", "[,1]", "[1 2]", "[1", "{", "{\"a\"}",
    "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "1 2", "[]]", "{}x", "/**/1", "\u{FEFF}1", "\"\\ud800\"",
    "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "tru", "nulll",
  ])
  func `what the grammar does not allow is refused`(json: String) {
    #expect(throws: WireError.self) { try read(json) }
  }

  @Test(arguments: [
    ([0x22, 0x80, 0x22], "a continuation alone"), ([0x22, 0xC3, 0x22], "half a character"),
    ([0x22, 0xC0, 0xAF, 0x22], "an overlong slash"), ([0x22, 0xE0, 0x80, 0x80, 0x22], "overlong in three"),
    ([0x22, 0xED, 0xA0, 0x80, 0x22], "a surrogate"), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "past the last"),
    ([0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22], "five bytes"), ([0x22, 0xFF, 0x22], "no UTF-8 at all"),
  ])
  func `what is not UTF-8 is refused`(bytes: [UInt8], what: String) {
    #expect(throws: WireError.self, "\(what)") { try JSONReader.read(bytes) { try $0.skipValue() } }
  }

  @Test func `escapes mean what they say`() throws {
    #expect(try text(#""\"\\\/\b\f\n\r\tA\u00fc\ud83d\ude00""#) == "\"\\/\u{8}\u{c}\n\r\tAü😀")
  }

  @Test func `a text ends, bends and breaks at any distance from its start`() throws {
    for length in 0...20 {
      let start = String(repeating: "x", count: length)
      for end in ["", "y", "yyyyyyy", "yyyyyyyyyyyyyyyyy"] {
        #expect(try text("\"\(start)\(end)\" ") == start + end)
        #expect(try text("\"\(start)\\n\(end)\"") == start + "\n" + end)
        #expect(try text("\"\(start)\\\"\(end)\"") == start + "\"" + end)
        #expect(try text("\"\(start)é\(end)\"") == start + "é" + end)
        #expect(try text("\"\(start)\u{7f} \(end)\"") == start + "\u{7f} " + end)
        for control in ["\0", "\n", "\u{1f}"] {
          #expect(throws: WireError.self) { try text("\"\(start)\(control)\(end)\"") }
        }
        // The broken byte is found wherever it stands, also after a good one and an escape.
        for before in ["", "é", "\\n"] {
          let bytes = Array("\"\(start)\(before)".utf8) + [0xC3] + Array("\(end)\"".utf8)
          #expect(throws: WireError.self) { try JSONReader.read(bytes) { try $0.skipValue() } }
        }
      }
    }
  }

  @Test func `keys are the same when their bytes are, not when they look the same`() throws {
    #expect(throws: WireError.self) { try read(#"{"a":1,"\u0061":2}"#) }
    // NFC and NFD of the same letter are two keys.
    try read("{\"\u{e9}\":1,\"e\u{301}\":2}")
    // An escaped key is compared with a plain one in either order, and with itself.
    for keys in [#""\u0061":1,"a":2"#, #""\u0061":1,"\u0061":2"#, #""a":1,"b":{"c":1},"a":2"#] {
      #expect { try read("{\(keys)}") } throws: { ($0 as? WireError)?.code == .duplicateKey }
    }
    // Each object has keys of its own.
    try read(#"{"a":{"a":{"a":1},"b":1},"b":[{"a":1},{"a":1}],"c":{"a":1,"b":2}}"#)
  }

  @Test func `depth is limited at its edge`() throws {
    let limit = WireLimits.depth
    try read(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
    #expect { try read(String(repeating: "[", count: limit + 1) + String(repeating: "]", count: limit + 1)) } throws: {
      ($0 as? WireError)?.code == .tooDeep
    }
    // However deep, the stack is not at stake.
    #expect(throws: WireError.self) { try read(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func `keys in one object are limited at their edge`() throws {
    func object(_ count: Int) -> String { "{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}" }
    try read(object(WireLimits.objectKeys))
    #expect(throws: WireError.self) { try read(object(WireLimits.objectKeys + 1)) }
  }

  @Test func `a text is limited in bytes after its escapes, at its edge`() throws {
    func read(_ json: String) throws -> String {
      try JSONReader.read(Array(json.utf8)) { try $0.string("t", limit: 4) }
    }
    #expect(try read(#""abcd""#) == "abcd")
    #expect(try read(#""\u0061bcd""#) == "abcd")
    #expect(try read(#""éé""#) == "éé")
    for json in [#""abcde""#, #""\u0061bcde""#, #""ééa""#] { #expect(throws: WireError.self) { try read(json) } }
  }

  @Test func `numbers of 64 bits are whole, and a number has at most 64 characters`() throws {
    func integer(_ json: String) throws -> Int64 { try JSONReader.read(Array(json.utf8)) { try $0.integer("n") } }
    #expect(try integer("-9223372036854775808") == .min)
    #expect(try integer("9223372036854775807") == .max)
    for json in ["9223372036854775808", "1.0", "1e3", "\"1\""] { #expect(throws: WireError.self) { try integer(json) } }
    try read(String(repeating: "1", count: 64))
    #expect(throws: WireError.self) { try read(String(repeating: "1", count: 65)) }
  }
}
