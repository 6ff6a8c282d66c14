// What an installation's new counts add to its app's sums. The rules are the domain's; a store adds the differences up.
import TellbackWire

/// The difference between what an installation had counted and what it counts now.
public struct AccountingChange: Sendable, Equatable {
  /// More would be a wrong count: a sum over millions of installations must not overflow.
  public static let most: Int64 = 1_000_000_000_000
  /// Different reasons that an app's sums name; the rest is counted under ``otherReason``.
  public static let mostReasons = 97
  public static let otherReason = "other"

  /// What is kept of the installation from now on, within bounds.
  public var kept: Accounting
  /// What the app's sums grow by, each below 0 where it shrinks. Discards by reason; those that stay are left out.
  public var captured: Int64
  public var delivered: Int64
  public var queued: Int64
  public var discarded: [String: Int64]

  /// Nil when the new counts are older than those that are kept: totals only grow, so what is told by smaller ones was sent before
  /// and came after.
  ///
  /// - Parameter name: the reason under which a reason is counted, so that there are not too many.
  public init?(
    from before: Accounting, to now: Accounting, naming name: (String) throws -> String
  ) rethrows {
    kept = Accounting()
    kept.captured = Self.bounded(now.captured)
    kept.delivered = Self.bounded(now.delivered)
    kept.queued = Self.bounded(now.queued)
    let sum = now.discarded.values.reduce(Int64(0)) { Self.bounded($0 + Self.bounded($1)) }
    let growing = [kept.captured, kept.delivered, sum]
    let grown = [before.captured, before.delivered, before.discarded.values.reduce(0, +)]
    if growing != grown, zip(growing, grown).allSatisfy({ $0 <= $1 }) { return nil }
    for (reason, count) in now.discarded where count > 0 {
      kept.discarded[try name(reason), default: 0] += Self.bounded(count)
    }
    captured = kept.captured - before.captured
    delivered = kept.delivered - before.delivered
    queued = kept.queued - before.queued
    discarded = [:]
    for reason in Set(kept.discarded.keys).union(before.discarded.keys) {
      let difference = (kept.discarded[reason] ?? 0) - (before.discarded[reason] ?? 0)
      if difference != 0 { discarded[reason] = difference }
    }
  }

  /// The reason under which an app counts `reason`, when it names so many already.
  public static func name(of reason: String, isKnown: Bool, named count: Int) -> String {
    isKnown || count < mostReasons ? reason : otherReason
  }

  private static func bounded(_ count: Int64) -> Int64 { min(max(0, count), most) }
}
