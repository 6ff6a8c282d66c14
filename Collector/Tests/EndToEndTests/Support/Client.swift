// A plain HTTP client for the collector's API: what somebody without the SDK would write.
import Foundation
import TellbackWire

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

struct Answer: Sendable {
  var status: Int
  var body: [UInt8]
  var headers: [String: String]
  var text: String { String(decoding: body, as: UTF8.self) }
  var receipt: Receipt { get throws { try JSONReader.read(body) { try Receipt(from: &$0) } } }
}

struct Client: Sendable {
  let base: URL
  let key: String
  var installation: InstallationCredential?

  func send(
    _ method: String, _ path: String, _ body: [UInt8]? = nil, headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = URLRequest(url: try CollectorProcess.url(base.absoluteString + path))
    request.httpMethod = method
    request.timeoutInterval = 120
    request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    if let installation { request.setValue(installation.header, forHTTPHeaderField: WireHeaders.installation) }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    if let body { request.httpBody = Data(body) }
    // In a task of its own, which nobody cancels: on Linux, URLSession stands still for ever where its task is cancelled in the moment of its
    // answer. The one waits with the task's lock for the session's queue, the other on that queue for the lock.
    let asked = request
    let (data, response) = try await Task { try await URLSession.shared.data(for: asked) }.value
    guard let response = response as? HTTPURLResponse else { throw TestFailure("no HTTP answer") }
    var fields: [String: String] = [:]
    for (name, value) in response.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
    return Answer(status: response.statusCode, body: Array(data), headers: fields)
  }

  func report(_ report: Report) async throws -> Answer { try await send("POST", WirePaths.reports, report.encoded()) }

  func batch(_ reports: [Report]) async throws -> Answer {
    try await send(
      "POST", WirePaths.batches,
      ReportBatch.encoded(reports: reports.map { $0.encoded() }, sentAt: now(), accounting: nil))
  }

  /// The figures of /metrics without labels.
  func metrics() async throws -> [String: Int64] {
    var figures: [String: Int64] = [:]
    for line in try await send("GET", "/metrics").text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let value = Int64(parts[1]) { figures[String(parts[0])] = value }
    }
    return figures
  }
}

func now() -> Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

func newID() -> ReportID {
  ReportID(at: now(), random: (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)))
}

func newReport(_ text: String, id: ReportID = newID()) -> Report { Report(id: id, capturedAt: now(), text: text) }

func newInstallation() throws -> InstallationCredential {
  let secret = (0..<32).map { _ in UInt8.random(in: 0...255) }
  guard let credential = InstallationCredential(id: newID(), secret: secret) else { throw TestFailure("no credential") }
  return credential
}

/// received = opened + attached + quarantined + erased + pending + kept back, as /metrics tells it.
func isBalanced(_ figures: [String: Int64]) -> Bool {
  func figure(_ name: String) -> Int64 { figures["tellback_reports_\(name)"] ?? -1_000_000 }
  return figure("received_total") == figure("opened_total") + figure("attached_total") + figure("quarantined_total")
    + figure("erased_total") + figure("pending") + figure("kept_back")
}
