// Counts kills by the moment at which they came.
import FaultKit

final class Tally: Sendable {
  private let counts = Locked<[String: Int]>([:])

  func add(_ moment: String) { counts.with { $0[moment, default: 0] += 1 } }

  var total: Int { counts.with { $0.values.reduce(0, +) } }

  var text: String {
    counts.with { $0.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }
  }
}
