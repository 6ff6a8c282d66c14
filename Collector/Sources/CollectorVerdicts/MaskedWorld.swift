// Worlds in which a fix lets more people get far enough to meet the next pain.
import CollectorEvidence

struct MaskedWorld: Sendable {
  /// Reports of the next pain per 1,000 installations that get that far, in the 28 days before.
  var reportsBefore = 60.0
  /// The part of installations that got that far before the fix, and after it.
  var reachBefore = 0.5
  var reachAfter = 1.0
  /// The rate per installation that gets that far, after over before.
  var ratio = 1.0
  var newInstallations = 2000.0
  var oldInstallations = 20_000.0

  /// All reports of the world at once, for one look at the end.
  func gathered(_ random: inout WorldRandom) -> MaskedPain {
    var pain = MaskedPain()
    pain.add(
      new: Int64(random.poisson(mean: newInstallations * reachAfter * reportsBefore / 1000 * ratio)),
      old: Int64(random.poisson(mean: oldInstallations * reachBefore * reportsBefore / 1000)),
      active: (new: newInstallations, old: oldInstallations),
      exposed: (new: newInstallations * reachAfter, old: oldInstallations * reachBefore))
    return pain
  }

  /// What is said first of why it rose; `notRisen` or `unknown` where nothing is.
  func run(_ random: inout WorldRandom, alpha: Double) -> MaskedPain.Finding {
    let active = SharedExposure(new: newInstallations, old: oldInstallations)
    let exposed = SharedExposure(new: newInstallations * reachAfter, old: oldInstallations * reachBefore)
    let newMean = newInstallations * reachAfter * reportsBefore / 1000 * ratio
    let oldMean = oldInstallations * reachBefore * reportsBefore / 1000
    let count = random.poisson(mean: newMean + oldMean)
    var pain = MaskedPain()
    for _ in 0..<count {
      let isNew = random.happens(newMean / (newMean + oldMean))
      pain.add(new: isNew ? 1 : 0, old: isNew ? 0 : 1, active: active, exposed: exposed)
      let finding = pain.finding(alpha: alpha)
      if finding == .newlyExposed || finding == .realIncrease { return finding }
    }
    return pain.finding(alpha: alpha)
  }
}

/// An app with several pain points, all looked at after one fix: one that more people get to, one that hurts twice, and others that
/// stay as they were, at pages that more or as many people reach.
struct MaskedCrowd {
  var unchanged = 18

  /// What is said of the one that more people get to, of the one that hurts twice, and of the others.
  func run(_ random: inout WorldRandom, alpha: Double) -> [MaskedPain.Finding] {
    let masked = MaskedWorld().gathered(&random)
    let worse = MaskedWorld(reachBefore: 1, ratio: 2).gathered(&random)
    let rest = (0..<unchanged).map { _ in
      MaskedWorld(reportsBefore: 30, reachBefore: 0.5, reachAfter: 0.5).gathered(&random)
    }
    return MaskedPain.findings(of: [masked, worse] + rest, alpha: alpha)
  }
}
