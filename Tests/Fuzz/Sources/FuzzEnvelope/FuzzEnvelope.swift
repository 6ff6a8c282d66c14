// Feeds the reader of envelopes whatever comes, whole and in pieces. What comes out must not depend on the pieces, must stay within
// its limits, and whatever becomes a report must be one by the wire format's own rules.
import CollectorCore
import Foundation
import LibFuzzer
import TellbackWire

@main
struct FuzzEnvelope {
  static func main() {
    exit(fuzz { brokenPromise(Array($0)) })
  }
}

/// Limits that short inputs can pass.
private let limits = {
  var limits = EnvelopeLimits()
  limits.line = 256
  limits.items = 8
  limits.reports = 3
  limits.event = 512
  limits.attachment = 64
  limits.attachments = 2
  limits.held = 1_024
  limits.recoverable = 128
  return limits
}()

private func brokenPromise(_ bytes: [UInt8]) -> String? {
  let envelope = read(bytes, cuts: [])
  let step = Int(bytes.first ?? 0) % 13 + 1
  for cuts in [Array(stride(from: 1, to: bytes.count, by: 1)), Array(stride(from: step, to: bytes.count, by: step))] {
    guard read(bytes, cuts: cuts) == envelope else { return "where the pieces are cut changes what comes out" }
  }
  if envelope.items.reduce(0, { $0 + $1.payload.count }) > limits.held { return "more is held than the limit" }
  let files = envelope.items.filter { $0.kind == .attachment }
  if files.count > limits.attachments || envelope.items.count - files.count > limits.reports { return "too many items" }
  let made = EnvelopeReports(envelope, app: AppID(1), hash: hash)
  for (id, body) in made.reports {
    guard let report = try? Report(decoding: body) else { return "a report that the collector refuses" }
    guard report.id == id else { return "a report under another id" }
  }
  if made.files.count > 0, made.reports.isEmpty { return "files without a report" }
  let again = EnvelopeReports(envelope, app: AppID(1), hash: hash)
  guard again.reports.map(\.body) == made.reports.map(\.body) else { return "the same envelope makes other reports" }
  // With the limits in use.
  var reader = EnvelopeReader()
  reader.consume(bytes)
  for (_, body) in EnvelopeReports(reader.finish(), app: AppID(1), hash: hash).reports {
    guard (try? Report(decoding: body)) != nil else { return "a report that the collector refuses" }
  }
  _ = EnvelopeAddress(dsn: String(decoding: bytes.prefix(500), as: UTF8.self))
  return nil
}

private func read(_ bytes: [UInt8], cuts: [Int]) -> Envelope {
  var reader = EnvelopeReader(limits: limits)
  var start = 0
  for end in cuts + [bytes.count] {
    reader.consume(bytes[start..<end])
    start = end
  }
  return reader.finish()
}

private func hash(_ bytes: [UInt8]) -> [UInt8] {
  let sum = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  return (0..<16).map { UInt8(truncatingIfNeeded: sum >> (UInt64($0) * 4)) }
}
