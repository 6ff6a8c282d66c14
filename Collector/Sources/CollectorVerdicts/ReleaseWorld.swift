// A world in which a version is released beside the one before.
import CollectorEvidence
import Foundation

struct ReleaseWorld: Sendable {
  /// The rate on the new version over that on the old one.
  var ratio = 1.0
  /// The new version's share of exposure at first, and at last, after `reports` reports on it.
  var firstShare = 1.0 / 11
  var lastShare = 1.0 / 11
  /// Reports on the new version after which nobody watches any more.
  var reports = 300
  /// Channels that each see their own reports, and of whose e-values the mean decides.
  var channels = 1
  var alpha = RatioMixture.releaseAlpha

  /// Reports on the new version until it is flagged; nil where it never is. Looks after each report.
  func run(_ random: inout WorldRandom) -> Int? {
    let steps = 20
    let exposures = (0..<steps).map {
      SharedExposure(firstShare + (lastShare - firstShare) * Double($0) / Double(steps - 1))
    }
    var comparisons = [RateComparison](repeating: RateComparison(mixture: .release), count: channels)
    var evidence = [Double](repeating: 0, count: channels)
    var seen = 0
    while seen < reports {
      let exposure = exposures[min(seen * steps / reports, steps - 1)]
      let channel = channels == 1 ? 0 : Int(random.next() % UInt64(channels))
      let isNew = random.happens(ratio * exposure.share / (ratio * exposure.share + 1 - exposure.share))
      comparisons[channel].add(new: isNew ? 1 : 0, old: isNew ? 0 : 1, at: exposure)
      evidence[channel] = comparisons[channel].logEValue
      if isNew { seen += 1 }
      if EValues.logMean(evidence) >= log(1 / alpha) { return seen }
    }
    return nil
  }
}

/// A release whose pages are watched one by one.
struct PageWorld: Sendable {
  var pages = 20
  /// Pages, from the first on, that hurt `ratio` times as much.
  var worsePages = 3
  var ratio = 3.0
  var share = 0.5
  var reports = 3000
  var alpha = 0.05

  struct Outcome: Sendable {
    /// Of the names given by e-BH at the end: wrong ones and all.
    var wrongNames = 0
    var names = 0
    /// Whether a flag that stays was ever set wrongly, and how many rightly.
    var hasWrongFlag = false
    var rightFlags = 0
  }

  func run(_ random: inout WorldRandom) -> Outcome {
    let exposure = SharedExposure(share)
    var comparisons = [RateComparison](repeating: RateComparison(mixture: .release), count: pages)
    var evidence = [Double](repeating: 0, count: pages)
    var flagged: Set<Int> = []
    let needed = EValues.logThreshold(ofSticky: pages, alpha: alpha)
    for _ in 0..<reports {
      let page = Int(random.next() % UInt64(pages))
      let truth = page < worsePages ? ratio : 1
      let isNew = random.happens(truth * share / (truth * share + 1 - share))
      comparisons[page].add(new: isNew ? 1 : 0, old: isNew ? 0 : 1, at: exposure)
      evidence[page] = comparisons[page].logEValue
      if evidence[page] >= needed { flagged.insert(page) }
    }
    let named = EValues.named(evidence, alpha: alpha)
    return Outcome(
      wrongNames: named.count { $0 >= worsePages }, names: named.count,
      hasWrongFlag: flagged.contains { $0 >= worsePages }, rightFlags: flagged.count { $0 < worsePages })
  }
}
