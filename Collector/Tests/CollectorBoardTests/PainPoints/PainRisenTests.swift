// What the ledger says of pain that rose after a fix, in both languages.
import CollectorCore
import CollectorEvidence
import TellbackWire
import Testing

@testable import CollectorBoard

// Practice C4: as big ones are solved, smaller ones show.
@Suite struct PainRisenTests {
  @Test func `the attempt and what rose after it say so, with the figures of both`() async throws {
    try await PainHouse.with { scene in
      let now = scene.house.clock.now
      let (first, next) = try await scene.house.store.write { store in
        let actions = PainActions(store, now: now)
        let first = try actions.make(of: [1], by: .system)
        let next = try actions.make(of: [2], by: .system)
        let attempt = try actions.attempt(first, "Retry", .code, department: nil, release: .version("2"), by: .system)
        try fillRisen(store, next, after: attempt, now: now)
        return (first, next)
      }
      let ledger = try await scene.get("/pain/\(first)")
      for part in [
        "What rose since", "My card is charged twice", "More people get this far",
        "By days in use: 2.10 (1.40 to 3.20) times as often; 1,120 reported on 56,000 days with the fix, 5,600 on 560,000 without",
        "1.05 (0.70 to 1.40) times as often; 28,000 days with the fix, 20.0 reports per 1,000, and 140,000 without, 20.0 per 1,000",
      ] { #expect(ledger.contains(part), "\(part)") }
      let other = try await scene.get("/pain/\(next)")
      #expect(other.contains("It rose after a fix elsewhere") && other.contains("Retry"))
      #expect(other.contains("/pain/\(first)#a-"))
      #expect(!ledger.contains("It rose after a fix elsewhere") && !other.contains("What rose since"))
    }
  }

  @Test func `German has its own words, and what is not known is said to be`() throws {
    let days = RisenPain.Days(new: 10, old: 20)
    let risen = RisenPain(
      attempt: 1, pain: 2, finding: .unknown,
      active: RisenPain.Change(
        days: days, reports: RisenPain.Days(new: 3, old: 1), ratio: nil,
        interval: RateInterval(lower: 1.5, upper: .infinity)),
      reached: nil)
    Language.$current.withValue(.german) {
      #expect(PainText.finding(.newlyExposed).text == "Mehr Menschen kommen so weit")
      for source in Exposure.Source.allCases {
        #expect(PainText.inUse(risen.active, by: source).text.contains("mindestens 1,50 mal so häufig"))
      }
      #expect(PainText.inUse(risen.active, by: .reports).text.contains("fehlen Lebenszeichen"))
      #expect(PainText.reachNotKnown.text.contains("bleibt der Grund offen"))
    }
    let words = Set(MaskedPain.Finding.allCases.map { PainText.finding($0).text })
    #expect(words.count == MaskedPain.Finding.allCases.count)
    let change = RisenPain.Change(
      days: RisenPain.Days(new: 0, old: 5), reports: RisenPain.Days(new: 0, old: 0), ratio: nil, interval: .unknown)
    #expect(PainText.reached(change).text.contains("0 days with the fix, – reports per 1,000"))
  }
}
