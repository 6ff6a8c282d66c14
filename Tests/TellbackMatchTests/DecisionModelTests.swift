// The probability that the first candidate is the one: from 0 to 1 whatever the evidence, and moved the right way.
import Testing

@testable import TellbackMatch

@Suite struct DecisionModelTests {
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

  private static let oddities: [Float] = [
    .nan, .signalingNaN, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0,
    .leastNonzeroMagnitude,
  ]

  private func isShare(_ probability: Float) -> Bool { probability >= 0 && probability <= 1 }

  @Test func `evidence of any bits gives a probability from 0 to 1`() {
    var bits = Bits(state: 9)
    for _ in 0..<3_000 {
      let count = Int.random(in: 0...20, using: &bits)
      var evidence = (0..<count).map { _ in Float(bitPattern: UInt32.random(in: 0 ... .max, using: &bits)) }
      if count > 0, Bool.random(using: &bits) {
        evidence[Int.random(in: 0..<count, using: &bits)] = Self.oddities.randomElement(using: &bits) ?? 0
      }
      #expect(isShare(DecisionModel.standard.probability(of: evidence)), "\(evidence)")
    }
  }

  @Test func `a model of any bits ends, with a probability from 0 to 1`() {
    var bits = Bits(state: 10)
    for _ in 0..<2_000 {
      let model = DecisionModel(
        trees: (0..<Int.random(in: 0...40, using: &bits)).map { _ in UInt32.random(in: 0 ... .max, using: &bits) },
        slope: Float(bitPattern: UInt32.random(in: 0 ... .max, using: &bits)),
        offset: Float(bitPattern: UInt32.random(in: 0 ... .max, using: &bits)))
      #expect(isShare(model.probability(of: [Float](repeating: 1, count: MatchEvidence.count))))
    }
  }

  @Test func `a tree leads to the leaf that its splits name`() {
    // margin below 2: leaf 0; else textCosine below .5: leaf 1, else leaf 2.
    let first = UInt32(MatchEvidence.margin.rawValue) | 4 << 4 | 1 << 7
    let second = UInt32(MatchEvidence.textCosine.rawValue) | 5 << 4 | 6 << 7
    let leaves: [Float] = [-1, 0.25, 3, 0]
    let model = DecisionModel(
      trees: [first | second << 10, Float(2).bitPattern, Float(0.5).bitPattern, 0] + leaves.map(\.bitPattern), slope: 1,
      offset: 0)
    func sum(margin: Float, cosine: Float) -> Float {
      var evidence = [Float](repeating: 0, count: MatchEvidence.count)
      evidence[MatchEvidence.margin.rawValue] = margin
      evidence[MatchEvidence.textCosine.rawValue] = cosine
      return model.sum(evidence)
    }
    #expect(sum(margin: 1.99, cosine: 1) == -1)
    #expect(sum(margin: 2, cosine: 0.49) == 0.25)
    #expect(sum(margin: 2, cosine: 0.5) == 3)
  }

  @Test func `more speaking for a candidate by its context never makes it less likely`() {
    var bits = Bits(state: 11)
    for _ in 0..<50 {
      var evidence = (0..<MatchEvidence.count).map { _ in Float.random(in: -5...30, using: &bits) }
      var last: Float = -1
      for context in stride(from: Float(-4), through: 8, by: 0.5) {
        evidence[MatchEvidence.context.rawValue] = context
        let probability = DecisionModel.standard.probability(of: evidence)
        #expect(probability >= last)
        last = probability
      }
    }
  }

  @Test func `page, version, error and steps in common each raise the probability, another page or error lowers it`()
    throws
  {
    let now: Int64 = 1_700_000_000
    let text = "The list of invoices stays empty after the update of last week"
    func probability(
      page: (String?, String?) = (nil, nil), version: String? = nil, error: ([UInt8]?, [UInt8]?) = (nil, nil),
      steps: [String] = []
    ) throws -> Float {
      let index = MatchIndex()
      for (number, other) in ["Cannot pay by card", "Export loses images", "Search is slow"].enumerated() {
        try index.add(MatchDocument(text: other, time: now), id: MatchID(Int64(number)), group: MatchID(Int64(number)))
      }
      let known = MatchDocument(
        text: text, error: error.0, page: page.0, version: version, steps: steps, time: now - 86_400)
      try index.add(known, id: MatchID(50), group: MatchID(50))
      let asked = MatchDocument(
        text: "Invoices: the list is empty", error: error.1, page: page.1, version: version, steps: steps, time: now)
      return index.match(asked, at: now).probability
    }
    let plain = try probability()
    #expect(try probability(page: ("/invoices", "/invoices")) > plain)
    #expect(try probability(page: ("/invoices", "/orders")) < plain)
    #expect(try probability(version: "2.1") > plain)
    #expect(try probability(error: ([1, 2], [1, 2])) > plain)
    #expect(try probability(error: ([1, 2], [3, 4])) < plain)
    #expect(try probability(steps: ["opened the invoices"]) > plain)
  }

  @Test func `the model that ships is small and finite`() {
    let model = DecisionModel.standard
    #expect(model.trees.count % DecisionModel.wordsPerTree == 0)
    #expect(!model.trees.isEmpty && model.trees.count * 4 <= 16_384)
    #expect(model.slope > 0 && model.offset.isFinite)
  }
}
