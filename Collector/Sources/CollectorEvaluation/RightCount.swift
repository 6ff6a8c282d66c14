// How many of some judgements are right when each is right as often as its probability says.

/// The distribution of a sum of independent yes-or-no outcomes (Poisson's binomial), exact but for tails below ``negligible``.
struct RightCount {
  private static let negligible = 1e-15
  /// The count that `shares` begins with.
  private var first = 0
  private var shares = [1.0]

  /// O(n √n): only counts that can come about in practice are carried on.
  init(_ probabilities: [Double]) {
    for probability in probabilities { add(probability) }
  }

  private mutating func add(_ probability: Double) {
    shares.append(0)
    for place in stride(from: shares.count - 1, to: 0, by: -1) {
      shares[place] = shares[place] * (1 - probability) + shares[place - 1] * probability
    }
    shares[0] *= 1 - probability
    while shares.count > 1, let last = shares.last, last < Self.negligible { shares.removeLast() }
    let idle = shares.prefix { $0 < Self.negligible }.count
    if idle > 0, idle < shares.count {
      shares.removeFirst(idle)
      first += idle
    }
  }

  /// How likely it is that the count lies less than `distance` from `middle`.
  func share(within distance: Double, of middle: Double) -> Double {
    shares.enumerated().reduce(0) { sum, entry in
      abs(Double(first + entry.offset) - middle) < distance ? sum + entry.element : sum
    }
  }

  /// The least range of counts that leaves out at most one in forty on either side.
  var usual: ClosedRange<Int> {
    var below = 0.0
    var low = 0
    while low < shares.count - 1, below + shares[low] <= 0.025 {
      below += shares[low]
      low += 1
    }
    var above = 0.0
    var high = shares.count - 1
    while high > low, above + shares[high] <= 0.025 {
      above += shares[high]
      high -= 1
    }
    return first + low...first + high
  }
}
