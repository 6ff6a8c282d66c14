// Learns boosted trees by the logistic loss, over histograms of each value. Deterministic: rows are summed in their order and
// equal gains go to the first split, so that the same rows give the same trees to the last bit.
import Foundation
import TellbackMatch

/// One question of a training period: what the decision sees, and whether the first candidate was the right one.
struct DecisionExample {
  var evidence: [Float]
  var isRight: Bool
  var weight = 1.0
}

/// The settings are those of the best mean by folds over time and by leaving one archive out, of 150 to 400 trees of two to four
/// leaves, shrinkage .02 to .05, penalties 2 to 50 and 10 to 80 rows: AUC .774, average precision .235.
struct TreeLearner {
  var trees = 200
  var leaves = 3
  var shrinkage = 0.05
  /// The L2 penalty on a leaf's value.
  var penalty = 5.0
  /// The fewest rows of a leaf.
  var leastRows = 20
  /// The most thresholds tried for each value.
  var bins = 64

  /// Trees without a calibration, and the log-odds that they start from.
  struct Learned {
    var model: DecisionModel
    var start: Double

    func logit(_ evidence: [Float]) -> Double { start + Double(model.sum(evidence)) }
  }

  func learn(_ examples: [DecisionExample]) -> Learned {
    let right = examples.reduce(0) { $0 + ($1.isRight ? $1.weight : 0) }
    let total = examples.reduce(0) { $0 + $1.weight }
    let share = min(max(right / max(total, 1), 1e-6), 1 - 1e-6)
    let start = log(share / (1 - share))
    let table = BinnedTable(examples, bins: bins)
    var logits = [Double](repeating: start, count: examples.count)
    var words: [UInt32] = []
    for _ in 0..<trees {
      var rows = [GradientRow](repeating: GradientRow(), count: examples.count)
      for (place, example) in examples.enumerated() {
        let probability = 1 / (1 + exp(-logits[place]))
        rows[place].slope = example.weight * (probability - (example.isRight ? 1 : 0))
        rows[place].curve = example.weight * probability * (1 - probability)
      }
      var tree = GrowingTree(table, rows, self)
      guard tree.grow() else { break }
      words += tree.words
      for leaf in tree.leaves { for row in leaf.rows { logits[row] += Double(leaf.value) } }
    }
    return Learned(model: DecisionModel(trees: words, slope: 1, offset: 0), start: start)
  }
}

/// The first and second derivative of a row's loss.
struct GradientRow {
  var slope = 0.0
  var curve = 0.0
}

/// The rows' values as numbers of bins, column by column.
private struct BinnedTable {
  let columns: [[UInt8]]
  /// A value below `thresholds[column][bin]` lies in that bin or one before.
  let thresholds: [[Float]]

  init(_ examples: [DecisionExample], bins: Int) {
    var columns: [[UInt8]] = []
    var thresholds: [[Float]] = []
    for column in 0..<MatchEvidence.treeCount {
      let values = examples.map { $0.evidence[column] }
      let cuts = Self.cuts(values.sorted(), bins)
      columns.append(values.map { value in UInt8(cuts.firstIndex { value < $0 } ?? cuts.count) })
      thresholds.append(cuts)
    }
    self.columns = columns
    self.thresholds = thresholds
  }

  /// Half-way between neighbours that differ, at most `bins` of them, each with about as many rows before it.
  private static func cuts(_ sorted: [Float], _ bins: Int) -> [Float] {
    var cuts: [Float] = []
    for step in 1..<bins {
      let place = sorted.count * step / bins
      guard place > 0, place < sorted.count, let next = sorted[place...].first(where: { $0 > sorted[place - 1] }) else {
        continue
      }
      let cut = sorted[place - 1] + (next - sorted[place - 1]) / 2
      if cut > sorted[place - 1], cut > cuts.last ?? -.infinity { cuts.append(cut) }
    }
    return cuts
  }
}

private struct GrowingTree {
  struct Leaf {
    var rows: [Int]
    var slope: Double
    var curve: Double
    var value: Float = 0
    /// The split that made it, and on which side it lies; nil for the root.
    var parent: (split: Int, isBelow: Bool)?
    var best: Split?
  }

  struct Split {
    var gain: Double
    var column: Int
    var bin: Int
  }

