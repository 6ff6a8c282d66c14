// How many bytes of reports one commit takes: as many as this machine writes in a twentieth of a second. On a machine
// ten times slower four megabytes would keep everybody waiting for a second.

/// Learns from each commit. What syncing takes is not its business: a slow disk wants larger commits, not smaller ones.
struct CommitShare {
  static let smallest = 131_072
  static let largest = 4_194_304
  /// In nanoseconds.
  static let target: UInt64 = 50_000_000

  private(set) var bytes = largest

  /// Reports of so many bytes took so long to write, their sync excluded.
  mutating func note(bytes written: Int, took nanoseconds: UInt64) {
    if nanoseconds > Self.target {
      let fitting = Double(written) * Double(Self.target) / Double(nanoseconds)
      // A slow moment is no slow machine: one commit at most halves it.
      bytes = min(bytes, max(Self.smallest, bytes / 2, Int(fitting)))
    } else if written >= bytes, nanoseconds < Self.target / 2 {
      bytes = min(Self.largest, bytes * 2)
    }
  }
}
