// Records which reports were made and which were acknowledged, in one file that many processes append to. A kill -9
// loses nothing that write() took, so it is not synced.
import Foundation
import TellbackWire

/// Lines that survive their writer: each begins with a newline and ends with `;`, so a line that was cut short is skipped.
public final class Ledger: @unchecked Sendable {
  public struct Intent: Sendable {
    public var id: ReportID
    /// Reports of a group belong on one ticket.
    public var group: Int
    /// The sizes of its attachments.
    public var attachments: [Int]
    /// The number in its words.
    public var number: Int

    public init(id: ReportID, group: Int, attachments: [Int] = [], number: Int) {
      self.id = id
      self.group = group
      self.attachments = attachments
      self.number = number
    }

    public var text: String { Wording.text(group: group, number: number) }
  }

  /// What a reporter wrote about a report.
  public struct Said: Sendable {
    public var report: ReportID
    /// The number in its words.
    public var number: Int

    public init(report: ReportID, number: Int) {
      self.report = report
      self.number = number
    }

    public var text: String { "Reply \(number)" }
  }

  public struct Contents: Sendable {
    public var intents: [ReportID: Intent] = [:]
    /// `report()` returned for them, or the collector answered for them.
    public var acknowledged: Set<ReportID> = []
    /// Acknowledged with words like `durable: false`, which no run of kills may see.
    public var notDurable: Set<ReportID> = []
    public var said: [ReportID: Said] = [:]
    /// `send()` returned for them.
    public var saidForSure: Set<ReportID> = []
    /// What broke inside a child, in its words.
    public var complaints: [String] = []
  }

  private let descriptor: Int32
  public let path: String

  public init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FaultError("\(path) could not be opened.") }
    self.path = path
  }

  deinit { close(descriptor) }

  public func intend(_ intent: Intent) {
    let sizes = intent.attachments.map(String.init).joined(separator: ",")
    put("I \(intent.id) \(intent.group) \(intent.number) \(sizes)")
  }

  public func acknowledge(_ id: ReportID, durable: Bool = true) { put("A \(id) \(durable ? 1 : 0)") }

  public func intendMessage(_ id: ReportID, _ said: Said) { put("M \(id) \(said.report) \(said.number)") }

  public func acknowledgeMessage(_ id: ReportID, durable: Bool) { put("S \(id) \(durable ? 1 : 0)") }

  public func complain(_ sentence: String) {
    put("X " + sentence.replacingOccurrences(of: "\n", with: " ").replacingOccurrences(of: ";", with: ","))
  }

  private func put(_ line: String) {
    let bytes = Array("\n\(line);".utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  public func read() throws -> Contents {
    guard let data = FileManager.default.contents(atPath: path) else { throw FaultError("\(path) cannot be read.") }
    var result = Contents()
    for line in data.split(separator: 10) where line.last == UInt8(ascii: ";") {
      let words = String(decoding: line.dropLast(), as: UTF8.self).split(
        separator: " ", omittingEmptySubsequences: false)
      switch words.first {
      case "I":
        guard words.count == 5, let id = ReportID(String(words[1])), let group = Int(words[2]),
          let number = Int(words[3])
        else { continue }
        let sizes = words[4].split(separator: ",").compactMap { Int($0) }
        result.intents[id] = Intent(id: id, group: group, attachments: sizes, number: number)
      case "A":
        guard words.count == 3, let id = ReportID(String(words[1])) else { continue }
        result.acknowledged.insert(id)
        if words[2] != "1" { result.notDurable.insert(id) }
      case "M":
        guard words.count == 4, let id = ReportID(String(words[1])), let report = ReportID(String(words[2])),
          let number = Int(words[3])
        else { continue }
        result.said[id] = Said(report: report, number: number)
      case "S":
        guard words.count == 3, let id = ReportID(String(words[1])) else { continue }
        result.saidForSure.insert(id)
        if words[2] != "1" { result.notDurable.insert(id) }
      case "X": result.complaints.append(words.dropFirst().joined(separator: " "))
      default: continue
      }
    }
    return result
  }
}
