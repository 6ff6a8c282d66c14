// Reads /metrics over a plain socket and checks that its counts add up.
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

public struct CollectorFigures: Sendable {
  /// The figures without labels, by name.
  public let all: [String: Int64]

  /// Reads `GET /metrics` of the collector at `base`.
  public init(of base: String) async throws {
    guard let url = URL(string: base + "/metrics") else { throw FaultError("\(base) is no URL") }
    var request = URLRequest(url: url)
    request.timeoutInterval = 60
    let (data, response) = try await URLSession.shared.data(for: request)
    guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw FaultError("GET \(url) did not answer 200.") }
    var all: [String: Int64] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let value = Int64(parts[1]) { all[String(parts[0])] = value }
    }
    self.all = all
  }

  /// `tellback_reports_NAME`; throws when the collector does not tell it.
  public func reports(_ name: String) throws -> Int64 {
    guard let value = all["tellback_reports_\(name)"] else {
      throw FaultError("/metrics has no tellback_reports_\(name).")
    }
    return value
  }

  /// Nil when received = opened + attached + quarantined + erased + pending; else the sum that does not hold.
  public func imbalance() throws -> String? {
    let parts = ["opened_total", "attached_total", "quarantined_total", "erased_total", "pending"]
    let values = try parts.map { try reports($0) }
    let received = try reports("received_total")
    guard received != values.reduce(0, +) else { return nil }
    return "received \(received) is not " + zip(parts, values).map { "\($0) \($1)" }.joined(separator: " + ")
  }
}
