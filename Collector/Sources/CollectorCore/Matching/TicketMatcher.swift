// Holds one match index for each app, in memory. It advises and never decides: without it, or when it fails, exact grouping
// goes on. It knows nothing of merges and splits: the caller asks the store for the final ticket.
import Foundation
import TellbackMatch
import TellbackWire

/// The match indexes of all apps.
///
/// `@unchecked Sendable`: `lock` protects everything that changes; an index is asked for at most a few milliseconds at a time.
/// While the indexes are saved, a thread of its own reads them without the lock, and nothing is added or removed meanwhile:
/// see TicketMatcher+Saving.swift.
public final class TicketMatcher: @unchecked Sendable {
  /// Reports read at once while the index is built.
  static let chunk = 256
  /// Candidates asked for; some may be merged with each other.
  static let candidates = 20

  /// Its condition: a saving ended.
  let lock = NSCondition()
  var indexes: [AppID: MatchIndex] = [:]
  var isReady = false
  /// The first report that was placed while the index was being built, and not added.
  private var missedFrom: Int64?
  /// The last report that was added, in the order of arrival.
  var last = LastReport()
  /// A report in here was erased from the store: what is in memory must not be written to a file.
  var holdsErased = false
  var saving = SavingState()
  private var failed: Int64 = 0
  var indexed: Int64 = 0

  /// Erased reports of late: what was read or placed before its erasure and comes to be added after it, is not.
  private var erased = RecentlyErased()
  private var followed: Int64 = 0

  /// The newest change of the store up to which erasures are forgotten here too: see ``ChangeReads``.
  public var followedChange: Int64 {
    get { lock.withLock { followed } }
    set { lock.withLock { followed = max(followed, newValue) } }
  }

  /// A report by which a file of the indexes fits the store or does not.
  struct LastReport {
    var sequence: Int64 = 0
    var id: ReportID?
  }

  public init() {}

  /// What it did and could not do.
  public struct Figures: Sendable, Equatable {
    public var isReady: Bool
    /// Reports in all indexes.
    public var reports: Int64
    /// Bytes of all indexes.
    public var bytes: Int64
    /// Reports that no index could take.
    public var failures: Int64
  }

  public var figures: Figures {
    lock.withLock {
      Figures(
        isReady: isReady, reports: indexed, bytes: Int64(indexes.values.reduce(0) { $0 + $1.memory }),
        failures: failed)
    }
  }

  /// Builds the indexes from the store. Reports that are digested meanwhile are found too. It yields between chunks, so
  /// that it may run beside everything else; until it is done, ``advice(for:app:receivedAt:settings:curve:besides:before:)`` is nil.
  ///
  /// What was installed before is kept, and the reports after it are added.
  public func load(from store: any Store) async throws {
    var cursor = lock.withLock { last.sequence }
    while !Task.isCancelled {
      let after = cursor
      let (reports, last) = try await store.read { try $0.placedReports(after: after, limit: Self.chunk) }
      lock.withLock { for report in reports { insert(report) } }
      if let last {
        cursor = last
        await Task.yield()
        continue
      }
      let isDone = lock.withLock { () -> Bool in
        guard let missed = missedFrom else {
          isReady = true
          return true
        }
        missedFrom = nil
        cursor = min(cursor, missed - 1)
        return false
      }
      if isDone { return }
    }
  }

  /// Starts from indexes that hold every report up to `last`. Call it before ``load(from:)``.
  public func install(_ indexes: [AppID: MatchIndex], last: Int64, report: ReportID) {
    lock.withLock {
      self.indexes = indexes
      self.last = LastReport(sequence: last, id: report)
      indexed = indexes.values.reduce(0) { $0 + Int64($1.count) }
      saving.isKept = true
    }
  }

  /// True when an index finds the report, or might take it in: what is being read or placed may hold it.
  public func holds(_ report: ErasedReport) -> Bool {
    lock.withLock { !isReady || saving.isUnderWay || indexes[report.app]?.contains(MatchID(report.sequence)) == true }
  }

  /// Finds an erased report no more.
  public func forget(_ sequence: Int64, app: AppID) {
    forbidSaving()
    lock.withLock {
      erased.add(sequence)
      if indexes[app]?.remove(MatchID(sequence)) == true { indexed -= 1 }
    }
  }

  /// What is known that is like this report; nil while the indexes are built.
  /// `ticket` is the report's own, when it is on one, and `before` its ``StoredReport/sequence`` when it is matched late: only
  /// reports that came before it are candidates, as if it were matched in time. `curve` is what the app's staff decided.
  public func advice(
    for report: Report, app: AppID, receivedAt: Timestamp, settings: MatchSettings, curve: DecisionCurve = .none,
    besides ticket: Int64? = nil, before sequence: Int64? = nil
  ) -> MatchAdvice? {
    lock.withLock {
      guard isReady, let index = indexes[app] else { return nil }
      let document = MatchDocument(report, receivedAt: receivedAt)
      var result = index.match(
        document, limit: Self.candidates, at: document.time, curve: curve,
        excluding: Set([ticket].compactMap { $0.map(MatchID.init) }))
      if let sequence { result.candidates.removeAll { ($0.member.number ?? .max) >= sequence } }
      return MatchAdvice(result, settings: settings, known: index.count)
    }
  }

  /// Adds reports once they are on their tickets and committed.
  public func add(_ reports: [PlacedReport]) {
    lock.withLock {
      guard isReady else {
        let first = reports.map(\.sequence).min()
        missedFrom = [missedFrom, first].compactMap { $0 }.min()
        return
      }
      guard !saving.isUnderWay else { return saving.waiting.append(contentsOf: reports) }
      for report in reports { insert(report) }
    }
  }

  /// Call it with the lock.
  func insert(_ placed: PlacedReport) {
    if placed.sequence > last.sequence { last = LastReport(sequence: placed.sequence, id: placed.report.id) }
    saving.added += 1
    guard !erased.contains(placed.sequence) else { return }
    // "Me too" has no words of its own.
    guard placed.report.knownIssue == nil else { return }
    let index = indexes[placed.app] ?? MatchIndex()
    indexes[placed.app] = index
    do {
      let before = index.count
      try index.add(
        MatchDocument(placed.report, receivedAt: placed.report.capturedAt), id: MatchID(placed.sequence),
        group: MatchID(placed.ticket))
      indexed += Int64(index.count - before)
    } catch {
      failed += 1
    }
  }
}

/// The sequences of the last erased reports.
private struct RecentlyErased {
  /// Far more than are erased while a batch is on its way to the index.
  private static let most = 10_000
  private var known: Set<Int64> = []
  private var order: [Int64] = []
  private var oldest = 0

  func contains(_ sequence: Int64) -> Bool { !known.isEmpty && known.contains(sequence) }

  mutating func add(_ sequence: Int64) {
    guard known.insert(sequence).inserted else { return }
    guard order.count == Self.most else { return order.append(sequence) }
    known.remove(order[oldest])
    order[oldest] = sequence
    oldest = (oldest + 1) % Self.most
  }
}
