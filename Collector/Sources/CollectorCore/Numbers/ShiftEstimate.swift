// By how much times moved between two groups of tickets: the Hodges-Lehmann estimate with its distribution-free interval. Sources:
// Hodges and Lehmann, "Estimates of Location Based on Rank Tests" (1963); Hollander, Wolfe and Chicken, "Nonparametric Statistical
// Methods", 3rd edition, sections 4.2 and 4.3. No shape of the times is assumed: they are skewed, and a mean says little of them.

public struct ShiftEstimate: Sendable, Equatable {
  /// The chance that the interval holds the true shift, at least.
  public static let confidence = 0.95

  /// The median of all differences of a later and an earlier value: below 0, what came later is smaller.
  public var shift: Int64
  /// Nil where there are too few values to say so much.
  public var interval: ClosedRange<Int64>?

  /// Nil where one of the groups is empty. The values need no order; their differences must fit into 64 bits.
  /// O((n + m) log(range)), and O(n m (n + m)) up to ``exactLimit`` pairs.
  public init?(before: [Int64], after: [Int64]) {
    guard !before.isEmpty, !after.isEmpty else { return nil }
    let pairs = Pairs(before.sorted(), after.sorted())
    let low = pairs.difference((pairs.count + 1) / 2)
    let high = pairs.count % 2 == 0 ? pairs.difference(pairs.count / 2 + 1) : low
    shift = low + (high - low) / 2
    let rank = Self.rank(before.count, after.count)
    interval = rank > 0 ? pairs.difference(rank)...pairs.difference(pairs.count + 1 - rank) : nil
  }

  /// In a smaller unit, of which `factor` are one.
  func scaled(by factor: Int64) -> ShiftEstimate {
    var scaled = self
    scaled.shift = shift * factor
    scaled.interval = interval.map { $0.lowerBound * factor...$0.upperBound * factor }
    return scaled
  }

  /// Pairs up to which the chances of ranks are counted exactly; past it they are as good as normal.
  static let exactLimit = 2_500

  /// Which of the differences, counted from the smallest, begins the interval; 0 where even the smallest says too much.
  static func rank(_ before: Int, _ after: Int) -> Int {
    let tail = (1 - confidence) / 2
    let pairs = before * after
    guard pairs <= exactLimit else {
      let (n, m) = (Double(before), Double(after))
      // The quantile of the normal distribution for 0.975. Ties make the variance smaller, so that the interval is rather too wide.
      return Int((n * m / 2 - 1.959_963_984_540_054 * (n * m * (n + m + 1) / 12).squareRoot()).rounded(.down))
    }
    let chances = chancesOfRanks(before, after)
    var (sum, rank) = (0.0, 0)
    while rank < chances.count {
      sum += chances[rank]
      guard sum <= tail else { break }
      rank += 1
    }
    return rank
  }

  /// The distribution of the Mann-Whitney statistic where nothing moved: the coefficients of the Gaussian binomial, in parts of 1.
  static func chancesOfRanks(_ n: Int, _ m: Int) -> [Double] {
    let top = n * m
    var ways = [Double](repeating: 0, count: top + 1)
    ways[0] = 1
    for step in 1...m {
      for place in stride(from: top, through: n + step, by: -1) where n + step <= top {
        ways[place] -= ways[place - n - step]
      }
      for place in stride(from: step, through: top, by: 1) { ways[place] += ways[place - step] }
    }
    let all = ways.reduce(0, +)
    return ways.map { $0 / all }
  }
}

/// All differences of a value of `right` and one of `left`, which both ascend; they are never written down.
private struct Pairs {
  let left: [Int64]
  let right: [Int64]

  init(_ left: [Int64], _ right: [Int64]) {
    self.left = left
    self.right = right
  }

  var count: Int { left.count * right.count }

  /// The difference in place `rank` of their order, from 1: a value is guessed until as many are no greater.
  func difference(_ rank: Int) -> Int64 {
    var low = right[0] - left[left.count - 1]
    var high = right[right.count - 1] - left[0]
    while low < high {
      // Rounds down, also below 0.
      let middle = low + Int64(bitPattern: UInt64(bitPattern: high - low) / 2)
      if countUp(to: middle) >= rank { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func countUp(to difference: Int64) -> Int {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        var (sum, place) = (0, 0)
        for value in left {
          while place < right.count, right[place] - value <= difference { place += 1 }
          sum += place
        }
        return sum
      }
    }
  }
}
