// Takes reports into the watches of releases, some minutes after they came.
// Invariants: reports are taken in the order of their arrival, each once, whole batches in one transaction with the cursor; ingest
// goes first. What is to be taken is found in the store, so a restart loses nothing.
import CollectorCore
import TellbackWire

struct ReleaseWatching: Sendable {
  let store: any Store
  let log: Log
  let clock: @Sendable () -> Timestamp

  /// Takes all that can be taken now, unless it is told to stop. Returns how many reports.
  @discardableResult
  func takeAll(isStopping: @Sendable () -> Bool = { false }) async throws -> Int {
    var count = 0
    while !isStopping() {
      for _ in 0..<50 where store.waitingIngests > 0 { try? await Task.sleep(for: .milliseconds(5)) }
      let now = clock()
      // A transaction that writes nothing costs a commit all the same.
      let isAny = try await store.read {
        try !$0.releaseReports(
          after: $0.releaseCursor(), receivedBefore: now.adding(seconds: -ReleaseLimits.delay), limit: 1
        ).isEmpty
      }
      guard isAny else { break }
      let (taken, flagged, spikes) = try await store.write { store in
        let book = ReleaseBook(store, now: now)
        return (try book.takeReports(), book.flagged, book.spikes)
      }
      count += taken
      for watch in flagged {
        log.warning("release_hurts", ["app": "\(watch.app.value)", "version": watch.version])
      }
      // A page's name may hold what people wrote, so it is not in the log.
      for spike in spikes {
        log.warning("place_spikes", ["app": "\(spike.place.app.value)", "kind": spike.place.kind.rawValue])
      }
    }
    return count
  }
}
