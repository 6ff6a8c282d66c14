// Samples memory, descriptors and the log from /proc over time. The slope of memory is computed by least squares.
import FaultKit
import Foundation

struct MemoryWatch {
  /// MB of resident memory a minute.
  var slope = 0.0
  /// How much of it the match index says that it grew by: data, which comes with new texts.
  var indexSlope = 0.0
  /// Reports a minute that it took in.
  var indexedPerMinute = 0.0
  var most = 0
  var first = 0
  var last = 0
  var descriptors = 0...0
  var logMost = 0

  /// How much more the second half of the time held than the first, on average, in parts of the first: what many requests
  /// under way take goes up and down by more than a slope over a minute can tell.
  var drift = 0.0

  var text: String {
    "memory \(first) to \(last) MB, at most \(most) MB, slope \(slope.rounded3) MB/min, \(indexSlope.rounded3) of it the match "
      + "index, second half \((drift * 100).rounded3) % over the first, log at most \(logMost >> 20) MB"
  }

  /// Watches for `seconds`, the slope from `warmUp` on.
  static func watch(_ target: Target, seconds: Double, warmUp: Double? = nil) async throws -> MemoryWatch {
    var watch = MemoryWatch()
    var points: [(minutes: Double, megabytes: Double)] = []
    var descriptors: [Int] = []
    let begin = ContinuousClock.now
    let warm = warmUp ?? seconds / 3
    var index: (minutes: Double, bytes: Int64, reports: Int64)?
    while true {
      let now = (ContinuousClock.now - begin) / .seconds(1)
      guard now < seconds else { break }
      let bytes = target.memory
      guard bytes > 0 else { throw FaultError("the collector is gone: \(target.collector.log.suffix(500))") }
      watch.most = max(watch.most, bytes >> 20)
      watch.logMost = max(watch.logMost, target.logBytes)
      if now >= warm {
        if index == nil {
          let (bytes, reports) = try await indexed(target)
          index = (now / 60, bytes, reports)
        }
        points.append((now / 60, Double(bytes) / 1_048_576))
        descriptors.append(target.descriptors)
      }
      try await Task.sleep(for: .milliseconds(seconds > 60 ? 1_000 : 200))
    }
    watch.first = Int(points.first?.megabytes ?? 0)
    watch.last = Int(points.last?.megabytes ?? 0)
    watch.slope = slope(points)
    watch.drift = drift(points.map(\.megabytes))
    if let index, let end = points.last?.minutes, end > index.minutes {
      let (bytes, reports) = try await indexed(target)
      watch.indexSlope = Double(bytes - index.bytes) / 1_048_576 / (end - index.minutes)
      watch.indexedPerMinute = Double(reports - index.reports) / (end - index.minutes)
    }
    if let low = descriptors.min(), let high = descriptors.max() { watch.descriptors = low...high }
    return watch
  }

  private static func indexed(_ target: Target) async throws -> (bytes: Int64, reports: Int64) {
    let figures = try await CollectorFigures(of: target.collector.base).all
    return (figures["tellback_match_index_bytes"] ?? 0, figures["tellback_match_index_reports"] ?? 0)
  }

  private static func drift(_ values: [Double]) -> Double {
    let half = values.count / 2
    guard half > 0 else { return 0 }
    let (early, late) = (
      values.prefix(half).reduce(0, +) / Double(half), values.suffix(half).reduce(0, +) / Double(half)
    )
    return early > 0 ? late / early - 1 : 0
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
