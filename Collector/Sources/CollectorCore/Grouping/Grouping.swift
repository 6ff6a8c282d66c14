// Which keys a report has, by the mechanism of today and by those before it. Nothing old is read again when a mechanism
// changes: its keys stay in the store and go on matching for a number of days.
import TellbackWire

/// One way to make keys, with the number of its version; keys of two versions never compare equal.
public struct GroupingMechanism: Sendable {
  public let version: Int
  private let make: @Sendable (Report) -> GroupingKey?

  /// - Parameter key: nil for a report that this version must not group, such as one that a later version keeps apart.
  public init(version: Int, key: @escaping @Sendable (Report) -> GroupingKey?) {
    self.version = version
    make = key
  }

  public func key(of report: Report) -> GroupingKey? { make(report) }

  /// Keys called `exact-1/…`.
  public static let exact1 = GroupingMechanism(version: 1) { ExactGrouping.firstKey(of: $0) }
  /// Keys called `exact-2/…`: codes tell errors apart, measures in any form do not, and reports that need different work
  /// do not join by words.
  public static let exact2 = GroupingMechanism(version: 2) { ExactGrouping.key(of: $0) }
}

/// The mechanism that makes keys, and the earlier ones whose keys go on matching.
///
/// A key of an earlier version joins a report to its ticket while the ticket's newest report is at most ``days`` old, and
/// the report's key of today is kept for that ticket, so that each earlier key is needed once. An earlier mechanism costs
/// one more lookup for a report that today's key does not join.
public struct Grouping: Sendable {
  public static let defaultDays = 90

  public let current: GroupingMechanism
  /// Newest first.
  public let earlier: [GroupingMechanism]
  /// Days since a ticket's newest report, 0 or more; with 0 no earlier key matches.
  public let days: Int

  public init(
    current: GroupingMechanism = .exact2, earlier: [GroupingMechanism] = [], days: Int = Grouping.defaultDays
  ) {
    self.current = current
    self.earlier = earlier.filter { $0.version != current.version }.sorted { $0.version > $1.version }
    self.days = max(0, days)
  }

  /// What the collector runs: today's mechanism, and every earlier one that its stores may hold keys of.
  public static func shipped(days: Int = Grouping.defaultDays) -> Grouping {
    Grouping(current: .exact2, earlier: [.exact1], days: days)
  }

  /// The app's own key, else the key of today.
  public func key(of report: Report) -> GroupingKey {
    CustomGrouping.key(of: report) ?? current.key(of: report) ?? ExactGrouping.key(of: report)
  }

  /// The keys of all mechanisms that group the report: the app's own key alone, else today's first.
  public func keys(of report: Report) -> [GroupingKey] {
    if let key = CustomGrouping.key(of: report) { return [key] }
    return [key(of: report)] + earlier.compactMap { $0.key(of: report) }
  }

  /// The ticket that a key of the report leads to, with that key. `key` is its key of today.
  public func ticket(
    for report: Report, _ key: GroupingKey, app: AppID, in store: any StoreReads, now: Timestamp
  ) throws -> (ticket: Ticket, key: GroupingKey)? {
    if let number = try store.ticket(app: app, groupingKey: key.bytes), let ticket = try store.ticket(number) {
      return (ticket, key)
    }
    // The app's own key decides alone.
    for mechanism in earlier where days > 0 && report.groupingKey == nil {
      guard let key = mechanism.key(of: report), let number = try store.ticket(app: app, groupingKey: key.bytes),
        let ticket = try store.ticket(number),
        now.milliseconds - ticket.lastReceivedAt.milliseconds <= Int64(days) * 86_400_000,
        Self.joins(report, ticket, key.mechanism)
      else { continue }
      return (ticket, key)
    }
    return nil
  }

  /// Whether a report may join a ticket by `mechanism`: by words alone only when both need the same work.
  static func joins(_ report: Report, _ ticket: Ticket, _ mechanism: String) -> Bool {
    mechanism.lowercased().hasSuffix("error") || report.kind.work == ticket.kind.work
  }
}
