// What a spreadsheet and a program get of hostile values.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct ExportFormatTests {
  private let columns = [ExportColumn(key: "title", title: "Title"), ExportColumn(key: "field.=x", title: "=x")]

  private func csv(_ cell: ExportCell) -> String {
    String(decoding: ExportFormat.csv.row([cell], columns, isFirst: true), as: UTF8.self)
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+41 44", "'+41 44"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
    ("plain", "plain"), ("a=b", "a=b"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("\r=x", "\"'\r=x\""), ("=\"a\",1", "\"'=\"\"a\"\",1\""), (" x", "\" x\""),
    ("x\0y", "\"x\u{FFFD}y\""), ("日本語 é 👩‍👩‍👧‍👦", "日本語 é 👩‍👩‍👧‍👦"),
  ])
  func `a value is no formula, and is quoted by the rules`(value: String, written: String) {
    #expect(csv(.text(value)) == written + "\r\n")
  }

  @Test func `numbers, moments and lists are written so that a spreadsheet takes them`() {
    #expect(csv(.integer(-3)) == "-3\r\n" && csv(.number(0.5)) == "0.5\r\n" && csv(.empty) == "\r\n")
    #expect(csv(.moment(Timestamp(milliseconds: 1_764_000_000_000))) == "2025-11-24 16:00:00\r\n")
    #expect(csv(.moment(Timestamp(milliseconds: .max))) == "\r\n")
    #expect(csv(.list(["=a", "b"])) == "\"'=a, b\"\r\n")
  }

  @Test func `a file has its mark, its head and its end`() throws {
    let head = ExportFormat.csv.head(columns, about: "/", at: Timestamp(milliseconds: 0))
    #expect(Array(head.prefix(3)) == [0xEF, 0xBB, 0xBF])
    #expect(String(decoding: head.dropFirst(3), as: UTF8.self) == "Title,'=x\r\n")
    #expect(ExportFormat.csv.tail(rows: 5).isEmpty)
    for rows in 0...2 {
      var file = ExportFormat.json.head(columns, about: "/?q=\"", at: Timestamp(milliseconds: 1_764_000_000_000))
      for row in 0..<rows {
        file += ExportFormat.json.row([.text("<\"\u{2028}\0>"), .empty], columns, isFirst: row == 0)
      }
      #expect(throws: (any Error).self) { try JSONSerialization.jsonObject(with: Data(file)) }
      file += ExportFormat.json.tail(rows: rows)
      let read = try #require(try JSONSerialization.jsonObject(with: Data(file)) as? [String: Any])
      #expect(read["complete"] as? Bool == true && read["count"] as? Int == rows)
      #expect(read["exportedAt"] as? String == "2025-11-24T16:00:00Z" && read["timeZone"] as? String == "UTC")
      let found = try #require(read["rows"] as? [[String: Any]])
      #expect(found.count == rows)
      #expect(found.allSatisfy { $0["title"] as? String == "<\"\u{2028}\0>" && $0["field.=x"] is NSNull })
    }
  }
}
