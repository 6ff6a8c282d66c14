// Records what was handed to the SDK, before the SDK gets it: a file for each process. It does not know the queue or
// the store.
import FaultKit
import Foundation
import Tellback
import TellbackWire

/// What must arrive: the words, and attachments by their sizes. Their bytes follow from a token of the report's own.
struct Expected: Equatable, Sendable {
  var text: String
  var token: UInt64 = 0
  var attachments: [Int] = []

  var files: [ReportAttachment] {
    attachments.indices.map { ReportAttachment(bytes: bytes($0), name: "\($0).bin", type: "application/octet-stream") }
  }

  /// Bytes that only this attachment of this report has.
  func bytes(_ position: Int) -> [UInt8] {
    let count = attachments[position]
    var random = SeededRandom(seed: token &+ UInt64(position))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
    return Array(bytes.prefix(count))
  }
}

/// Writes the file.
final class OracleFile: Sendable {
  private let handle: Locked<FileHandle>

  init(_ path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path)
    else { throw FaultError("\(path) cannot be written") }
    self.handle = Locked(handle)
  }

  func note(_ id: ReportID, _ expected: Expected) throws {
    let sizes = expected.attachments.map { "\($0)" }.joined(separator: ",")
    let line = "\(id)\t\(expected.text)\t\(expected.token)\t\(sizes)\n"
    try handle.with { try $0.write(contentsOf: Data(line.utf8)) }
  }

  /// Reads what several processes noted. A last line without its end was never handed over.
  static func read(_ paths: [String]) throws -> [ReportID: Expected] {
    var all: [ReportID: Expected] = [:]
    for path in paths {
      guard let data = FileManager.default.contents(atPath: path) else { throw FaultError("\(path) cannot be read") }
      let whole = data[...(data.lastIndex(of: 10) ?? data.startIndex - 1)]
      for line in String(decoding: whole, as: UTF8.self).split(separator: "\n") {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard parts.count == 4, let id = ReportID(String(parts[0])), let token = UInt64(parts[2]) else {
          throw FaultError("the oracle wrote '\(line)'")
        }
        all[id] = Expected(
          text: String(parts[1]), token: token, attachments: parts[3].split(separator: ",").compactMap { Int($0) })
      }
    }
    return all
  }
}

/// Words that no redaction touches and that differ from report to report.
enum Words {
  static func make(_ random: inout SeededRandom, count: Int = 12) -> String {
    (0..<count).map { _ in
      String((0..<(3 + random.below(7))).map { _ in Character(Unicode.Scalar(UInt8(97 + random.below(26)))) })
    }.joined(separator: " ")
  }
}
