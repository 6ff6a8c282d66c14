// The rows that are measured: reports of 2 KB with 25 fields and 20 steps, in the words of many different people.
import CollectorCore
import Foundation
import TellbackWire

public enum Workload {
  public static let start = Timestamp(milliseconds: 1_764_000_000_000)

  /// One id a millisecond and some more, as many devices together make them.
  public static func id(_ number: Int) -> ReportID {
    let random = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
    return ReportID(
      at: Timestamp(milliseconds: start.milliseconds + Int64(number / 4)), random: (random, random ^ random >> 31))
  }

  /// Most reports say what somebody said before: `distinct` different texts in all.
  public static func report(_ number: Int, distinct: Int) -> Report {
    let said = number % distinct
    let words = (0..<30).map { vocabulary[(said &* 31 &+ $0 &* ($0 &+ said % 97)) % vocabulary.count] }
    return Report(
      id: id(number), capturedAt: start, text: words.joined(separator: " "), page: "/notes/\(said % 50)",
      user: "customer-\(number % 5_000)", segment: "segment \(said % 20)", locale: "de-CH",
      context: ContextSnapshot(appName: "Shop", appVersion: "1.\(number % 10).0", osName: "Linux"),
      fields: (0..<25).map {
        ReportField("field\($0)", $0 % 2 == 0 ? .integer(Int64($0) * 1_000) : .text("value \($0) of \(said)"))
      },
      steps: (0..<20).map { Step(at: start, page: "/notes/\($0)", text: "tapped button \($0)") })
  }

  /// A few thousand made-up words: the full-text index sees as many different ones as with a real product.
  private static let vocabulary: [String] = {
    let syllables = ["pay", "sa", "lo", "gin", "ta", "ble", "er", "ror", "mi", "sync", "no", "tes", "quo", "ri"]
    return (0..<4_000).map { number in
      syllables[number % 14] + syllables[number / 14 % 14] + syllables[(number / 196 + number) % 14]
        + (number % 3 == 0 ? "s" : "")
    }
  }()

  public static func incoming(
    _ number: Int, _ body: [UInt8], app: AppID, installation: ReportID? = nil
  ) -> IncomingReport {
    IncomingReport(
      id: id(number), app: app, installation: installation, receivedAt: start, sentAt: start, body: body)
  }
}

/// How long it took.
public func seconds(of body: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await body()
  let parts = (ContinuousClock.now - start).components
  return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
}
