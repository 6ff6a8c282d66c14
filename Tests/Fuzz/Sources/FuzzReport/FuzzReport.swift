// Feeds the readers of reports and batches whatever comes. What is read must be within the limits, and must be read the
// same again once it is written.
import Foundation
import LibFuzzer
import TellbackWire

@main
struct FuzzReport {
  static func main() {
    exit(fuzz { brokenPromise(Array($0)) })
  }
}

private func brokenPromise(_ bytes: [UInt8]) -> String? {
  let read = Result { try Report(decoding: bytes) }
  guard read.map(\.id).isSame(as: Result { try Report.checkedID(of: bytes) }) else {
    return "checking comes to something else than reading"
  }
  if case .success(let report) = read, let broken = brokenPromise(report) { return broken }
  if let batch = try? ReportBatch.decode(bytes) {
    for element in batch.elements {
      guard case .report(let id, let range) = element else { continue }
      guard let report = try? Report(decoding: Array(bytes[range])), report.id == id else {
        return "a report of a batch is another one alone"
      }
      if let broken = brokenPromise(report) { return broken }
    }
  }
  // The other messages share the reader; they must at least end.
  _ = try? UpdatePage(decoding: bytes)
  _ = try? Receipt.decodeAll(bytes)
  _ = InstallationCredential(header: String(decoding: bytes, as: UTF8.self))
  _ = Reference(String(decoding: bytes, as: UTF8.self))
  return nil
}

private func brokenPromise(_ report: Report) -> String? {
  do {
    try report.validate()
  } catch {
    return "what was read is not valid: \(error)"
  }
  let written = report.encoded()
  // A number may be written longer than it was read, so a report at the limit may grow past it.
  guard written.count <= WireLimits.reportBytes else { return nil }
  guard let again = try? Report(decoding: written) else { return "what was written is not read" }
  guard again == report else { return "what was written is read as another report" }
  guard again.encoded() == written else { return "writing is not stable" }
  return nil
}

extension Result where Success == ReportID, Failure == any Error {
  fileprivate func isSame(as other: Self) -> Bool {
    switch (self, other) {
    case (.success(let id), .success(let otherID)): id == otherID
    case (.failure(let error), .failure(let otherError)): error as? WireError == otherError as? WireError
    default: false
    }
  }
}
