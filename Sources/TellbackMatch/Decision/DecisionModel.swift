// How likely it is that the first candidate is the right one: boosted trees over the evidence, calibrated. Evaluated in about a
// microsecond; any evidence, also one that is no number, gives a probability from 0 to 1.

/// A small boosted model (Friedman, "Greedy function approximation", 2001): trees of at most four leaves whose values add up to
/// log-odds, and a straight line that makes them true (Platt, 1999).
public struct DecisionModel: Sendable, Equatable {
  /// Eight words a tree: its shape, three thresholds, four leaves.
  ///
  /// The shape has ten bits for each of its splits, the first in the lowest: four for the evidence, three for where values
  /// below the threshold go and three for the others. 0 to 2 is another split, 4 to 7 a leaf.
  public var trees: [UInt32]
  /// What the calibration multiplies the trees' sum by, and then adds.
  public var slope: Float
  public var offset: Float

  public static let wordsPerTree = 8

  public init(trees: [UInt32], slope: Float, offset: Float) {
    self.trees = trees
    self.slope = slope
    self.offset = offset
  }

  /// What it is before the app's own decisions: ``DecisionCurve`` has those.
  ///
  /// - Parameter evidence: one value for each ``MatchEvidence``; what is missing counts as 0.
  public func probability(of evidence: [Float]) -> Float {
    let context = evidence.count > MatchEvidence.treeCount ? evidence[MatchEvidence.treeCount] : 0
    let known = slope * sum(evidence) + offset
    // Bounded, so that one cannot take the other away.
    return Logarithm.logistic(bounded(known, 15) + bounded(context, 15))
  }

  private func bounded(_ value: Float, _ most: Float) -> Float { value.isNaN ? 0 : max(-most, min(value, most)) }

  /// The sum of the leaves that the evidence leads to.
  public func sum(_ evidence: [Float]) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 16) { values in
      values.initialize(repeating: 0)
      for (place, value) in evidence.prefix(MatchEvidence.treeCount).enumerated() { values[place] = value }
      var sum: Float = 0
      trees.withUnsafeBufferPointer { words in
        var tree = 0
        while tree + Self.wordsPerTree <= words.count {
          sum += Float(bitPattern: words[tree + 4 + leaf(words, tree, values)])
          tree += Self.wordsPerTree
        }
      }
      return sum
    }
  }

  @inline(__always)
  private func leaf(
    _ words: UnsafeBufferPointer<UInt32>, _ tree: Int, _ values: UnsafeMutableBufferPointer<Float>
  ) -> Int {
    let shape = words[tree]
    var split: UInt32 = 0
    // Three splits are at most three steps; a shape that goes in a circle ends there as well.
    for _ in 0..<3 {
      let bits = shape >> (split * 10)
      let isBelow = values[Int(bits & 15)] < Float(bitPattern: words[tree + 1 + Int(split)])
      let next = (isBelow ? bits >> 4 : bits >> 7) & 7
      if next >= 3 { return Int(next & 3) }
      split = next
    }
    return 0
  }
}
