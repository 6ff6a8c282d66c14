// Structured lines on standard error. Invariant: no words of reports, no keys, no secrets: callers pass ids and counts.
import Foundation
import TellbackWire

/// Writes one line per event, as logfmt or as JSON.
struct Log: Sendable {
  enum Format: String, Sendable, CaseIterable {
    case logfmt, json
  }

  enum Level: String, Sendable {
    case info, warning, error
  }

  /// A text is cut here, in bytes, so that nothing from outside can fill the disk by one line.
  static let valueLimit = 1_000

  private let format: Format
  private let put: @Sendable ([UInt8]) -> Void

  /// `put` must write a whole line at once.
  init(_ format: Format, put: @escaping @Sendable ([UInt8]) -> Void = Log.standardError) {
    self.format = format
    self.put = put
  }

  func info(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) { write(.info, event, fields) }
  func warning(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) { write(.warning, event, fields) }
  func error(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) { write(.error, event, fields) }

  private func write(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, String>) {
    let head = [("time", Self.time(SystemClock.now())), ("level", level.rawValue), ("event", event)]
    let all = head + fields.map { ($0.key, Self.bounded($0.value)) }
    var line: [UInt8]
    switch format {
    case .logfmt: line = Array(all.map { "\($0.0)=\(Self.quoted($0.1))" }.joined(separator: " ").utf8)
    case .json:
      var writer = JSONWriter(reservingCapacity: 256)
      writer.object { writer in
        for (key, value) in all { writer.member(key) { $0.string(nil, value) } }
      }
      line = writer.bytes
    }
    line.append(UInt8(ascii: "\n"))
    put(line)
  }

  static let standardError: @Sendable ([UInt8]) -> Void = { line in
    var start = 0
    while start < line.count {
      let written = line[start...].withUnsafeBytes { Foundation.write(2, $0.baseAddress, $0.count) }
      // Standard error is closed: the failure cannot be reported.
      guard written > 0 || errno == EINTR else { return }
      start += max(written, 0)
    }
  }

  private static func bounded(_ value: String) -> String {
    value.utf8.count <= valueLimit ? value : String(decoding: value.utf8.prefix(valueLimit), as: UTF8.self) + "…"
  }

  private static func quoted(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C && $0 != 0x7F }
    guard !isPlain else { return value }
    var writer = JSONWriter(reservingCapacity: value.utf8.count + 2)
    writer.string(nil, value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// RFC 3339 in UTC with milliseconds.
  static func time(_ moment: Timestamp) -> String {
    var seconds = time_t(moment.milliseconds / 1_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return pad(Int(parts.tm_year) + 1_900, 4) + "-" + pad(Int(parts.tm_mon) + 1, 2) + "-" + pad(Int(parts.tm_mday), 2)
      + "T"
      + pad(Int(parts.tm_hour), 2) + ":" + pad(Int(parts.tm_min), 2) + ":" + pad(Int(parts.tm_sec), 2) + "."
      + pad(Int(moment.milliseconds % 1_000), 3) + "Z"
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
