// The regularized incomplete beta function, which holds the tails of the binomial distribution, and its inverse.
import Foundation

enum IncompleteBeta {
  /// I_x(a, b) for a, b > 0 and x between 0 and 1: DLMF 8.17, by the continued fraction 8.17.22, evaluated by Lentz's method as modified by
  /// Thompson and Barnett (J. Comput. Phys. 64, 1986, 490). It converges quickly below the mean; above it 8.17.4 swaps sides.
  static func value(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - lowTail(1 - x, b, a) }
    return lowTail(x, a, b)
  }

  /// 1 - I_x(a, b), exact where that is near 0.
  static func complement(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < 1 else { return 0 }
    if x > (a + 1) / (a + b + 2) { return lowTail(1 - x, b, a) }
    return 1 - lowTail(x, a, b)
  }

  private static func lowTail(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let logFront = a * log(x) + b * log1p(-x) - log(a) - logBeta(a, b)
    return min(max(exp(logFront) * fraction(x, a, b), 0), 1)
  }

  /// The continued fraction. Its terms needed grow with the root of a + b.
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func notZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / notZero(1 - (a + b) * x / (a + 1))
    var result = d
    let terms = 200 + Int(min(8 * (a + b).squareRoot(), 4e6))
    for index in 1...terms {
      let m = Double(index)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / notZero(1 + even * d)
      c = notZero(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / notZero(1 + odd * d)
      c = notZero(1 + odd / c)
      let change = d * c
      result *= change
      if abs(change - 1) < 1e-15 { break }
    }
    return result
  }

  /// The logarithm of the beta function. Where both arguments are great their logarithmic gammas would cancel, so Stirling's series
  /// (DLMF 5.11.1) is taken, in which what cancels is left out.
  static func logBeta(_ a: Double, _ b: Double) -> Double {
    let (small, great) = (min(a, b), max(a, b))
    guard small >= 20 else {
      guard great >= 20 else { return lgamma(small) + lgamma(great) - lgamma(small + great) }
      // lgamma(great) - lgamma(great + small), by Stirling for both.
      let sum = great + small
      let ratio = (great - 0.5) * log1p(small / great) + small * log(sum) - small
      return lgamma(small) - ratio + correction(great) - correction(sum)
    }
    let sum = small + great
    let main = (small - 0.5) * log(small / sum) - great * log1p(small / great) - 0.5 * log(great)
    return main + 0.5 * log(2 * Double.pi) + correction(small) + correction(great) - correction(sum)
  }

  /// What Stirling's formula leaves out, for 20 and more.
  private static func correction(_ x: Double) -> Double {
    let square = 1 / (x * x)
    return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) / x
  }

  /// The x at which `tail`, which rises with x, reaches `goal`. Halves the interval, on a logarithmic scale where x is small.
  static func solve(_ goal: Double, _ tail: (Double) -> Double) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<200 {
      let middle = low < high / 4 && high < 0.5 ? (low > 0 ? (low * high).squareRoot() : high / 16) : (low + high) / 2
      guard middle > low, middle < high, middle > 1e-300 else { break }
      if tail(middle) < goal { low = middle } else { high = middle }
      if high - low <= high * 1e-15 { break }
    }
    return (low + high) / 2
  }
}
