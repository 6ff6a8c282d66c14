// What several suites need: waiting for something that happens elsewhere, and answers in one line.
import Foundation
import Tellback
import TellbackTesting
import Testing

/// Waits until `condition` holds. It gives up after a long while so that a failing test ends; no figure is measured.
func eventually(
  _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + .seconds(600)
  while ContinuousClock.now < end {
    if try await condition() { return }
    try await Task.sleep(for: .milliseconds(2))
  }
  Issue.record("It never came: \(what)", sourceLocation: sourceLocation)
}

extension TransportResponse {
  static func refusal(_ status: Int, code: String? = nil, retryAfter: String? = nil) -> TransportResponse {
    TransportResponse(
      status: status, headers: retryAfter.map { ["retry-after": $0] } ?? [:],
      body: code.map { RecordingTransport.error($0, "No: \($0).") } ?? [])
  }
}

extension TransportRequest {
  /// The ids in a batch, in order; empty for another request.
  var ids: [ReportID] {
    guard url.path.hasSuffix(WirePaths.batches), let batch = try? ReportBatch.decode(body) else { return [] }
    return batch.elements.map(\.id)
  }

  var accounting: Accounting? { (try? ReportBatch.decode(body))?.accounting }
}
