// Limited-memory BFGS with a backtracking line search (Nocedal & Wright, Numerical Optimization, algorithms 7.4 and 3.1).
// Deterministic: the same function and start give the same result.

enum LBFGS {
  private static let memory = 10

  /// The minimiser of a smooth convex function that answers its value and gradient.
  static func minimize(
    from start: [Double], iterations: Int = 200, tolerance: Double = 1e-6, _ function: ([Double]) -> (Double, [Double])
  ) -> [Double] {
    var point = start
    var (value, gradient) = function(point)
    var history: [(step: [Double], change: [Double], inverse: Double)] = []
    for _ in 0..<iterations {
      if dot(gradient, gradient).squareRoot() <= tolerance { break }
      let direction = self.direction(gradient, history)
      guard let next = search(function, point, value, gradient, direction) else { break }
      let step = zip(next.point, point).map { $0 - $1 }
      let change = zip(next.gradient, gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-12 { history.append((step, change, 1 / curvature)) }
      if history.count > memory { history.removeFirst() }
      let gain = value - next.value
      (point, value, gradient) = (next.point, next.value, next.gradient)
      if gain < 1e-10 * max(1, abs(value)) { break }
    }
    return point
  }

  /// The two-loop recursion.
  private static func direction(
    _ gradient: [Double], _ history: [(step: [Double], change: [Double], inverse: Double)]
  ) -> [Double] {
    var q = gradient
    var alphas: [Double] = []
    for entry in history.reversed() {
      let alpha = entry.inverse * dot(entry.step, q)
      alphas.append(alpha)
      for index in q.indices { q[index] -= alpha * entry.change[index] }
    }
    if let last = history.last {
      let scale = 1 / (last.inverse * dot(last.change, last.change))
      for index in q.indices { q[index] *= scale }
    }
    for (entry, alpha) in zip(history, alphas.reversed()) {
      let beta = entry.inverse * dot(entry.change, q)
      for index in q.indices { q[index] += entry.step[index] * (alpha - beta) }
    }
    return q.map { -$0 }
  }

  private static func search(
    _ function: ([Double]) -> (Double, [Double]), _ point: [Double], _ value: Double, _ gradient: [Double],
    _ direction: [Double]
  ) -> (point: [Double], value: Double, gradient: [Double])? {
    let slope = dot(gradient, direction)
    guard slope < 0 else { return nil }
    var length = 1.0
    for _ in 0..<40 {
      let candidate = zip(point, direction).map { $0 + length * $1 }
      let (next, nextGradient) = function(candidate)
      if next.isFinite, next <= value + 1e-4 * length * slope { return (candidate, next, nextGradient) }
      length *= 0.5
    }
    return nil
  }

  static func dot(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for index in first.indices { sum += first[index] * second[index] }
    return sum
  }
}
