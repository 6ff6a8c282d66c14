// How likely a pair is in this app: what the model says, corrected by what staff decided on earlier ones. Additions, products
// and quotients alone, each of which rounds the same way everywhere and never turns an order around.

/// The model's likelihood, corrected for one app.
///
/// Each band of ``DecisionHistory`` is a knot: its share of confirmed pairs, smoothed by a Beta prior of ``priorDecisions``
/// decisions that went as the model says (after the app's overall shift). Knots that would fall are pooled until they rise
/// (isotonic regression, Ayer et al. 1955), and between them, 0 and 1 the curve is straight. What agrees beside the words
/// multiplies the odds by what staff's decisions on such pairs say, never by less than 1.
///
/// It rises with the likelihood and with whatever agrees, stays between 0 and 1, and is the model's likelihood itself where
/// nothing was decided. Bands and agreement move the odds by a factor of at most ``most`` each, so that no run of
/// decisions silences what is very likely: staff go on seeing pairs, and the counts can turn.
public struct DecisionCurve: Sendable, Equatable {
  /// Of an app in which nothing was decided.
  public static let none = DecisionCurve(DecisionHistory())

  /// Decisions that the model's word weighs as much as, in each band.
  ///
  /// Both weights were chosen on the training periods of two trackers, folds over time, of 10 to 400 and of 5, 10 and 20: the largest
  /// gap of a decile falls from .118 to .047 and from .160 to .024, for .000 and .007 of average precision. Smaller weights cost
  /// up to .02 of it, larger ones leave gaps above .05.
  static let priorDecisions = 100.0
  /// Confirmed decisions that it weighs as much as, over all bands and for each thing that agrees.
  static let priorConfirmed = 10.0
  /// e squared.
  static let most = 7.389_056
  /// The middle of each band, where the model's word stands before there are decisions.
  private static let middles: [Double] = [0.025, 0.075, 0.15, 0.275, 0.425, 0.6, 0.85]

  /// What it was made of.
  public let history: DecisionHistory
  /// Rising in both; 0 and 1 are the first and the last. Empty without decisions.
  private let knots: [Knot]
  /// By ``MatchAgreement``.
  private let factors: [Double]

  private struct Knot: Sendable, Equatable {
    var base: Double
    var likelihood: Double
  }

  public init(_ history: DecisionHistory) {
    self.history = history
    guard !history.isEmpty else {
      (knots, factors) = ([], [])
      return
    }
    var bands = Array(repeating: Sums(), count: DecisionHistory.bandCount)
    var all = Sums()
    history.forEachCell { band, _, count in
      var sums = Sums(count)
      sums.expected = max(
        sums.decided * Self.start(of: band), min(sums.expected, sums.decided * Self.start(of: band + 1)))
      bands[band].add(sums)
      all.add(sums)
    }
    let shift = Self.bounded((all.confirmed + Self.priorConfirmed) / (all.expected + Self.priorConfirmed))
    let made = Self.rising(
      zip(bands, Self.middles).map { sums, middle in
        let weight = sums.decided + Self.priorDecisions
        return Pooled(
          base: (sums.expected + Self.priorDecisions * middle) / weight,
          share: (sums.confirmed + Self.priorDecisions * Self.scaled(middle, by: shift)) / weight, weight: weight)
      })
    knots = [Knot(base: 0, likelihood: 0)] + made + [Knot(base: 1, likelihood: 1)]
    factors = Self.factors(history, knots)
  }

  /// How likely a pair is that the model calls so likely, 0 to 1. O(1), well under a microsecond.
  public func likelihood(_ base: Double, agreed: MatchAgreement = []) -> Double {
    let base = base.isNaN ? 0 : max(0, min(base, 1))
    guard !knots.isEmpty else { return base }
    return Self.scaled(Self.interpolated(base, knots), by: factors[Int(agreed.rawValue)])
  }

