// Which tickets may share a pain: found by matching, by component and page, and by the same error. A person confirms each.
import TellbackWire

/// Why a ticket is proposed.
public enum PainReason: Sendable, Equatable {
  /// Matching finds it like this ticket, with these words in both, and how likely it is the same, 0 to 1.
  case alike(ticket: Int64, words: [String], likelihood: Double)
  /// A report of it came with the same error as one of this ticket.
  case error(ticket: Int64)
  /// Both have this component and this page.
  case place(component: String, page: String)
}

/// A ticket that may belong to a pain point, with the reasons.
public struct PainProposal: Sendable, Equatable {
  public var ticket: Ticket
  public var reasons: [PainReason]

  public init(ticket: Ticket, reasons: [PainReason]) {
    self.ticket = ticket
    self.reasons = reasons
  }
}

/// Tickets that may be one pain point together, which there is not yet.
public struct PainProposalGroup: Sendable, Equatable {
  public var proposals: [PainProposal]

  public init(proposals: [PainProposal]) { self.proposals = proposals }

  /// People on them; somebody on two of them counts twice.
  public var reporters: Int64 { proposals.reduce(0) { $0 + $1.ticket.reporterCount } }
}

/// Makes proposals. It reads at most ``looked`` tickets and suggestions, so that a page holds with a million reports.
public struct PainProposer {
  /// The newest tickets without a pain point that are looked at.
  public static let looked = 300
  /// Proposals for one pain point, and groups, that are shown.
  public static let limit = 20
  /// Tickets of one proposed group.
  public static let groupLimit = 50
  /// Tickets of a pain point of which matching is asked.
  private static let askedLimit = 30

  private let store: any StoreReads

  public init(_ store: any StoreReads) { self.store = store }

  /// For a pain point that there is, and these tickets of it: those with most reasons first, then those that most people reported.
  public func proposals(for point: PainPoint, with own: [Int64]) throws -> [PainProposal] {
    var reasons: [Int64: [PainReason]] = [:]
    let asked = own.suffix(Self.askedLimit)
    try store.readAhead { for ticket in asked { _ = try store.suggestions(ofTicket: ticket) } }
    for ticket in asked {
      for suggestion in try store.suggestions(ofTicket: ticket) where !own.contains(suggestion.candidate) {
        reasons[suggestion.candidate, default: []] += Self.reasons(of: suggestion, like: ticket)
      }
    }
    var found: [PainProposal] = []
    var seen = Set<Int64>()
    for ticket in try store.ungatheredTickets(in: .app(point.app), limit: Self.looked) {
      var why = reasons[ticket.number] ?? []
      if let component = point.facts.component, let page = point.facts.page, ticket.component == component,
        ticket.page == page
      {
        why.append(.place(component: component, page: page))
      }
      if !why.isEmpty, seen.insert(ticket.number).inserted { found.append(PainProposal(ticket: ticket, reasons: why)) }
    }
    // An old ticket that matching named is not among the newest.
    reasons = reasons.filter { !seen.contains($0.key) }
    try store.readAhead {
      for number in reasons.keys {
        _ = try store.painPoint(ofTicket: number)
        _ = try store.shownTicket(number)
      }
    }
    for (number, why) in reasons {
      guard try store.painPoint(ofTicket: number) == nil, let ticket = try store.shownTicket(number),
        ticket.state != .resolved, ticket.app == point.app
      else { continue }
      found.append(PainProposal(ticket: ticket, reasons: why))
    }
    return Array(found.sorted(by: Self.isBefore).prefix(Self.limit))
  }

  /// New pain points: groups of tickets that look alike, and tickets of one component and page. Those that hurt most people come
  /// first; a ticket stands in one group.
  public func groups(in apps: AppScope) throws -> [PainProposalGroup] {
    var groups: [PainProposalGroup] = []
    var taken = Set<Int64>()
    let free = try store.ungatheredTickets(in: apps, limit: Self.looked)
    let alike = try DuplicateGroup.all(in: apps, store)
    try store.readAhead {
      for ticket in alike.flatMap({ $0.members.map(\.ticket) + [$0.candidate] }) {
        _ = try store.painPoint(ofTicket: ticket.number)
      }
    }
    for group in alike {
      var proposals: [PainProposal] = []
      for member in group.members where !taken.contains(member.ticket.number) {
        guard try store.painPoint(ofTicket: member.ticket.number) == nil else { continue }
        proposals.append(
          PainProposal(
            ticket: member.ticket, reasons: Self.reasons(of: member.suggestion, like: group.candidate.number)))
      }
      if group.candidate.state != .resolved, !taken.contains(group.candidate.number),
        try store.painPoint(ofTicket: group.candidate.number) == nil
      {
        proposals.insert(PainProposal(ticket: group.candidate, reasons: []), at: 0)
      }
      guard proposals.count > 1 else { continue }
      let group = PainProposalGroup(proposals: Array(proposals.prefix(Self.groupLimit)))
      taken.formUnion(group.proposals.map(\.ticket.number))
      groups.append(group)
    }
    var places: [[String]: [Ticket]] = [:]
    for ticket in free where ticket.kind != .praise && !taken.contains(ticket.number) {
      guard let component = ticket.component, let page = ticket.page else { continue }
      places[[String(ticket.app.value), component, page], default: []].append(ticket)
    }
    for (place, tickets) in places where tickets.count > 1 {
      let proposals = tickets.prefix(Self.groupLimit).map { ticket in
        PainProposal(ticket: ticket, reasons: [.place(component: place[1], page: place[2])])
      }
      groups.append(PainProposalGroup(proposals: proposals))
    }
    return groups.sorted {
      $0.reporters != $1.reporters
        ? $0.reporters > $1.reporters : $0.proposals[0].ticket.number < $1.proposals[0].ticket.number
    }
  }

  private static func reasons(of suggestion: TicketSuggestion, like ticket: Int64) -> [PainReason] {
    let alike = PainReason.alike(ticket: ticket, words: suggestion.words, likelihood: suggestion.likelihood)
    // What the best candidate shares is known of the best alone.
    guard suggestion.place == 0, suggestion.agreed.contains(.error) else { return [alike] }
    return [alike, .error(ticket: ticket)]
  }

  private static func isBefore(_ left: PainProposal, _ right: PainProposal) -> Bool {
    if left.reasons.count != right.reasons.count { return left.reasons.count > right.reasons.count }
    if left.ticket.reporterCount != right.ticket.reporterCount {
      return left.ticket.reporterCount > right.ticket.reporterCount
    }
    return left.ticket.number < right.ticket.number
  }
}
