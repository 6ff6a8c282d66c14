// Durations in buckets, as Prometheus counts them.

struct Histogram: Sendable, Equatable {
  /// Upper bounds in seconds; one more bucket takes the rest.
  static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  private(set) var counts = [Int64](repeating: 0, count: Histogram.bounds.count + 1)
  private(set) var sum = 0.0
  private(set) var count: Int64 = 0

  mutating func observe(_ seconds: Double) {
    counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
    sum += seconds
    count += 1
  }
}
