// The name of a report or a group inside an index: 16 bytes, so that both a UUID and a row's number fit.

/// What names a report or a group in a ``MatchIndex``.
public struct MatchID: Hashable, Sendable, Comparable, BitwiseCopyable {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A row's number.
  public init(_ number: Int64) { self.init(high: 0, low: UInt64(bitPattern: number)) }

  /// The 16 bytes of a UUID, most significant first; nil when they are not 16.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.init(
      high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
      low: bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    )
  }

  /// The 16 bytes, most significant first.
  public var bytes: [UInt8] {
    [high, low].flatMap { word in
      stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  /// The row's number that this was made of, or nil when it was made of something else.
  public var number: Int64? { high == 0 ? Int64(bitPattern: low) : nil }

  public static func < (first: MatchID, second: MatchID) -> Bool {
    (first.high, first.low) < (second.high, second.low)
  }
}
