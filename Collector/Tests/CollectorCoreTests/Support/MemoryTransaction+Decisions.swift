// The transaction in memory: suggestions said to be no duplicates, and what was decided on them.
import CollectorCore
import TellbackMatch
import TellbackWire

extension MemoryTransaction {
  func dismissSuggestion(ticket: Int64, candidate: Int64, at: Timestamp) throws -> Bool {
    let pairs = try pairs(ticket, candidate).subtracting(state.dismissed)
    state.dismissed.formUnion(pairs)
    return !pairs.isEmpty
  }
  func restoreSuggestion(ticket: Int64, candidate: Int64) throws {
    state.dismissed.subtract(try pairs(ticket, candidate))
  }
  /// The suggestions between what is found as these two.
  private func pairs(_ ticket: Int64, _ candidate: Int64) throws -> Set<[Int64]> {
    let (left, right) = (try finalTicket(of: ticket), try finalTicket(of: candidate))
    return Set(
      try state.suggestions.filter { suggestion in
        let ends = [try finalTicket(of: suggestion.ticket), try finalTicket(of: suggestion.candidate)]
        return ends == [left, right] || ends == [right, left]
      }.map { [$0.ticket, $0.candidate] })
  }

  func decisionHistory(app: AppID) throws -> DecisionHistory {
    var history = DecisionHistory()
    for (pair, isSame) in state.decisions.values where pair.app == app {
      history.add(pair.base, agreed: pair.agreed, isSame: isSame)
    }
    return history
  }
  func decidablePairs(touching tickets: [Int64]) throws -> [DecidablePair] {
    let roots = try tickets.map(finalTicket(of:))
    return try state.suggestions.filter { suggestion in
      guard suggestion.place == 0 else { return false }
      return try roots.contains(finalTicket(of: suggestion.ticket))
        || roots.contains(finalTicket(of: suggestion.candidate))
    }.compactMap { suggestion in
      let key = [suggestion.ticket, suggestion.candidate]
      return state.tickets[suggestion.ticket].map { ticket in
        DecidablePair(
          ticket: suggestion.ticket, candidate: suggestion.candidate, app: ticket.app, base: suggestion.base,
          agreed: suggestion.agreed, isDismissed: state.dismissed.contains(key), isSame: state.decisions[key]?.isSame)
      }
    }
  }
  func setDecision(_ isSame: Bool?, on pair: DecidablePair) throws {
    state.decisions[[pair.ticket, pair.candidate]] = isSame.map { (pair, $0) }
  }
}
