// What the writer writes is JSON, whatever its memory was when it began.
import Foundation
import Testing

@testable import TellbackWire

@Suite struct JSONWriterTests {
  @Test func `texts of every length and with every control character are read as they were written`() throws {
    let texts =
      (0..<200).map { String(repeating: "a", count: $0) }
      + (0..<0x90).compactMap { Unicode.Scalar($0) }.map { "x\($0)" + String(repeating: "\($0)", count: 70) }
      + ["\"quoted\" \\ and \u{1F600} é", "\r\n", String(repeating: "\"", count: 1_000)]
    var writer = JSONWriter(reservingCapacity: 0)
    writer.array { writer in for text in texts { writer.string(nil, text) } }
    let read = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String]
    #expect(read == texts)
    var own: [String] = []
    try JSONReader.read(writer.bytes) { reader in
      try reader.array("texts", limit: 1_000) { own.append(try $0.string("text", limit: 10_000)) }
    }
    #expect(own == texts)
  }

  @Test func `keys, values and nesting stand where they belong`() throws {
    let id = try #require(ReportID("01234567-89ab-7def-8123-456789abcdef"))
    var writer = JSONWriter(reservingCapacity: 0)
    writer.object { writer in
      writer.bool("yes", true)
      writer.null("nothing")
      writer.object("empty") { _ in }
      writer.array("many") { writer in
        writer.integer(nil, -1)
        writer.double(nil, 0.5)
        writer.double(nil, .infinity)
        writer.object { $0.string("absent", optional: nil) }
      }
      writer.member("a \"key\"") { $0.bool(nil, false) }
      writer.raw("raw", Array("[1]".utf8))
      writer.id("id", id)
    }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"yes":true,"nothing":null,"empty":{},"many":[-1,0.5,null,{}],"a \"key\"":false,"raw":[1],"#
        + #""id":"01234567-89ab-7def-8123-456789abcdef"}"#)
  }

  @Test func `the writer's numbers are the language's`() throws {
    for number in [0, 1, -1, 9, 10, -10, 99, 100, 1_767_225_600_123, .max, .min] as [Int64] {
      var writer = JSONWriter()
      writer.integer(nil, number)
      #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(number)")
    }
  }
}
