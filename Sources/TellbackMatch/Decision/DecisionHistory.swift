// What staff decided on an app's suggestions, as counts: by how likely the model had called the pair, and by what agreed beside
// the words. Counts are added and taken back exactly, so that a decision that is undone leaves nothing behind.

/// Counts of decisions on one app's suggestions.
public struct DecisionHistory: Sendable, Equatable {
  /// Decisions of one kind.
  public struct Count: Sendable, Equatable {
    /// Pairs that staff decided on.
    public var decided: Int64
    /// Of these, pairs that they merged.
    public var confirmed: Int64
    /// The sum of what the model had called them, in millionths: whole numbers add up to the same in any order.
    public var expected: Int64

    public init(decided: Int64 = 0, confirmed: Int64 = 0, expected: Int64 = 0) {
      self.decided = decided
      self.confirmed = confirmed
      self.expected = expected
    }

    mutating func add(_ other: Count) {
      decided &+= other.decided
      confirmed &+= other.confirmed
      expected &+= other.expected
    }
  }

  /// A band begins at each of these likelihoods, and one at 0. They are frozen: stores count by them.
  public static let bands: [Double] = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7]
  public static let bandCount = bands.count + 1
  /// What the likelihood of a pair is counted in.
  public static let millionths = 1_000_000.0

  private var cells: [Count]

  /// Nothing was decided.
  public init() { cells = [] }

  /// The band of a likelihood; 0 for what is no number.
  public static func band(of likelihood: Double) -> Int { bands.count { likelihood >= $0 } }

  /// A likelihood in millionths, from 0 to 1,000,000; 0 for what is no number.
  public static func expected(of likelihood: Double) -> Int64 {
    likelihood > 0 ? Int64((min(likelihood, 1) * millionths).rounded()) : 0
  }

  public var isEmpty: Bool { cells.allSatisfy { $0.decided <= 0 } }

  /// Notes one decision on a pair that the model had called so likely.
  public mutating func add(_ base: Double, agreed: MatchAgreement = [], isSame: Bool) {
    add(
      Count(decided: 1, confirmed: isSame ? 1 : 0, expected: Self.expected(of: base)), band: Self.band(of: base),
      agreed: agreed)
  }

  /// Takes one back.
  public mutating func remove(_ base: Double, agreed: MatchAgreement = [], isSame: Bool) {
    add(
      Count(decided: -1, confirmed: isSame ? -1 : 0, expected: -Self.expected(of: base)), band: Self.band(of: base),
      agreed: agreed)
  }

  /// Adds counts that a store kept. A band that does not exist is passed over.
  public mutating func add(_ count: Count, band: Int, agreed: MatchAgreement) {
    guard (0..<Self.bandCount).contains(band) else { return }
    if cells.isEmpty { cells = Array(repeating: Count(), count: Self.bandCount * MatchAgreement.combinations) }
    cells[band * MatchAgreement.combinations + Int(agreed.rawValue)].add(count)
  }

  /// The counts of a band (nil for all) of pairs in which all of `agreed` agreed.
  public func count(band: Int? = nil, agreed: MatchAgreement = []) -> Count {
    var sum = Count()
    forEachCell { cellBand, cellAgreed, count in
      if band == nil || band == cellBand, cellAgreed.isSuperset(of: agreed) { sum.add(count) }
    }
    return sum
  }

  func forEachCell(_ body: (_ band: Int, _ agreed: MatchAgreement, _ count: Count) -> Void) {
    for (place, count) in cells.enumerated() where count != Count() {
      body(
        place / MatchAgreement.combinations,
        MatchAgreement(rawValue: UInt8(place % MatchAgreement.combinations)), count)
    }
  }
}
