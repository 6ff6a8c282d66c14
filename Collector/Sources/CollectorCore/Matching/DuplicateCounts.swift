// How many open tickets look like another one, for lists: what the page of groups shows, without a ticket being read.
import TellbackMatch

/// The best suggestion of an open ticket, with what both tickets are.
public struct SuggestedPair: Sendable, Equatable {
  public var suggestion: TicketSuggestion
  /// Of the open ticket.
  public var app: AppID
  public var candidateIsResolved: Bool

  public init(suggestion: TicketSuggestion, app: AppID, candidateIsResolved: Bool) {
    self.suggestion = suggestion
    self.app = app
    self.candidateIsResolved = candidateIsResolved
  }
}

extension MatchReads where Self: TicketReads {
  public func suggestedPairs(in apps: AppScope, base: Double, limit: Int) throws -> [SuggestedPair] {
    try openSuggestions(in: apps, base: base, limit: limit).compactMap { suggestion in
      guard let own = try ticket(suggestion.ticket), let other = try ticket(suggestion.candidate) else { return nil }
      return SuggestedPair(suggestion: suggestion, app: own.app, candidateIsResolved: other.state == .resolved)
    }
  }
}

public struct DuplicateCounts: Sendable, Equatable {
  /// By the ticket that they look like: how many members its group has.
  public var members: [Int64: Int] = [:]
  public var total: Int { members.values.reduce(0, +) }

  /// None.
  public init() {}

  /// The groups that ``DuplicateGroup/all(in:_:)`` gives. O(``DuplicateGroup/looked``).
  public init(in apps: AppScope, _ store: any StoreReads) throws {
    let curves = try store.decisionCurves(in: apps)
    let base = DuplicateGroup.leastBase(curves)
    var resolved: Set<Int64> = []
    for pair in try store.suggestedPairs(in: apps, base: base, limit: DuplicateGroup.looked) {
      let judged = JudgedSuggestion(pair.suggestion, curves[pair.app] ?? .none)
      guard judged.likelihood >= DuplicateGroup.leastLikelihood else { continue }
      members[pair.suggestion.candidate, default: 0] += 1
      if pair.candidateIsResolved { resolved.insert(pair.suggestion.candidate) }
    }
    // A ticket that looks like a resolved one alone has nobody to be merged with.
    members = members.filter { $0.value > 1 || !resolved.contains($0.key) }
      .mapValues { min($0, DuplicateGroup.memberLimit) }
  }
}
