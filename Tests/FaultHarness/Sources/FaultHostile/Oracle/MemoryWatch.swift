// Memory, descriptors and the log over time, read from /proc, and the slope of memory by least squares.
import FaultKit
import Foundation

struct MemoryWatch {
  /// MB of resident memory a minute.
  var slope = 0.0
  /// The same without what the match index says it holds: data, which grows with tickets.
  var most = 0
  var first = 0
  var last = 0
  var descriptors = 0...0
  var logMost = 0

  var text: String { "memory \(first) to \(last) MB, at most \(most) MB, slope \(slope.rounded3) MB/min" }

  /// Watches for `seconds`, the slope from `warmUp` on.
  static func watch(_ target: Target, seconds: Double, warmUp: Double? = nil) async throws -> MemoryWatch {
    var watch = MemoryWatch()
    var points: [(minutes: Double, megabytes: Double)] = []
    var descriptors: [Int] = []
    let begin = ContinuousClock.now
    let warm = warmUp ?? seconds / 3
    while true {
      let now = (ContinuousClock.now - begin) / .seconds(1)
      guard now < seconds else { break }
      let bytes = target.memory
      guard bytes > 0 else { throw FaultError("the collector is gone: \(target.collector.log.suffix(500))") }
      watch.most = max(watch.most, bytes >> 20)
      watch.logMost = max(watch.logMost, target.logBytes)
      if now >= warm {
        points.append((now / 60, Double(bytes) / 1_048_576))
        descriptors.append(target.descriptors)
      }
      try await Task.sleep(for: .milliseconds(seconds > 60 ? 1_000 : 200))
    }
    watch.first = Int(points.first?.megabytes ?? 0)
    watch.last = Int(points.last?.megabytes ?? 0)
    watch.slope = slope(points)
    if let low = descriptors.min(), let high = descriptors.max() { watch.descriptors = low...high }
    return watch
  }

  static func slope(_ points: [(minutes: Double, megabytes: Double)]) -> Double {
    let count = Double(points.count)
    guard count > 1 else { return 0 }
    let (meanX, meanY) = (points.map(\.minutes).reduce(0, +) / count, points.map(\.megabytes).reduce(0, +) / count)
    let above = points.map { ($0.minutes - meanX) * ($0.megabytes - meanY) }.reduce(0, +)
    let below = points.map { ($0.minutes - meanX) * ($0.minutes - meanX) }.reduce(0, +)
    return below == 0 ? 0 : above / below
  }
}
