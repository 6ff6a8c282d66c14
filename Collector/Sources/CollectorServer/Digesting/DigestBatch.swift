// The reports of one batch, read and prepared before its transaction. In a flood the next batch is prepared while the writer
// writes this one.
import CollectorCore

struct DigestBatch: Sendable {
  private(set) var reports: [PreparedReport] = []
  /// So many wait that there is no time for matching: it takes many times as long as everything else that is done with a
  /// report. Exact keys alone decide then, and tickets are noted to be matched later.
  private(set) var isFlood = false
  /// No ingest came when it was made.
  private(set) var isQuiet = false

  init() {}

  /// The apps whose reports it has.
  private(set) var apps = AppScope.all

  /// The oldest reports of these apps that wait behind those of `before`. Whoever came later is for the batch after it.
  init(
    after before: DigestBatch, of apps: AppScope, limit: Int, isQuiet: Bool, _ digest: Digest, from store: any Store
  ) async throws {
    self.apps = apps
    let (last, inHand) = (before.reports.last?.stored.sequence ?? .min, before.reports.count)
    let (waiting, count) = try await store.read { store in
      (
        try store.pendingReports(in: apps, after: last, limit: limit),
        try store.pendingCount(in: apps, upTo: inHand + Digest.batchLimit) - inHand
      )
    }
    reports = waiting.map(digest.prepare)
    self.isQuiet = isQuiet
    isFlood = count >= Digest.batchLimit
  }

  var bySequence: [Int64: PreparedReport] {
    Dictionary(uniqueKeysWithValues: reports.map { ($0.stored.sequence, $0) })
  }
}
