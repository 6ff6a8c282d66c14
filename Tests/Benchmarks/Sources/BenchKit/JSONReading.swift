// The reference of work that the processor limits and not the disk: Foundation's JSONDecoder reads a report of 2 KB.
import Foundation

public struct JSONReading {
  private struct Sample: Codable {
    struct Step: Codable {
      var at: Int64
      var page: String
      var text: String
    }
    var id: String
    var text: String
    var fields: [String: String]
    var steps: [Step]
  }

  public static let name = "reports read by JSONDecoder"

  /// Reports a second, on one core for about `seconds`.
  public static func perSecond(seconds: Double) throws -> Double {
    let sample = Sample(
      id: UUID().uuidString, text: String(repeating: "It happens when the dialog is opened. ", count: 5),
      fields: Dictionary(uniqueKeysWithValues: (0..<25).map { ("field\($0)", "some value of \($0)") }),
      steps: (0..<20).map { Sample.Step(at: 1_750_000_000_000, page: "/checkout/\($0)", text: "tapped button \($0)") })
    let data = try JSONEncoder().encode(sample)
    let start = ContinuousClock.now
    var count = 0
    while ContinuousClock.now - start < .seconds(seconds) {
      for _ in 0..<50 { count += try JSONDecoder().decode(Sample.self, from: data).steps.isEmpty ? 0 : 1 }
    }
    return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
  }
}
