// How many reports one batch of the digest takes: as many as this machine digests in a twenty-fifth of a second, so that an
// ingest that comes meanwhile waits as little on a slow machine as on a quick one.
import CollectorCore

/// Learns from each batch.
struct DigestShare: Sendable, Equatable {
  static let smallest = 4
  /// In seconds.
  static let target = 0.04

  private(set) var reports: Int
  private let largest: Int

  /// `first` for the first batch, and never more than `largest`.
  init(first: Int = Digest.batchLimit, largest: Int = Digest.batchLimit) {
    reports = first
    self.largest = largest
  }

  /// So many reports took so many seconds, the commit excluded.
  mutating func note(reports count: Int, took seconds: Double) {
    guard count > 0, seconds > 0 else { return }
    let fitting = Int(min(Double(largest), Double(count) * Self.target / seconds))
    // A slow moment is no slow machine: one batch at most halves it, and one at most doubles it.
    reports = min(max(fitting, reports / 2, Self.smallest), reports * 2, largest)
  }
}
