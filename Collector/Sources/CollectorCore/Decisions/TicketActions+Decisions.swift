// What counts as a decision on a suggestion. It follows from what stands, the merges that hold and what was dismissed, so that
// undoing either takes the decision back.

extension TicketActions {
  /// Counts anew the pairs that a change of links or of what is dismissed may have decided. A pair that is found as one ticket is
  /// the same, by whatever way it came there; one that was dismissed is not; every other one is undecided. Only a ticket's first
  /// suggestion counts: its likelihood is that of the first.
  func settleDecisions(touching tickets: [Int64]) throws {
    var finals: [Int64: Int64] = [:]
    func final(_ number: Int64) throws -> Int64 {
      if let known = finals[number] { return known }
      let found = try store.finalTicket(of: number)
      finals[number] = found
      return found
    }
    for pair in try store.decidablePairs(touching: tickets) {
      let isOne = try final(pair.ticket) == final(pair.candidate)
      let isSame = isOne ? true : pair.isDismissed ? false : nil
      if isSame != pair.isSame { try store.setDecision(isSame, on: pair) }
    }
  }
}
