// Who digests which apps, where several processes share a store.
import TellbackWire

/// The right of one digester to digest the pending reports of some apps, for a while.
///
/// It keeps two digesters from doing the same work, and the reports of an app in their order. It is not what keeps a report from
/// being digested twice: that is ``TicketWrites/place(_:report:opened:)``, which takes a report that is pending, or throws
/// ``StoreError/notPending(_:)``. So a digester that was suspended past its lease does no harm. Who waits for an
/// app keeps its match index up with what others place: ``TicketMatcher/follow(_:)``.
public struct DigestLease: Sendable, Equatable {
  /// For how long a lease is given, in seconds. A process that dies holds up its apps for at most as long. Others look each second:
  /// so its work goes on within ten.
  public static let seconds: Int64 = 6
  /// A digester renews with so many seconds left.
  public static let renewal: Int64 = 4

  public var apps: AppScope
  public var until: Timestamp

  public init(apps: AppScope, until: Timestamp) {
    self.apps = apps
    self.until = until
  }

  /// True when it need not be renewed before a batch.
  public func isFresh(at now: Timestamp) -> Bool { now < until.adding(seconds: -Self.renewal) }
}
