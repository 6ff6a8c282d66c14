// An app whose fix lets people get further, with all that its collector would have stored: the product's own judge looks at it.
import CollectorCore
import CollectorEvidence
import Foundation
import TellbackWire

/// Installations that update to a version with a fix, send heartbeats, and report several pain points on pages of their own.
struct RisenWorld: Sendable {
  /// A pain point on a page that a part of those in use reaches on a day.
  struct Pain: Sendable {
    /// Reports per 1,000 installations that get that far, in 28 days.
    var reports = 60.0
    var reachBefore = 0.5
    var reachAfter = 0.5
    /// The rate per installation that gets that far, with the fix over without it.
    var ratio = 1.0
  }

  /// With the fix, and without it.
  struct Parts: Sendable {
    var new = 1.0
    var old = 1.0
  }

  var pain = Pain()
  /// Others that stay as they were.
  var bystanders = 3
  /// All pain points of the app; nobody reported the rest.
  var pains = 12
  var installations = 4000
  /// Days until all that update have done so, evenly.
  var updateDays = 1
  /// The part that never does.
  var stays = 0.0
  /// Use on each weekday over the average.
  var weekdays = [1.0, 1, 1, 1, 1, 1, 1]
  /// How much a day's rates differ from others without a reason: the standard deviation of their logarithm.
  var swing = 0.1
  /// The part that sends heartbeats, and the part of these that says which pages it reached.
  var beating = 1.0
  var saying = Parts()
  var newDelivery = Delivery()
  var oldDelivery = Delivery()

  /// Days after the release on which somebody looks.
  static let looks: [Int64] = [14, 28, 42, 70]

  struct Outcome: Sendable {
    /// What the last look says of the pain point, and what was ever said.
    var last = MaskedPain.Finding.notRisen
    var ever: Set<MaskedPain.Finding> = []
    /// What the last look says to have risen, and the part of it that did not.
    var named = 0
    var wrongNames = 0
    /// Something that did not rise was ever said to have risen.
    var everWrongName = false
  }

  /// The number of the pain point that is asked about; 1 is the one that was fixed.
  static let asked: Int64 = 2

  func run(_ random: inout WorldRandom, looks: [Int64] = looks) throws -> Outcome {
    let store = RisenStore(self, &random)
    let release = RisenStore.release
    let attempt = PainAttempt(
      id: 1, pain: 1, what: "The first step saves", kind: .code, release: .version(RisenStore.newVersion), by: "Ada",
      at: RisenStore.moment(release))
    var outcome = Outcome()
    for look in looks {
      var seen = store
      seen.now = RisenStore.moment(release + look).adding(seconds: 86_399)
      let verdict = AttemptVerdict(attempt: 1, verdict: .fell, releaseDay: release, judgedAt: seen.now)
      let risen = try RisenJudge(seen, now: seen.now).judge(attempt, verdict)
      outcome.last = risen.first { $0.pain == Self.asked }?.finding ?? .notRisen
      outcome.ever.insert(outcome.last)
      outcome.named = risen.count
      outcome.wrongNames = risen.count { $0.pain != Self.asked || !hasRisen }
      if outcome.wrongNames > 0 { outcome.everWrongName = true }
    }
    return outcome
  }

  private var hasRisen: Bool { pain.reachAfter * pain.ratio > pain.reachBefore }

  func use(_ day: Int64) -> Double { 0.5 * weekdays[Int(((day % 7) + 7) % 7)] }
}
