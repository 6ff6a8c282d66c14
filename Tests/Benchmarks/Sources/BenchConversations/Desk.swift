// A real collector, with somebody at its desk and apps that report, all over HTTP.
import BenchKit
import Foundation
import TellbackWire

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

final class Desk: Sendable {
  private static let email = "desk@example.com"

  let port: UInt16
  let key: String
  private let token: String
  private let process: Process
  private let session: URLSession
  private let address: String

  init(program: String, folder: URL, connections: Int) async throws {
    let data = folder.appendingPathComponent("data").path
    key = try Self.run(program, ["app", "create", "bench", "--data", data])
    _ = try Self.run(
      program, ["user", "create", Self.email, "--role", "admin", "--data", data], input: "correct horse battery\n")
    let scopes = ["read", "answer", "claim"].flatMap { ["--scope", $0] }
    token = try Self.run(program, ["user", "token", "create", Self.email, "bench", "--data", data] + scopes)
    let file = folder.appendingPathComponent("address").path
    let serving = Process()
    serving.executableURL = URL(fileURLWithPath: program)
    serving.arguments = [
      "serve", "--data", data, "--listen", "127.0.0.1:0", "--address-file", file, "--undo-seconds", "0",
      "--max-connections", "\(connections)", "--max-connections-per-address", "\(connections)",
      "--sign-in-header", "X-Auth-Email", "--trusted-proxies", "127.0.0.1",
    ]
    serving.environment = ["PATH": "/usr/bin:/bin"]
    serving.standardOutput = FileHandle.nullDevice
    serving.standardError = FileHandle.nullDevice
    try serving.run()
    process = serving
    var text = ""
    while !text.hasSuffix("\n") {
      guard serving.isRunning else { throw BenchError("The collector ended before it listened.") }
      text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      try await Task.sleep(for: .milliseconds(10))
    }
    address = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let port = URL(string: address)?.port.flatMap(UInt16.init) else {
      throw BenchError("\(address) has no port.")
    }
    self.port = port
    let settings = URLSessionConfiguration.ephemeral
    settings.httpMaximumConnectionsPerHost = 8
    settings.timeoutIntervalForRequest = 120
    session = URLSession(configuration: settings)
    _ = try await send("GET", "/sign-in", headers: ["X-Auth-Email": Self.email], accepting: 200...399)
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }

  var memory: Double { ProcessFigures.residentMegabytes(of: process.processIdentifier) }

