// Tables as files: CSV for spreadsheets, JSON for programs. Sources: RFC 4180 for the quoting of CSV; OWASP, "CSV Injection", for what a
// spreadsheet would take for a formula. Invariant: a file in JSON ends with `"complete":true}`, and one of either sort that was not
// made whole ends with its connection.
import CollectorCore
import TellbackWire

/// A value of an exported table.
enum ExportCell: Sendable, Equatable {
  case empty
  case text(String)
  case integer(Int64)
  case number(Double)
  case moment(Timestamp)
  case list([String])
}

/// A column: its name for people, and its name in JSON.
struct ExportColumn: Sendable, Equatable {
  var key: String
  var title: String
}

enum ExportFormat: String, Sendable, CaseIterable {
  case csv, json

  var type: String { self == .csv ? "text/csv; charset=utf-8" : "application/json" }

  /// What stands before the first row. `about` says which rows these are.
  func head(_ columns: [ExportColumn], about: String, at moment: Timestamp) -> [UInt8] {
    switch self {
    // The mark tells spreadsheets that this is UTF-8.
    case .csv: return [0xEF, 0xBB, 0xBF] + Self.line(columns.map { Self.quoted(Self.safe($0.title)) })
    case .json:
      var writer = JSONWriter()
      writer.object { writer in
        writer.string("exportedAt", TimeText.machine(moment) ?? "")
        writer.string("timeZone", "UTC")
        writer.string("about", about)
        writer.array("columns") { writer in
          for column in columns {
            writer.object { writer in
              writer.string("key", column.key)
              writer.string("title", column.title)
            }
          }
        }
      }
      return writer.bytes.dropLast() + Array(#","rows":["#.utf8)
    }
  }

  /// One row; `isFirst` of all rows.
  func row(_ cells: [ExportCell], _ columns: [ExportColumn], isFirst: Bool) -> [UInt8] {
    switch self {
    case .csv: return Self.line(cells.map(Self.csv))
    case .json:
      var writer = JSONWriter()
      writer.object { writer in
        for (column, cell) in zip(columns, cells) {
          writer.member(column.key) { Self.write(cell, to: &$0) }
        }
      }
      return (isFirst ? [] : [UInt8(ascii: ",")]) + [UInt8(ascii: "\n")] + writer.bytes
    }
  }

  /// What ends the file.
  func tail(rows: Int) -> [UInt8] {
    self == .csv ? [] : Array("\n],\"count\":\(rows),\"complete\":true}\n".utf8)
  }

  // MARK: CSV

  private static func csv(_ cell: ExportCell) -> String {
    switch cell {
    case .empty: ""
    case .text(let text): quoted(safe(text))
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .moment(let moment): spreadsheet(moment)
    case .list(let list): quoted(safe(list.joined(separator: ", ")))
    }
  }

  /// `2026-11-22 01:55:21`, which spreadsheets take for a moment.
  private static func spreadsheet(_ moment: Timestamp) -> String {
    guard let text = TimeText.machine(moment) else { return "" }
    return text.replacing("T", with: " ").replacing("Z", with: "")
  }

  /// Text that a spreadsheet would take for a formula begins with an apostrophe. Numbers are ours, and stay.
  static func safe(_ text: String) -> String {
    switch text.unicodeScalars.first {
    case "=", "+", "-", "@", "\t", "\r": "'" + text
    default: text
    }
  }

  /// Section 2.6 and 2.7: with a comma, a quote or a line break a value stands in quotes, and its own quotes are doubled.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D && $0 != 0 }
    guard !isPlain || text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text }
    return "\"" + text.replacing("\"", with: "\"\"").replacing("\0", with: "\u{FFFD}") + "\""
  }

  private static func line(_ values: [String]) -> [UInt8] { Array((values.joined(separator: ",") + "\r\n").utf8) }

  // MARK: JSON

  private static func write(_ cell: ExportCell, to writer: inout JSONWriter) {
    switch cell {
    case .empty: writer.null()
    case .text(let text): writer.string(nil, text)
    case .integer(let number): writer.integer(nil, number)
    case .number(let number): writer.double(nil, number)
    case .moment(let moment):
      if let text = TimeText.machine(moment) { writer.string(nil, text) } else { writer.null() }
    case .list(let list): writer.array { writer in for text in list { writer.string(nil, text) } }
    }
  }
}
