// How long pages take that are asked of a collector, beside a reference that is asked between them.
import BenchKit
import Foundation

public struct PageTimes {
  private let visitor: Visitor
  private let referenceName: String
  private let reference: () throws -> Void
  private var referenceTimes = Durations()

  public init(_ visitor: Visitor, reference name: String, _ body: @escaping () throws -> Void) {
    (self.visitor, referenceName, reference) = (visitor, name, body)
  }

  /// Asks each of `targets` twice, as whoever was there before, then for at least `requests` times in all. Reports the time that 99 of 100
  /// stay within, in milliseconds, beside the median of the reference.
  public mutating func measure(_ name: String, _ targets: [String], requests: Int) async throws {
    var times = Durations()
    var each = targets.map { _ in Durations() }
    var largest = 0
    for target in targets + targets { _ = try await visitor.get(target) }
    for _ in 0..<max(1, requests / targets.count) {
      for (place, target) in targets.enumerated() {
        let start = ContinuousClock.now
        let body = try await visitor.get(target)
        let took = ContinuousClock.now - start
        times.add(took)
        each[place].add(took)
        largest = max(largest, body.count)
      }
      try referenceTimes.time(reference)
    }
    Measurement(
      name, times.percentile(0.99) / 1_000, "ms", reference: referenceName, referenceTimes.percentile(0.5) / 1_000
    ).report()
    let slowest = targets.indices.max { each[$0].percentile(0.5) < each[$1].percentile(0.5) }.map {
      ", slowest \(targets[$0]) with p50 \(each[$0].percentile(0.5) / 1_000) ms"
    }
    note("  \(name): p50 \(times.percentile(0.5) / 1_000) ms, largest page \(largest / 1_000) KB\(slowest ?? "")")
  }
}