  private let table: BinnedTable
  private let gradients: [GradientRow]
  private let learner: TreeLearner
  private(set) var leaves: [Leaf] = []
  private var splits: [(column: Int, threshold: Float, below: UInt32, above: UInt32)] = []

  init(_ table: BinnedTable, _ gradients: [GradientRow], _ learner: TreeLearner) {
    self.table = table
    self.gradients = gradients
    self.learner = learner
    leaves = [makeLeaf(Array(gradients.indices), nil)]
  }

  /// Splits the leaf that gains most until there are enough; false when no split gains anything.
  mutating func grow() -> Bool {
    while leaves.count < min(learner.leaves, 4) {
      var chosen: (leaf: Int, split: Split)?
      for (place, leaf) in leaves.enumerated() {
        if let split = leaf.best, split.gain > chosen?.split.gain ?? 1e-9 { chosen = (place, split) }
      }
      guard let chosen else { break }
      apply(chosen.split, to: chosen.leaf)
    }
    for place in leaves.indices {
      let leaf = leaves[place]
      leaves[place].value = Float(-learner.shrinkage * leaf.slope / (leaf.curve + learner.penalty))
      if let parent = leaf.parent { point(parent, to: 4 + UInt32(place)) }
    }
    return !splits.isEmpty
  }

  /// As ``DecisionModel/trees`` wants it.
  var words: [UInt32] {
    var words = [UInt32](repeating: 0, count: DecisionModel.wordsPerTree)
    for (place, split) in splits.enumerated() {
      words[0] |= (UInt32(split.column) | split.below << 4 | split.above << 7) << UInt32(place * 10)
      words[1 + place] = split.threshold.bitPattern
    }
    for (place, leaf) in leaves.enumerated() { words[4 + place] = leaf.value.bitPattern }
    return words
  }

  private mutating func point(_ parent: (split: Int, isBelow: Bool), to target: UInt32) {
    if parent.isBelow { splits[parent.split].below = target } else { splits[parent.split].above = target }
  }

  private mutating func apply(_ split: Split, to place: Int) {
    let number = splits.count
    let leaf = leaves[place]
    splits.append((split.column, table.thresholds[split.column][split.bin], 0, 0))
    if let parent = leaf.parent { point(parent, to: UInt32(number)) }
    let column = table.columns[split.column]
    leaves[place] = makeLeaf(leaf.rows.filter { Int(column[$0]) <= split.bin }, (number, true))
    leaves.append(makeLeaf(leaf.rows.filter { Int(column[$0]) > split.bin }, (number, false)))
  }

  private func makeLeaf(_ rows: [Int], _ parent: (split: Int, isBelow: Bool)?) -> Leaf {
    var leaf = Leaf(rows: rows, slope: 0, curve: 0, parent: parent)
    for row in rows {
      leaf.slope += gradients[row].slope
      leaf.curve += gradients[row].curve
    }
    for column in table.columns.indices {
      if let split = bestSplit(leaf, column), split.gain > leaf.best?.gain ?? 0 { leaf.best = split }
    }
    return leaf
  }

  private func bestSplit(_ leaf: Leaf, _ column: Int) -> Split? {
    let bins = table.thresholds[column].count + 1
    var sums = [GradientRow](repeating: GradientRow(), count: bins)
    var counts = [Int](repeating: 0, count: bins)
    table.columns[column].withUnsafeBufferPointer { values in
      for row in leaf.rows {
        let bin = Int(values[row])
        sums[bin].slope += gradients[row].slope
        sums[bin].curve += gradients[row].curve
        counts[bin] += 1
      }
    }
    func worth(_ slope: Double, _ curve: Double) -> Double { slope * slope / (curve + learner.penalty) }
    let whole = worth(leaf.slope, leaf.curve)
    var best: Split?
    var (slope, curve, count) = (0.0, 0.0, 0)
    for bin in 0..<max(0, bins - 1) {
      slope += sums[bin].slope
      curve += sums[bin].curve
      count += counts[bin]
      guard count >= learner.leastRows, leaf.rows.count - count >= learner.leastRows else { continue }
      let gain = worth(slope, curve) + worth(leaf.slope - slope, leaf.curve - curve) - whole
      if gain > best?.gain ?? 0 { best = Split(gain: gain, column: column, bin: bin) }
    }
    return best
  }
}
