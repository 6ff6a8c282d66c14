// Keeps the file of the match indexes near the store while the collector runs, so that a start after a crash reads a file and
// adds the reports since. The file is written by a thread of its own; questions and the digest go on.
import CollectorCore
import Foundation

struct MatchIndexKeeper: Sendable {
  /// When the file is written.
  struct Plan: Sendable {
    /// So many reports may be missing in the file, or a fortieth of all when that is more. Adding 25,000 takes seconds.
    var reportsBehind = 10_000
    /// Between two looks.
    var pause: Duration = .seconds(30)
    /// After an erasure the indexes are built anew for the file, at most this often: it costs as much as a start without a file.
    var restBetweenRebuilds: Duration = .seconds(3_600)

    /// The few reports of a small store are added in no time: it needs no file.
    func isDue(_ lag: TicketMatcher.Lag, of reports: Int64) -> Bool {
      guard reports >= reportsBehind else { return false }
      return !lag.isKept || lag.reports >= max(reportsBehind, Int(reports / 40))
    }
  }

  let matching: MatchingService
  var plan = Plan()

  /// Looks again and again, until the task is cancelled.
  func run() async {
    var lastRebuild: ContinuousClock.Instant?
    while !Task.isCancelled {
      do { try await Task.sleep(for: plan.pause) } catch { return }
      guard let lag = matching.matcher.lag, plan.isDue(lag, of: matching.matcher.figures.reports) else { continue }
      if lag.holdsErased {
        if let lastRebuild, lastRebuild.duration(to: .now) < plan.restBetweenRebuilds { continue }
        lastRebuild = .now
        guard await matching.rebuild() else { continue }
      }
      await withTaskCancellationHandler {
        await matching.save()
      } onCancel: {
        matching.matcher.abandonSaving()
      }
    }
  }
}

extension MatchingService {
  /// Writes the indexes to their file, for the next start. Failing costs that start its time and nothing else.
  func save() async {
    guard let directory else { return }
    // Nobody but this process erases in a store that is its own, and it forgets before its indexes are saved.
    let followed =
      store.isShared
      ? matcher.followedChange : (try? await store.read { try $0.newestChange() }) ?? matcher.followedChange
    await withCheckedContinuation { done in
      Thread.detachNewThread {
        write(to: directory, followed)
        done.resume()
      }
    }
  }

  private func write(to directory: String, _ followed: Int64) {
    let start = SystemClock.monotonicSeconds()
    do {
      let last = try matcher.save { indexes, last, report, isAbandoned -> Int64? in
        let saved = MatchIndexFile.Saved(last: last, report: report, followed: followed, indexes: indexes)
        return try MatchIndexFile.write(saved, in: directory, isAbandoned: isAbandoned) ? last : nil
      }
      guard let last else { return }
      log.info(
        "match_index_kept",
        ["last": "\(last)", "seconds": "\(((SystemClock.monotonicSeconds() - start) * 100).rounded() / 100)"])
    } catch {
      log.warning("match_index_not_kept", ["error": "\(error)"])
    }
  }

  /// Builds the indexes anew, without what was erased. False when it failed or something was erased meanwhile.
  func rebuild() async -> Bool {
    do { return try await matcher.rebuild(from: store) } catch {
      telemetry.countMatchFailure()
      log.error("match_index_failed", ["error": "\(error)"])
      return false
    }
  }
}