  /// The least likelihood of the model's that may be `likelihood` here, whatever agrees: what is below it need not be looked at.
  public func leastBase(for likelihood: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    let all = MatchAgreement(rawValue: 15)
    guard !knots.isEmpty else { return likelihood }
    // Forty halvings are finer than a millionth; `low` is never too high.
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if self.likelihood(middle, agreed: all) >= likelihood { high = middle } else { low = middle }
    }
    return low
  }

  // MARK: Making it

  /// A ``DecisionHistory/Count`` within its bounds, whatever a store held.
  private struct Sums {
    var decided = 0.0
    var confirmed = 0.0
    var expected = 0.0

    init() {}

    init(_ count: DecisionHistory.Count) {
      decided = Double(max(0, min(count.decided, 1_000_000_000)))
      confirmed = max(0, min(Double(count.confirmed), decided))
      expected = max(0, min(Double(count.expected) / DecisionHistory.millionths, decided))
    }

    mutating func add(_ other: Sums) {
      decided += other.decided
      confirmed += other.confirmed
      expected += other.expected
    }
  }

  private struct Pooled {
    var base: Double
    var share: Double
    var weight: Double
  }

  /// Pools neighbours that fall, each knot keeping its own place.
  private static func rising(_ bands: [Pooled]) -> [Knot] {
    var blocks: [(share: Double, weight: Double, count: Int)] = []
    for band in bands {
      blocks.append((band.share, band.weight, 1))
      while blocks.count > 1, blocks[blocks.count - 2].share >= blocks[blocks.count - 1].share {
        let (last, before) = (blocks.removeLast(), blocks.removeLast())
        let weight = before.weight + last.weight
        blocks.append(
          ((before.share * before.weight + last.share * last.weight) / weight, weight, before.count + last.count))
      }
    }
    let shares = blocks.flatMap { Array(repeating: $0.share, count: $0.count) }
    return zip(bands, shares).map { band, share in
      Knot(
        base: band.base,
        likelihood: max(scaled(band.base, by: 1 / most), min(share, scaled(band.base, by: most))))
    }
  }

  /// One after the other, each beside those before it, since the same pairs often agree in several ways.
  private static func factors(_ history: DecisionHistory, _ knots: [Knot]) -> [Double] {
    var factors = Array(repeating: 1.0, count: MatchAgreement.combinations)
    for kind in MatchAgreement.allCases {
      var sums = Sums()
      history.forEachCell { _, agreed, count in
        guard agreed.contains(kind) else { return }
        var cell = Sums(count)
        guard cell.decided > 0 else { return }
        let known = scaled(
          interpolated(cell.expected / cell.decided, knots), by: factors[Int(agreed.rawValue)])
        cell.expected = cell.decided * known
        sums.add(cell)
      }
      let factor = max(1, bounded((sums.confirmed + priorConfirmed) / (sums.expected + priorConfirmed)))
      for place in factors.indices where MatchAgreement(rawValue: UInt8(place)).contains(kind) {
        factors[place] = min(factors[place] * factor, most)
      }
    }
    return factors
  }

  // MARK: Arithmetic

  private static func start(of band: Int) -> Double {
    band == 0 ? 0 : band > DecisionHistory.bands.count ? 1 : DecisionHistory.bands[band - 1]
  }

  private static func interpolated(_ base: Double, _ knots: [Knot]) -> Double {
    var place = 1
    while place < knots.count - 1, knots[place].base < base { place += 1 }
    let (left, right) = (knots[place - 1], knots[place])
    let width = right.base - left.base
    guard width > 0 else { return right.likelihood }
    let risen = left.likelihood + (base - left.base) * ((right.likelihood - left.likelihood) / width)
    return min(risen, right.likelihood)
  }

  /// The probability with odds that are `factor` times as high. Written so that rounding keeps the order.
  private static func scaled(_ probability: Double, by factor: Double) -> Double {
    1 / (1 + (1 - probability) / (probability * factor))
  }

  private static func bounded(_ factor: Double) -> Double { max(1 / most, min(factor, most)) }
}
