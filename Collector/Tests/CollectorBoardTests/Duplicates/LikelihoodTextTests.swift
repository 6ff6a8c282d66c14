// The sentence that says how likely two tickets are the same, and why.
import CollectorCore
import TellbackMatch
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct LikelihoodTextTests {
  private func text(
    _ base: Double, agreed: MatchAgreement = [], place: Int = 0, _ decide: (inout DecisionHistory) -> Void = { _ in }
  ) -> String {
    var history = DecisionHistory()
    decide(&history)
    let suggestion = TicketSuggestion(
      ticket: 2, candidate: 1, report: 2, candidateReport: 1, likelihood: base, words: [], at: BoardFixture.noon,
      agreed: agreed, place: place)
    return LikelihoodText.of(JudgedSuggestion(suggestion, DecisionCurve(history))).text
  }

  @Test func `without decisions it is the percentage alone`() {
    #expect(text(0.634) == "63 % likely")
    #expect(text(0.634, place: 2) == "at most 63 % likely")
  }

  @Test func `pairs about as likely are the reason, and what agrees beside them`() {
    let said = text(0.6, agreed: [.page, .steps, .error]) { history in
      for number in 0..<9 {
        history.add(0.55, agreed: number < 6 ? [.page, .version] : .steps, isSame: number != 2 && number != 7)
      }
    }
    #expect(
      said.hasSuffix(
        " % likely: in this app 7 of 9 such pairs were confirmed; on the same page 5 of 6; after the same steps 2 of 3")
    )
  }

  @Test func `where none was about as likely, all pairs of the app are the reason`() {
    let decide: (inout DecisionHistory) -> Void = { $0.add(0.9, isSame: true) }
    #expect(
      text(0.1, decide).hasSuffix(": in this app 1 of 1 pairs was confirmed, none of them about as likely"))
    Language.$current.withValue(.german) {
      #expect(text(0.634, place: 2) == "zu höchstens 63 % dasselbe")
      #expect(
        text(0.1, decide).hasSuffix(
          ": in dieser App wurde 1 von 1 Paaren bestätigt, keines davon ähnlich wahrscheinlich"))
    }
  }
}
