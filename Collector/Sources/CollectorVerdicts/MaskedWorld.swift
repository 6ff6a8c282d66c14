// A world in which a fix lets more people get far enough to meet the next pain.
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
