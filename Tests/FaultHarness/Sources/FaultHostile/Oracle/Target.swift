// The collector under attack, observed through /proc, /metrics and, after it stopped, its store.
import FaultKit
import Foundation
import TellbackSQLite
import TellbackWire

/// A running collector with its apps.
struct Target {
  let collector: Collector
  let folder: Folder
  /// The keys of well-behaved apps, and the one that attackers hold.
  let keys: [String]
  let hostileKey: String

  var port: Int { collector.port }
  var pid: pid_t { collector.process?.pid ?? 0 }

  static func start(_ folder: Folder, _ arguments: [String] = [], name: String = "collector") async throws -> Target {
    let collector = try Collector(folder, arguments: arguments, name: name)
    var keys: [String] = []
    for app in ["notes", "shop"] { keys.append(try await collector.createApp(app)) }
    let hostile = try await collector.createApp("hostile")
    try await collector.start()
    return Target(collector: collector, folder: folder, keys: keys, hostileKey: hostile)
  }

  /// Lets the collector run for so many of each 20 ms, until `end()`.
  func slowMotion(milliseconds: Double) throws -> SlowMotion {
    guard let process = collector.process else { throw FaultError("the collector does not run") }
    return SlowMotion(process, milliseconds: milliseconds)
  }

  /// Resident memory in bytes.
  var memory: Int { Proc.status(pid, "VmRSS").map { $0 * 1024 } ?? 0 }
  /// The most it ever was.
  var memoryPeak: Int { Proc.status(pid, "VmHWM").map { $0 * 1024 } ?? 0 }
  var descriptors: Int { Proc.descriptors(pid) }
  var logBytes: Int { Proc.size(collector.data + "/collector.sqlite-wal") }

  /// Which of the ids are in the store. Call it after the collector has stopped.
  func stored() throws -> Set<ReportID> {
    let connection = try Connection(path: collector.data + "/collector.sqlite", mode: .readOnly)
    let ids = try connection.rows("SELECT id FROM report") { ReportID(bytes: $0.blob(0)) }
    return Set(ids.compactMap { $0 })
  }

  func stored(app: String) throws -> Int {
    let connection = try Connection(path: collector.data + "/collector.sqlite", mode: .readOnly)
    return try connection.first(
      "SELECT COUNT(*) FROM report JOIN app ON app.id = report.app WHERE app.name = ?", [.text(app)]
    ) { $0.int(0) } ?? 0
  }
}

enum Proc {
  /// A figure of /proc/PID/status, in its unit.
  static func status(_ pid: pid_t, _ name: String) -> Int? {
    guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/status") else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
  }

  /// Connections that the server on `port` holds open with these addresses. One that it has closed while the system still
  /// delivers what it was given is no longer in the state ESTABLISHED, though its client sees no end yet.
  static func established(port: Int, from addresses: [LoopbackAddress]) -> Int {
    let wanted = Set(addresses.map(\.value))
    let table = FileManager.default.contents(atPath: "/proc/net/tcp").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return table.split(separator: "\n").dropFirst().count { line in
      let fields = line.split(separator: " ")
      guard fields.count > 3, fields[3] == "01" else { return false }
      let local = fields[1].split(separator: ":").last.flatMap { Int($0, radix: 16) }
      // The address stands in the order of the machine's bytes.
      let remote = fields[2].split(separator: ":").first.flatMap { UInt32($0, radix: 16) }
      return local == port && remote.map { wanted.contains(UInt32(bigEndian: $0)) } ?? false
    }
  }

  static func descriptors(_ pid: pid_t) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd"))?.count ?? 0
  }

  static func size(_ path: String) -> Int {
    var entry = stat()
    return stat(path, &entry) == 0 ? Int(entry.st_size) : 0
  }
}
