// Rows of comma-separated values (RFC 4180), a row at a time: quoted fields, doubled quotes, line breaks inside quotes. The first line
// tells whether commas, semicolons or tabs divide.
import CollectorCore

struct CSVReader {
  /// One row, with the line on which it begins.
  struct Row: Equatable {
    var line: Int
    var fields: [String]
  }

  private var source: TextSource
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 1
  private var divider: UInt8?
  private var isAfterReturn = false

  init(_ source: TextSource) { self.source = source }

  private enum State { case start, plain, quoted, afterQuote }

  /// Nil at the end. Empty lines are passed over. Throws ``UnreadableFile``.
  mutating func next() throws -> Row? {
    var row = Row(line: line, fields: [])
    var field: [UInt8] = []
    var state = State.start
    var quoteLine = line
    var total = 0
    while true {
      if position == chunk.count {
        guard let more = try source.next() else {
          guard state != .quoted else {
            throw UnreadableFile(
              line: quoteLine, "The quote that opens a field there is never closed. Was the file cut?")
          }
          if state == .start, row.fields.isEmpty { return nil }
          try close(&row, &field)
          return row
        }
        chunk = more
        position = 0
        if divider == nil { divider = Self.divider(of: chunk) }
      }
      let byte = chunk[position]
      position += 1
      if byte == 0x0A {
        isAfterReturn = false
        line += 1
        if state == .quoted {
          field.append(byte)
          continue
        }
        if state == .start, row.fields.isEmpty {
          row.line = line
          continue
        }
        try close(&row, &field)
        return row
      }
      if isAfterReturn, state != .quoted {
        // A carriage return alone ends a line as well, as old Macs wrote it; it is no line of its own to editors.
        isAfterReturn = false
        if state != .start || !row.fields.isEmpty {
          position -= 1
          try close(&row, &field)
          return row
        }
      }
      isAfterReturn = byte == 0x0D
      total += 1
      guard total <= ImportLimits.record else {
        throw UnreadableFile(
          line: row.line,
          "The row has more than \(ImportLimits.record) bytes, which is the limit. Is a quote left open?")
      }
      switch state {
      case .start, .plain:
        if byte == divider {
          try close(&row, &field)
          state = .start
        } else if byte == 0x22, state == .start {
          state = .quoted
          quoteLine = line
        } else if byte != 0x0D {
          field.append(byte)
          state = .plain
        }
      case .quoted:
        if byte == 0x22 { state = .afterQuote } else { field.append(byte) }
      case .afterQuote:
        if byte == 0x22 {
          field.append(byte)
          state = .quoted
        } else if byte == divider {
          try close(&row, &field)
          state = .start
        } else if byte != 0x0D {
          throw UnreadableFile(
            line: line, "Something stands between a closing quote and the next divider. Quotes in a text are doubled.")
        }
      }
      guard field.count <= ImportLimits.field else {
        throw UnreadableFile(
          line: quoteLine > row.line ? quoteLine : row.line,
          "A field has more than \(ImportLimits.field) bytes, which is the limit. Is a quote left open?")
      }
    }
  }

  private func close(_ row: inout Row, _ field: inout [UInt8]) throws {
    guard row.fields.count < ImportLimits.columns else {
      throw UnreadableFile(line: row.line, "The row has more than \(ImportLimits.columns) columns, which is the limit.")
    }
    row.fields.append(String(decoding: field, as: UTF8.self))
    field.removeAll(keepingCapacity: true)
  }

  /// What occurs most in the first line outside of quotes; a comma where nothing does.
  private static func divider(of chunk: [UInt8]) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in chunk {
      if byte == 0x22 { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if [0x2C, 0x3B, 0x09].contains(byte) { counts[byte, default: 0] += 1 }
    }
    return [0x2C, 0x3B, 0x09].max { counts[$0, default: 0] < counts[$1, default: 0] }.flatMap {
      counts[$0] == nil ? nil : $0
    } ?? 0x2C
  }
}
