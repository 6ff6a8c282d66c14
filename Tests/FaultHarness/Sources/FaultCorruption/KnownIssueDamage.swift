// Cuts the list of known issues at every byte and alters it on the network. The SDK refuses it and keeps the earlier
// list.
import FaultKit
import Foundation
import Tellback
import TellbackTesting

enum KnownIssueDamage {
  static func run(_ run: Run) async throws -> String {
    let folder = try run.folder.fresh("digest")
    let transport = RecordingTransport()
    let reporter = try Reporter(try QueueBase.configuration(folder, transport))
    transport.knownIssues = issues(1...3)
    guard try await reporter.refreshKnownIssues() else { throw FaultError("the first list did not come") }
    let kept = try await reporter.knownIssues()
    transport.knownIssues = issues(4...9)
    let whole = Locked<[UInt8]>([])
    // Weak: the transport keeps this closure.
    transport.answer { [weak transport] request, _ in
      guard let answer = transport?.take(request) else { throw FaultError("the case is over") }
      whole.with { $0 = answer.body }
      throw FaultError("lost on its way")
    }
    _ = try? await reporter.refreshKnownIssues()
    let message = whole.with { $0 }
    guard message.count > 100 else { throw FaultError("no list was made") }
    var random = run.random(7)
    let cuts = stride(from: 0, to: message.count, by: run.isLong ? 1 : 37).map { Array(message[..<$0]) }
    let altered = (0..<run.size(short: 100, long: 5_000)).map { _ in
      var bytes = message
      bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
      return bytes
    }
    for (number, bytes) in (cuts + altered).enumerated() {
      run.tried()
      transport.answer { _, _ in TransportResponse(status: 200, headers: ["etag": "\"\(number)\""], body: bytes) }
      do {
        _ = try await reporter.refreshKnownIssues()
        run.broken("case \(number): a list that was not whole was taken")
      } catch {
        if try await reporter.knownIssues() != kept { run.broken("case \(number): the list from before is gone") }
      }
    }
    await reporter.close(within: .zero)
    return "\(cuts.count) cut and \(altered.count) altered were refused, and the old one stayed"
  }

  private static func issues(_ numbers: ClosedRange<Int64>) -> [KnownIssue] {
    numbers.map {
      KnownIssue(id: $0, title: "Save does nothing \($0)", words: "click save settings gone", workaround: nil)
    }
  }
}
