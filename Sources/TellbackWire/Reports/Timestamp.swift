// A moment in milliseconds: the only form of time on the wire.

/// A moment in milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The moment `seconds` later, clamped to the range.
  public func adding(seconds: Int64) -> Timestamp {
    let (product, productOverflow) = seconds.multipliedReportingOverflow(by: 1_000)
    let (sum, sumOverflow) = milliseconds.addingReportingOverflow(product)
    guard productOverflow || sumOverflow else { return Timestamp(milliseconds: sum) }
    return Timestamp(milliseconds: seconds < 0 ? .min : .max)
  }
}
