// All launches as they stood at one moment, made ready for many reports; and the newest that were read, so that a batch of the digest
// asks for one number.
import Synchronization
import TellbackWire

struct LaunchBook: Sendable {
  private struct Entry: Sendable {
    let launch: Launch
    let matchers: [ConditionMatcher]
    let expected: [(pain: Launch.ExpectedPain, phrases: PhraseList)]
  }

  /// Changes with each change of the launches; see ``LaunchReads/launchStamp()``.
  let stamp: Int64
  private let entries: [Entry]

  init(_ launches: [Launch], stamp: Int64 = 0) {
    self.stamp = stamp
    entries = launches.map { launch in
      Entry(
        launch: launch, matchers: launch.places.conditions.map(ConditionMatcher.init),
        expected: launch.expected.map { ($0, PhraseList([$0.words])) })
    }
  }

  /// The launches that a report matches: those of its app that ran when it was written. O(launches of the app at that moment).
  func ties(of report: Report, _ stored: StoredReport, capturedAt: Timestamp) -> [LaunchTie] {
    guard !entries.isEmpty else { return [] }
    var routed = RoutedReport(report)
    var ties: [LaunchTie] = []
    for entry in entries where entry.launch.app == stored.app && entry.launch.runs(at: capturedAt) {
      guard entry.matchers.allSatisfy({ $0.fits(&routed) }) else { continue }
      // What was written down after the report came foretold nothing.
      let foretold = entry.expected.first {
        $0.pain.since <= stored.receivedAt && $0.phrases.first(in: routed.words) != nil
      }
      ties.append(LaunchTie(launch: entry.launch.id, report: stored.sequence, expected: foretold?.pain.words))
    }
    return ties
  }
}

/// Keeps the launches between transactions. The store stays the one that knows: each transaction compares the stamp.
final class LaunchBooks: Sendable {
  private let newest = Mutex(LaunchBook([]))

  /// The launches as they stand in this transaction.
  func current(in store: any LaunchReads) throws -> LaunchBook {
    let (stamp, known) = (try store.launchStamp(), newest.withLock { $0 })
    if stamp == known.stamp { return known }
    let book = LaunchBook(try store.launches(in: .all), stamp: stamp)
    newest.withLock { $0 = book }
    return book
  }
}
