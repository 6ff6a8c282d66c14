// What staff decided corrects a likelihood: within bounds, never turning an order around, and gone when it is taken back.
import Testing

@testable import TellbackMatch

@Suite struct DecisionCurveTests {
  private struct Bits: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }

  private static let steps = (0...1_000).map { Double($0) / 1_000 }
  private static let all = MatchAgreement(rawValue: 15)

  private static func history(_ base: Double, confirmed: Int, refused: Int, agreed: MatchAgreement = [])
    -> DecisionHistory
  {
    var history = DecisionHistory()
    for _ in 0..<confirmed { history.add(base, agreed: agreed, isSame: true) }
    for _ in 0..<refused { history.add(base, agreed: agreed, isSame: false) }
    return history
  }

  /// Counts of any size and sign, as a damaged store might hold them.
  private static func random(_ bits: inout Bits) -> DecisionHistory {
    var history = DecisionHistory()
    let isWild = Bool.random(using: &bits)
    func number() -> Int64 {
      isWild ? Int64.random(in: .min ... .max, using: &bits) : Int64.random(in: 0...60, using: &bits)
    }
    for _ in 0..<Int.random(in: 0...30, using: &bits) {
      let decided = number()
      history.add(
        DecisionHistory.Count(decided: decided, confirmed: number(), expected: isWild ? number() : decided * 300_000),
        band: Int.random(in: -1...8, using: &bits),
        agreed: MatchAgreement(rawValue: UInt8.random(in: 0...255, using: &bits)))
    }
    return history
  }

  @Test func `where nothing was decided a likelihood is the model's own, to the last bit`() {
    for base in Self.steps { #expect(DecisionCurve.none.likelihood(base, agreed: Self.all) == base) }
    #expect(DecisionCurve.none.likelihood(.nan) == 0)
    #expect(DecisionCurve.none.leastBase(for: 0.2) == 0.2)
  }

  @Test func `any counts and any bits give a likelihood from 0 to 1 that rises with the model's and with what agrees`()
  {
    var bits = Bits(state: 41)
    for _ in 0..<400 {
      let curve = DecisionCurve(Self.random(&bits))
      for _ in 0..<20 {
        let any = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &bits))
        #expect((0...1).contains(curve.likelihood(any, agreed: Self.all)), "\(any)")
      }
      for raw in 0..<UInt8(16) {
        let agreed = MatchAgreement(rawValue: raw)
        var last = -1.0
        for base in Self.steps {
          let likelihood = curve.likelihood(base, agreed: agreed)
          #expect(likelihood >= last && likelihood <= 1, "\(base) \(raw)")
          for kind in MatchAgreement.allCases {
            #expect(curve.likelihood(base, agreed: agreed.union(kind)) >= likelihood)
          }
          last = likelihood
        }
      }
    }
  }

  @Test func `confirmed pairs raise what is about as likely, refused ones lower it`() {
    let confirmed = DecisionCurve(Self.history(0.3, confirmed: 20, refused: 0))
    let refused = DecisionCurve(Self.history(0.3, confirmed: 0, refused: 20))
    #expect(confirmed.likelihood(0.3) > 0.4)
    #expect(refused.likelihood(0.3) < 0.25)
    // What went as the model says changes next to nothing.
    #expect(abs(DecisionCurve(Self.history(0.3, confirmed: 30, refused: 70)).likelihood(0.3) - 0.3) < 0.01)
  }

  @Test func `many decisions come near their share, and one moves little`() {
    let many = DecisionCurve(Self.history(0.4, confirmed: 600, refused: 400))
    #expect(abs(many.likelihood(0.4) - 0.6) < 0.02)
    let one = DecisionCurve(Self.history(0.4, confirmed: 1, refused: 0))
    #expect(one.likelihood(0.4) > 0.4 && one.likelihood(0.4) < 0.5)
  }

  @Test func `a band that falls below a lower one is pooled with it`() {
    var history = Self.history(0.3, confirmed: 90, refused: 10)
    for _ in 0..<100 { history.add(0.6, isSame: false) }
    let curve = DecisionCurve(history)
    #expect(curve.likelihood(0.62) >= curve.likelihood(0.3))
    #expect(curve.likelihood(0.3) < 0.7, "what is likelier was never right")
  }

  @Test func `no run of decisions moves the odds of words or of agreement by more than a factor of e squared`() {
    func odds(_ probability: Double) -> Double { probability / (1 - probability) }
    let most = DecisionCurve.most * 1.000_001
    let up = DecisionCurve(Self.history(0.07, confirmed: 1_000_000, refused: 0, agreed: .page))
    let down = DecisionCurve(Self.history(0.9, confirmed: 0, refused: 1_000_000))
    for base in Self.steps.dropFirst().dropLast() {
      #expect(odds(up.likelihood(base)) / odds(base) < most)
      #expect(odds(up.likelihood(base, agreed: .page)) / odds(base) < most * most)
      #expect(odds(down.likelihood(base)) / odds(base) > 1 / most)
    }
    // So very likely pairs are still shown by default.
    #expect(down.likelihood(0.4) > 0.05)
  }

  @Test(arguments: MatchAgreement.allCases)
  func `what agrees counts for more where staff confirm it, and never against`(kind: MatchAgreement) {
    var history = Self.history(0.2, confirmed: 40, refused: 10, agreed: kind)
    for _ in 0..<50 { history.add(0.2, isSame: false) }
    let telling = DecisionCurve(history)
    #expect(telling.likelihood(0.2, agreed: kind) > telling.likelihood(0.2) + 0.1)
    let untelling = DecisionCurve(Self.history(0.2, confirmed: 0, refused: 50, agreed: kind))
    #expect(untelling.likelihood(0.2, agreed: kind) == untelling.likelihood(0.2))
  }

  @Test func `a decision that is taken back leaves what was`() {
    let before = Self.history(0.3, confirmed: 3, refused: 2, agreed: [.page, .steps])
    var history = before
    for base in [0.123_456_7, 0.99, .nan, 7, 0.05] { history.add(base, agreed: .error, isSame: true) }
    for base in [7, 0.05, 0.99, 0.123_456_7, .nan] { history.remove(base, agreed: .error, isSame: true) }
    #expect(history == before)
    #expect(DecisionCurve(history) == DecisionCurve(before))
  }

  @Test func `what is below the least base cannot reach the likelihood, whatever agrees`() {
    var bits = Bits(state: 43)
    for _ in 0..<100 {
      let curve = DecisionCurve(Self.random(&bits))
      let least = curve.leastBase(for: 0.2)
      for base in Self.steps where base < least { #expect(curve.likelihood(base, agreed: Self.all) < 0.2) }
    }
  }

  @Test func `a query says what agrees, what the model says, and what decisions make of it`() throws {
    let now: Int64 = 1_700_000_000
    let index = MatchIndex()
    for (number, other) in ["Cannot pay by card", "Export loses images", "Search is slow"].enumerated() {
      try index.add(MatchDocument(text: other, time: now), id: MatchID(Int64(number)), group: MatchID(Int64(number)))
    }
    let known = MatchDocument(
      text: "The list of invoices stays empty", page: "/invoices", version: "2.1", time: now - 86_400)
    try index.add(known, id: MatchID(50), group: MatchID(50))
    let asked = MatchDocument(text: "Invoices: the list is empty", page: "/invoices", version: "2.2", time: now)
    let plain = index.match(asked, at: now)
    #expect(plain.agreed == .page && plain.base == plain.probability && plain.base > 0)
    let curve = DecisionCurve(Self.history(Double(plain.base), confirmed: 30, refused: 0, agreed: .page))
    let moved = index.match(asked, at: now, curve: curve)
    #expect(moved.base == plain.base && moved.probability > plain.probability)
    #expect(moved.probability == Float(curve.likelihood(Double(plain.base), agreed: .page)))
  }
}
