// New tickets whose best candidates agree: a person confirms all of them at once.
import TellbackMatch
import TellbackWire

/// Open tickets that most look like the same other ticket.
public struct DuplicateGroup: Sendable, Equatable {
  public struct Member: Sendable, Equatable {
    public var ticket: Ticket
    /// Why it looks like the candidate, and how likely it is the same.
    public var judged: JudgedSuggestion
    public var suggestion: TicketSuggestion { judged.suggestion }

    public init(ticket: Ticket, judged: JudgedSuggestion) {
      self.ticket = ticket
      self.judged = judged
    }
  }

  /// The ticket that all members look like.
  public var candidate: Ticket
  /// The most likely one first; at least one.
  public var members: [Member]

  public init(candidate: Ticket, members: [Member]) {
    self.candidate = candidate
    self.members = members
  }

  /// What is merged: a resolved candidate stays by itself, since new reports would vanish in it.
  public var tickets: [Ticket] {
    (candidate.state == .resolved ? [] : [candidate]) + members.map(\.ticket)
  }

  /// The ticket that stays: the one that more people reported; of two alike the older one, whose number more people know.
  public var survivor: Ticket {
    tickets.dropFirst().reduce(tickets[0]) { best, ticket in
      if best.reporterCount != ticket.reporterCount { return best.reporterCount > ticket.reporterCount ? best : ticket }
      return best.number < ticket.number ? best : ticket
    }
  }

  /// Words that speak for it, those of most members first; at most 8.
  public var words: [String] {
    var counts: [String: Int] = [:]
    for word in members.flatMap(\.suggestion.words) { counts[word, default: 0] += 1 }
    return counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(8).map(\.key)
  }

  /// How many right merges one key is expected to make.
  var expected: Double { members.reduce(0) { $0 + $1.judged.likelihood } }

  /// A group has what is at least so likely. In the training periods of two trackers (`evaluate --groups`) a person is then shown
  /// 1.6 and 2.2 wrong ones for each right one; with all suggestions, 4.7 and 7.
  public static let leastLikelihood = 0.2
  /// Suggestions that are looked through for groups, the newest tickets first.
  public static let looked = 1_000
  /// Members of one group, the most likely ones; those left over form a group when these are merged.
  public static let memberLimit = 50

  /// What no app's decisions can bring to ``leastLikelihood`` need not be read.
  static func leastBase(_ curves: [AppID: DecisionCurve]) -> Double {
    curves.values.map { $0.leastBase(for: leastLikelihood) }.min() ?? leastLikelihood
  }

  /// The groups of what is suggested for open tickets of these apps, the most promising first.
  public static func all(in apps: AppScope, _ store: any StoreReads) throws -> [DuplicateGroup] {
    var members: [Int64: [Member]] = [:]
    let curves = try store.decisionCurves(in: apps)
    let suggestions = try store.openSuggestions(in: apps, base: leastBase(curves), limit: looked)
    try store.readAhead {
      for suggestion in suggestions {
        _ = try (store.shownTicket(suggestion.ticket), store.shownTicket(suggestion.candidate))
      }
    }
    for suggestion in suggestions {
      guard let ticket = try store.shownTicket(suggestion.ticket) else { continue }
      let judged = JudgedSuggestion(suggestion, curves[ticket.app] ?? .none)
      guard judged.likelihood >= leastLikelihood else { continue }
      members[suggestion.candidate, default: []].append(Member(ticket: ticket, judged: judged))
    }
    let groups = try members.compactMap { number, members -> DuplicateGroup? in
      guard let candidate = try store.shownTicket(number) else { return nil }
      let likely = members.sorted {
        let (left, right) = ($0.judged.likelihood, $1.judged.likelihood)
        return left != right ? left > right : $0.ticket.number < $1.ticket.number
      }
      let group = DuplicateGroup(candidate: candidate, members: Array(likely.prefix(memberLimit)))
      return group.tickets.count > 1 ? group : nil
    }
    return groups.sorted {
      $0.expected != $1.expected ? $0.expected > $1.expected : $0.candidate.number < $1.candidate.number
    }
  }
}

/// What confirming a group did, so that it can be undone as a whole.
public struct GroupConfirmation: Sendable, Equatable {
  /// The merges that were made.
  public var links: [Int64]
  /// The pairs that were said to be different: a ticket that was taken out and the candidate.
  public var apart: [Pair]

  public struct Pair: Sendable, Equatable {
    public var ticket: Int64
    public var candidate: Int64

    public init(ticket: Int64, candidate: Int64) {
      self.ticket = ticket
      self.candidate = candidate
    }
  }

  public init(links: [Int64], apart: [Pair]) {
    self.links = links
    self.apart = apart
  }
}

extension TicketActions {
  /// Merges `chosen` into `survivor`, and says of those taken out that they are not the same as `candidate`. What somebody merged
  /// there meanwhile stays as it is.
  /// - Throws: `LinkError` for a ticket that cannot be merged; nothing is done then.
  public func confirm(
    _ chosen: [Int64], into survivor: Int64, takenOut: [Int64], candidate: Int64, by actor: Actor
  ) throws -> GroupConfirmation {
    guard chosen.count + takenOut.count <= DuplicateGroup.memberLimit + 1 else {
      throw LinkError.tooManyTickets(survivor, limit: DuplicateGroup.memberLimit + 1)
    }
    var done = GroupConfirmation(links: [], apart: [])
    let target = try find(survivor).number
    for number in chosen where try find(number).number != target {
      done.links.append(try merge(number, into: target, by: actor).id)
    }
    for number in takenOut {
      try markAsDifferent(number, candidate)
      done.apart.append(GroupConfirmation.Pair(ticket: number, candidate: candidate))
    }
    return done
  }

  /// Undoes what confirming a group did: the merges that still hold, and what was kept apart is suggested again.
  public func undo(_ confirmation: GroupConfirmation, by actor: Actor) throws {
    // The last one first: a ticket may have been merged into one that was merged later.
    for link in confirmation.links.reversed() { try undo(link: link, by: actor) }
    for pair in confirmation.apart { try unmarkAsDifferent(pair.ticket, pair.candidate) }
  }
}
