// Changed rules tried on reports that came before anything is saved: which would have been routed differently, from what to what.
import TellbackWire

/// The reports of one ticket that changed rules would route differently, all in the same way.
public struct RoutingDifference: Sendable, Equatable {
  public var ticket: Int64
  public var title: String
  public var reports: Int
  public var before: RoutingOutcome
  public var after: RoutingOutcome
}

/// What trying came to.
public struct RoutingTrial: Sendable, Equatable {
  /// The most reports that are tried, the newest.
  public static let limit = 200

  /// How many were tried.
  public var reports: Int
  /// How many of these would have been routed differently.
  public var different: Int
  /// By ticket, the one with the newest report first.
  public var differences: [RoutingDifference]

  /// Tries `after` beside `before` on the newest reports of an app, or with nil of all apps that are in `scope`. Each report is asked
  /// as if it opened its ticket. O(reports × rules).
  public init(
    of after: [RoutingRule], beside before: [RoutingRule], app: AppID?, in scope: AppScope, _ reads: any StoreReads
  ) throws {
    let books = (before: RuleBook(before), after: RuleBook(after))
    (reports, different, differences) = (0, 0, [])
    for stored in try reads.newestPlaced(app: app, limit: Self.limit) where scope.contains(stored.app) {
      // A report that this version cannot read, or that only said "me too", was not routed by its words.
      guard let report = try? Report(decoding: stored.body), report.knownIssue == nil,
        let number = try reads.shownTicket(ofReport: stored.id), let ticket = try reads.ticket(number)
      else { continue }
      reports += 1
      let (was, will) = (
        books.before.outcome(of: report, app: stored.app), books.after.outcome(of: report, app: stored.app)
      )
      guard !was.leadsWhere(will) else { continue }
      different += 1
      let same = differences.firstIndex {
        $0.ticket == number && $0.before.leadsWhere(was) && $0.after.leadsWhere(will)
      }
      if let same {
        differences[same].reports += 1
      } else {
        differences.append(
          RoutingDifference(ticket: number, title: ticket.title, reports: 1, before: was, after: will))
      }
    }
  }
}

extension RoutingOutcome {
  /// Whether both come to the same, whichever rules say so.
  public func leadsWhere(_ other: RoutingOutcome) -> Bool {
    component == other.component && severity == other.severity && group == other.group && owner == other.owner
      && Set(tags) == Set(other.tags)
  }
}
