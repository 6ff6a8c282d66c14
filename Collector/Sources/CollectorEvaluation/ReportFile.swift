// Reads trackers' reports from a JSONL file, gzipped or not, in the order of their making. Knows no matching.
import CCollectorZlib
import Foundation
import TellbackSupport

/// One report of a tracker's archive. What triage added later is read for the truth alone, never given to matching.
public struct ArchivedReport: Sendable {
  public let id: String
  /// Seconds since 1970.
  public let time: Int64
  public let title: String
  public let body: String
  public let component: String
  /// The id of the earliest report of its group: its own when it repeats none.
  public let group: String
}

/// Why a file of reports could not be read.
public struct ReportFileError: Error, CustomStringConvertible {
  public let description: String
}

public enum ReportFile {
  /// A line may take this many bytes; past it the file is refused.
  static let longestLine = 16 << 20

  /// Every report of the file, in order of time; reports of the same second stay in the file's order.
  public static func read(_ path: String) throws -> [ArchivedReport] {
    var reports: [ArchivedReport] = []
    var number = 0
    try forEachLine(of: path) { line in
      number += 1
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { return }
      reports.append(try parse(line, path, number))
    }
    let order = reports.indices.sorted { (reports[$0].time, $0) < (reports[$1].time, $1) }
    return order.map { reports[$0] }
  }

  /// Seconds since 1970 of `2012-07-01`, `2012-07-01T10:00:00Z` and the like; nil for anything else.
  public static func seconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[range] {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D, let year = number(0..<4), let month = number(5..<7),
      let day = number(8..<10), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = Int64(CivilDate(year: Int(year), month: Int(month), day: Int(day)).daysSince1970)
    guard bytes.count > 10 else { return days * 86_400 }
    guard bytes[10] == 0x54 || bytes[10] == 0x20, let hour = number(11..<13), let minute = number(14..<16) else {
      return nil
    }
    return days * 86_400 + hour * 3_600 + minute * 60 + (number(17..<19) ?? 0)
  }

  private struct Line: Decodable {
    let id: String
    let created: String
    let title: String?
    let body: String?
    let component: String?
    let duplicate_of: String?
  }

  private static func parse(_ line: [UInt8], _ path: String, _ number: Int) throws -> ArchivedReport {
    do {
      let decoded = try JSONDecoder().decode(Line.self, from: Data(line))
      guard let time = seconds(decoded.created) else {
        throw ReportFileError(description: "\(path):\(number): 'created' is no date: \(decoded.created)")
      }
      return ArchivedReport(
        id: decoded.id, time: time, title: decoded.title ?? "", body: decoded.body ?? "",
        component: decoded.component ?? "", group: decoded.duplicate_of ?? decoded.id)
    } catch let error as DecodingError {
      throw ReportFileError(
        description: "\(path):\(number): not a report (id, created, title, body, duplicate_of are read): \(error)")
    }
  }

  /// Calls `body` with each line of a file, gzipped or not, without its newline.
  public static func forEachLine(of path: String, _ body: ([UInt8]) throws -> Void) throws {
    // gzread reads plain files as they are.
    guard let file = gzopen(path, "rb") else {
      throw ReportFileError(description: "cannot open \(path): \(String(cString: strerror(errno)))")
    }
    defer { gzclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var line: [UInt8] = []
    while true {
      let count = gzread(file, &buffer, UInt32(buffer.count))
      if count < 0 { throw ReportFileError(description: "cannot read \(path): damaged or cut short") }
      if count == 0 { break }
      var start = 0
      for index in 0..<Int(count) where buffer[index] == 0x0A {
        line.append(contentsOf: buffer[start..<index])
        try body(line)
        line.removeAll(keepingCapacity: true)
        start = index + 1
      }
      line.append(contentsOf: buffer[start..<Int(count)])
      if line.count > longestLine { throw ReportFileError(description: "\(path): a line takes more than 16 MiB") }
    }
    // zlib reports a stream cut short only through the error state at the end.
    var code: Int32 = 0
    _ = gzerror(file, &code)
    if code != Z_OK, code != Z_STREAM_END { throw ReportFileError(description: "\(path) is damaged or cut short") }
    if !line.isEmpty { try body(line) }
  }
}
