// Files of other people, byte by byte: what is read rightly, and what is refused by its line.
import CollectorCore
import Testing

@testable import CollectorImports

private func rows(_ bytes: [UInt8], encoding: TextEncoding? = nil, chunk: Int = 7) throws -> [CSVReader.Row] {
  var reader = CSVReader(TextSource(bytes, encoding: encoding, chunk: chunk))
  var rows: [CSVReader.Row] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

private func records(_ bytes: [UInt8], chunk: Int = 7) throws -> [JSONRecords.Record] {
  var reader = JSONRecords(TextSource(bytes, chunk: chunk), lists: ["tickets", "users"])
  var records: [JSONRecords.Record] = []
  while let record = try reader.next() { records.append(record) }
  return records
}

private func line(of body: () throws -> Void) -> Int? {
  do { try body() } catch let error as UnreadableFile { return error.line } catch {}
  return nil
}

@Suite struct CSVTests {
  @Test(arguments: [1, 2, 3, 64])
  func `Quotes, doubled quotes, breaks in quotes and empty fields are read in chunks of any size`(chunk: Int) throws {
    let text = "a,b,c\r\n\"x, \"\"y\"\"\",\"two\nlines\",\r\n\r\n1,,3\n"
    let found = try rows(Array(text.utf8), chunk: chunk)
    #expect(found.map(\.fields) == [["a", "b", "c"], ["x, \"y\"", "two\nlines", ""], ["1", "", "3"]])
    #expect(found.map(\.line) == [1, 2, 5])
  }

  @Test(arguments: ["a;b\n1;2", "a\tb\n1\t2\n", "a,b\r1,2\r", "a,b\r\n1,2\r\n"])
  func `Semicolons, tabs and the line ends of three systems divide too`(text: String) throws {
    #expect(try rows(Array(text.utf8)).map(\.fields) == [["a", "b"], ["1", "2"]])
  }

  @Test func `An open quote and words behind a quote name their line`() {
    #expect(line { _ = try rows(Array("a,b\n1,\"2\n3,4\n".utf8)) } == 2)
    #expect(line { _ = try rows(Array("a,b\n1,2\n\"x\"y,4\n".utf8)) } == 3)
  }

  @Test func `A field and a row past their limits are refused`() {
    let field = Array("a,b\n".utf8) + [UInt8](repeating: 0x78, count: ImportLimits.field + 1)
    #expect(line { _ = try rows(field, chunk: 65_536) } == 2)
    let columns = Array("a\n".utf8) + [UInt8](repeating: 0x2C, count: ImportLimits.columns + 1)
    #expect(line { _ = try rows(columns, chunk: 65_536) } == 2)
  }

  @Test func `A file that is cut at any byte is read or refused, and never crashes`() {
    let whole = Array("id,text\n1,\"ä \"\"x\"\"\nü\"\n2,plain\n".utf8)
    for end in 0...whole.count {
      _ = try? rows(Array(whole[..<end]))
    }
    #expect((try? rows(whole))?.count == 3)
  }
}

@Suite struct EncodingTests {
  private static let text = "a,b\nGrüße,€ 😀\n"

  private static func utf16(_ text: String, isBig: Bool) -> [UInt8] {
    text.utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
  }

  static let written: [(String, [UInt8], TextEncoding?)] = [
    ("UTF-8", Array(text.utf8), nil),
    ("UTF-8 with a mark", [0xEF, 0xBB, 0xBF] + Array(text.utf8), nil),
    ("UTF-16LE with a mark", [0xFF, 0xFE] + utf16(text, isBig: false), nil),
    ("UTF-16BE with a mark", [0xFE, 0xFF] + utf16(text, isBig: true), nil),
    ("UTF-16LE by name", utf16(text, isBig: false), .utf16LittleEndian),
  ]

  @Test(arguments: written, [1, 2, 3, 5, 64])
  func `The same words come of each way to write them`(
    file: (name: String, bytes: [UInt8], encoding: TextEncoding?), chunk: Int
  ) throws {
    let found = try rows(file.bytes, encoding: file.encoding, chunk: chunk)
    #expect(found.map(\.fields) == [["a", "b"], ["Grüße", "€ 😀"]], "\(file.name)")
  }

  @Test func `Windows-1252 is read by its name and refused without`() throws {
    let bytes: [UInt8] = Array("a,b\n".utf8) + [0x47, 0x72, 0xFC, 0xDF, 0x65, 0x2C, 0x80, 0x0A]
    #expect(try rows(bytes, encoding: .windows1252).map(\.fields) == [["a", "b"], ["Grüße", "€"]])
    #expect(line { _ = try rows(bytes) } == 2)
    #expect(line { _ = try rows(bytes + [0x81], encoding: .windows1252) } == 3)
  }

  @Test func `Bytes of no encoding name their line`() {
    for bytes: [UInt8] in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE2, 0x82], [0]] {
      #expect(line { _ = try rows(Array("a,b\n1,2\n".utf8) + bytes) } == 3, "\(bytes)")
    }
    #expect(line { _ = try rows([0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x00, 0xD8, 0x61, 0]) } == 2)
  }
}