  /// Processor time of the collector since it began, as /proc/PID/stat counts it in hundredths of a second.
  var processorSeconds: Double {
    let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)) ?? ""
    let fields = text.split(separator: " ")
    guard fields.count > 14, let user = Double(fields[13]), let system = Double(fields[14]) else { return 0 }
    return (user + system) / 100
  }

  static func newInstallation() -> InstallationCredential {
    let secret = (0..<32).map { _ in UInt8.random(in: 0...255) }
    guard let credential = InstallationCredential(id: newID(), secret: secret) else { return newInstallation() }
    return credential
  }

  static func now() -> Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

  static func newID() -> ReportID {
    ReportID(at: now(), random: (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)))
  }

  /// One report of each installation, all with one grouping key, so that they are one ticket.
  func report(_ senders: [InstallationCredential], _ text: String, key groupingKey: String) async throws -> [ReportID] {
    var ids: [ReportID] = []
    for sender in senders {
      let report = Report(
        id: Self.newID(), capturedAt: Self.now(), text: text, page: "/export", groupingKey: groupingKey)
      try await send("POST", WirePaths.reports, report.encoded(), sender: sender)
      ids.append(report.id)
    }
    for (id, sender) in zip(ids.suffix(1), senders.suffix(1)) { _ = try await ticket(of: id, by: sender) }
    return ids
  }

  /// One reply of each reporter.
  func reply(to reports: [ReportID], by senders: [InstallationCredential]) async throws {
    for (report, sender) in zip(reports, senders) {
      let message = ReporterMessage(
        id: Self.newID(), report: report, at: Self.now(), version: "1.0",
        content: .reply(text: "It happens each morning, with the large file too."), attachments: [])
      let body = MessageBatch.encoded(messages: [message.encoded()], sentAt: Self.now())
      try await send("POST", WirePaths.messages, body, sender: sender)
    }
  }

  /// The number of the ticket that a report came to; waits for the digest.
  func ticket(of report: ReportID, by sender: InstallationCredential?) async throws -> Int64 {
    for _ in 0..<3_000 {
      let text = try await String(
        decoding: send(
          "GET", "/v1/reports/\(report)", headers: ["Authorization": "Bearer \(token)"], accepting: 200...404),
        as: UTF8.self)
      if let found = text.range(of: "\"ticket\":"), let number = Int64(text[found.upperBound...].prefix { $0.isNumber })
      {
        return number
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw BenchError("The report \(report) came to no ticket.")
  }

  func claim(_ number: Int64) async throws { try await write("/v1/tickets/\(number)/claim", "{}") }

  func answer(_ number: Int64, _ text: String, to report: ReportID) async throws {
    try await write("/v1/tickets/\(number)/answers", "{\"text\":\"\(text)\",\"to\":\"\(report)\"}")
  }

  /// The ticket's page, one request after the other.
  func pageTimes(_ number: Int64, count: Int) async throws -> Durations {
    for _ in 0..<20 { try await send("GET", "/tickets/\(number)") }
    var times = Durations(reservingCapacity: count)
    for _ in 0..<count {
      let start = ContinuousClock.now
      try await send("GET", "/tickets/\(number)")
      times.add(.now - start)
    }
    return times
  }

  /// The updates after a cursor; waits for one as long as said.
  func poll(_ sender: InstallationCredential, after cursor: Int64, wait: Int) async throws -> [TicketUpdate] {
    let body = try await send("GET", "\(WirePaths.updates)?after=\(cursor)&wait=\(wait)", sender: sender)
    return try UpdatePage(decoding: Array(body)).updates
  }

  func newestUpdate(of sender: InstallationCredential) async throws -> Int64 {
    var cursor: Int64 = 0
    while let last = try await poll(sender, after: cursor, wait: 0).last { cursor = last.sequence }
    return cursor
  }

  func waitingPolls() async throws -> Int {
    let text = try await String(decoding: send("GET", "/metrics"), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("tellback_update_polls_waiting ") }
    guard let number = line?.split(separator: " ").last.flatMap({ Int($0) }) else {
      throw BenchError("/metrics does not count the waiting polls.")
    }
    return number
  }

  private func write(_ path: String, _ body: String) async throws {
    try await send(
      "POST", path, Array(body.utf8),
      headers: ["Authorization": "Bearer \(token)", "Idempotency-Key": UUID().uuidString, "If-Match": "*"])
  }

  @discardableResult
  private func send(
    _ method: String, _ path: String, _ body: [UInt8]? = nil, sender: InstallationCredential? = nil,
    headers: [String: String] = [:], accepting accepted: ClosedRange<Int> = 200...299
  ) async throws -> Data {
    guard let url = URL(string: address + path) else { throw BenchError("\(path) is no path.") }
    var request = URLRequest(url: url)
    request.httpMethod = method
    if let body {
      request.httpBody = Data(body)
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    if let sender {
      request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization")
      request.setValue(sender.header, forHTTPHeaderField: WireHeaders.installation)
    }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await session.data(for: request)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard accepted.contains(status) else {
      throw BenchError("\(method) \(path) was answered \(status): \(String(decoding: data.prefix(300), as: UTF8.self))")
    }
    return data
  }

  /// The last line that a command prints.
  private static func run(_ program: String, _ arguments: [String], input: String = "") throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin"]
    let (output, words) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardInput = words
    try process.run()
    words.fileHandleForWriting.write(Data(input.utf8))
    try words.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, let line = text.split(separator: "\n").last else {
      throw BenchError("\(arguments.joined(separator: " ")) ended with \(process.terminationStatus).")
    }
    return String(line)
  }
}