@Suite struct JSONRecordTests {
  @Test(arguments: [1, 3, 64])
  func `Lines, a list and an object around lists give the same records`(chunk: Int) throws {
    let one = #"{"id": 1, "comments": [{"body": "a ] } \" , b"}]}"#
    let two = #"{"id": 2}"#
    let lines = try records(Array("\(one)\n\(two)\n".utf8), chunk: chunk)
    let list = try records(Array("[\(one),\n\(two)]".utf8), chunk: chunk)
    let around = try records(
      Array("{\"count\": 2, \"next\": null, \"tickets\": [\(one), \(two)], \"users\": [], \"end\": true}".utf8),
      chunk: chunk)
    #expect(lines.map(\.bytes) == [Array(one.utf8), Array(two.utf8)])
    #expect(lines.map(\.line) == [1, 2])
    #expect(list.map(\.bytes) == lines.map(\.bytes))
    #expect(around.map(\.bytes) == lines.map(\.bytes))
    #expect(around.map(\.list) == ["tickets", "tickets"])
  }

  @Test func `JSON that is cut at any byte is read or refused, and never crashes`() throws {
    let whole = Array(#"{"tickets": [{"id": 1, "t": "aé\u00e9\ud83d\ude00"}, {"id": [1, [2]]}], "users": []}"#.utf8)
    for end in 0..<whole.count {
      var names = ColumnNames()
      let found = try? records(Array(whole[..<end]))
      #expect(found == nil || found?.isEmpty == true, "\(end)")
      _ = try? JSONParser.parse(Array(whole[..<end]), &names)
    }
    #expect(try records(whole).count == 2)
  }

  @Test func `Nesting of a million is refused at the limit, in no more stack than that`() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(line { _ = try records(Array(#"{"a":"#.utf8) + deep, chunk: 65_536) } == 1)
    var names = ColumnNames()
    #expect(throws: JSONParser.Mistake.self) { try JSONParser.parse(deep, &names) }
    let objects = Array(String(repeating: #"{"a":"#, count: 100_000).utf8)
    #expect(throws: JSONParser.Mistake.self) { try JSONParser.parse(objects, &names) }
  }

  @Test func `A record past its limit is refused before memory is taken for it`() {
    let long = Array(#"{"a":""#.utf8) + [UInt8](repeating: 0x78, count: ImportLimits.record + 10)
    #expect(line { _ = try records(long, chunk: 65_536) } == 1)
  }

  static let broken = [
    "{", "{}}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "{\"a\":01x}", "{\"a\":\"\\q\"}", "{\"a\":\"\\u12\"}",
    "{\"a\":\"\u{1}\"}",
    "nul", "--1", "{1:2}", "\"", "[1 2]",
  ]

  @Test(arguments: broken)
  func `Broken JSON is a mistake`(text: String) {
    var names = ColumnNames()
    #expect(throws: JSONParser.Mistake.self) { try JSONParser.parse(Array(text.utf8), &names) }
  }

  @Test func `Half a pair of surrogates becomes a mark, and the words around it stay`() throws {
    var names = ColumnNames()
    let value = try JSONParser.parse(Array(#"{"a":"x\ud83dy\ud83d\ude00"}"#.utf8), &names)
    #expect(value["a"] == .text("x\u{FFFD}y😀"))
  }
}

@Suite struct DateTests {
  @Test(arguments: [
    ("2021-03-18T15:14:00Z", 1_616_080_440_000), ("2021-03-18T15:14:00.250+0100", 1_616_076_840_250),
    ("2021-03-18 15:14 UTC", 1_616_080_440_000), ("2021-03-18", 1_616_025_600_000),
    ("18/Mar/21 3:14 PM", 1_616_080_440_000), ("18/Mar/21 12:05 AM", 1_616_025_900_000),
    ("18 Mar 2021 15:14", 1_616_080_440_000), ("2024-02-29 00:00", 1_709_164_800_000),
    ("2021-03-18 15:14:00 -02:30", 1_616_089_440_000),
  ])
  func `Dates of four desks are read`(text: String, milliseconds: Int64) throws {
    #expect(try ImportDate.parse(text).milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "yesterday", "2021-13-01", "2021-02-29", "2021-03-18T25:00:00Z", "2021-03-18 15:14 Mars", "18/Foo/21",
    "99999-01-01", "2021-03-18T15:14:00+", "2021-03-18T15:1",
  ])
  func `What is no date is refused`(text: String) {
    #expect(throws: ImportDate.Mistake.unknown) { try ImportDate.parse(text) }
  }

  @Test(arguments: ["03/04/2021", "3.4.2021 10:00"])
  func `What could be two days is refused`(text: String) {
    #expect(throws: ImportDate.Mistake.ambiguous) { try ImportDate.parse(text) }
  }
}
