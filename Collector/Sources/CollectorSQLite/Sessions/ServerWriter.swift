// Takes what waits, writes it in one transaction of the server, answers. Several collectors write one after the other: the session
// holds a lock of the whole database from the beginning of a transaction to its end.
import CollectorCore
import Dispatch
import Foundation

/// Thread-safe: the queue has a lock of its own; everything else belongs to the thread.
final class ServerWriter: @unchecked Sendable {
  let queue: WriterQueue
  private let server: any DatabaseServer
  private let options: SQLiteStoreOptions
  private let ended = DispatchSemaphore(value: 0)
  private var session: (any DatabaseSession)?
  /// How long a commit goes on taking writes that are no ingest, in nanoseconds; it takes one at least.
  private static let writeShareBesideIngest: UInt64 = 4_000_000
  private static let writeShareAlone: UInt64 = 25_000_000
  /// Seconds for which a group is tried again where the server undid it or the session was lost: as long as a server takes to start
  /// anew. The pause doubles from the first to the last.
  private static let patience = 8.0
  private static let firstPause = 0.02
  private static let lastPause = 1.0
  /// The server was away through the whole of the last group's patience: who comes now is refused at once, and keeps what it has.
  private var isAway = false
  private var share = CommitShare()

  init(server: any DatabaseServer, options: SQLiteStoreOptions) {
    self.server = server
    self.options = options
    queue = WriterQueue(waitingBytes: options.waitingBytes)
  }

  func start() {
    let thread = Thread { [self] in
      while queue.waitForWork(atMost: nil) == .work { commitGroup() }
      session = nil
      ended.signal()
    }
    thread.name = "store-writer"
    thread.stackSize = 4_194_304
    thread.start()
  }

  /// Finishes what waits and waits for the thread.
  func stop() {
    queue.close()
    ended.wait()
    ended.signal()
  }

  // MARK: One commit

  private typealias IngestResult = Result<[IngestOutcome], any Error>

  /// What one transaction does. Jobs stay in it while it is tried again.
  private struct Group {
    var ingests: [IngestJob]
    var results: [IngestResult] = []
    var writes: [(job: WriteJob, failure: (any Error)?)] = []
  }

  private func commitGroup() {
    var group = Group(ingests: queue.takeIngests(bytesAtMost: share.bytes))
    var pause = Self.firstPause
    var failure: (any Error)?
    let start = DispatchTime.now().uptimeNanoseconds
    while true {
      do {
        try run(&group)
        failure = nil
        isAway = false
        break
      } catch let lost as LostCommit {
        session = nil
        failure = lost
        // Nobody may do twice what may be done already: the server is asked until it answers.
        guard let isCommitted = outcome(of: lost) else {
          failure = StoreError.unavailable(
            "The connection to the database broke while a change was committed, and whether it was is unknown: \(lost.reason)"
          )
          break
        }
        if isCommitted {
          failure = nil
          break
        }
      } catch {
        failure = error
        let isLost = session?.isLost ?? true
        rollBack()
        guard isLost || server.isPassing(error) else { break }
        guard !isAway, Self.seconds(since: start) < Self.patience else {
          isAway = isLost
          break
        }
      }
      Thread.sleep(forTimeInterval: pause)
      pause = min(pause * 2, Self.lastPause)
    }
    if let failure { fail(&group, failure) }
    answer(group)
  }

  /// Nil when the server does not know, or does not answer.
  private func outcome(of lost: LostCommit) -> Bool? {
    var pause = Self.firstPause
    let start = DispatchTime.now().uptimeNanoseconds
    while Self.seconds(since: start) < Self.patience {
      if let found = try? server.isCommitted(lost.transaction, asking: open()) { return found }
      session = nil
      Thread.sleep(forTimeInterval: pause)
      pause = min(pause * 2, Self.lastPause)
    }
    return nil
  }

  private static func seconds(since start: UInt64) -> Double {
    Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }

  private func fail(_ group: inout Group, _ error: any Error) {
    let failure = server.meaning(of: error)
    group.results = group.ingests.map { _ in .failure(failure) }
    // A body's own error is still the one its caller should see.
    group.writes = group.writes.map { ($0.job, $0.failure ?? failure) }
    if group.writes.isEmpty, group.ingests.isEmpty, let job = queue.takeWrite() { group.writes.append((job, failure)) }
  }

  private func answer(_ group: Group) {
    options.answering {
      for (job, result) in zip(group.ingests, group.results) { job.completion(result) }
      for (job, failure) in group.writes { job.finish(failure) }
    }
  }

  private func open() throws -> any DatabaseSession {
    if let session, !session.isLost { return session }
    let new = try server.connect()
    session = new
    return new
  }

  private func rollBack() {
    guard let session else { return }
    if session.isLost { self.session = nil } else if session.isInTransaction { session.rollBack() }
  }

  private func run(_ group: inout Group) throws {
    let session = try open()
    if group.ingests.isEmpty { try session.beginWriting() } else { session.beginWritingLater() }
    let transaction = SQLiteWrites(Database(session))
    let start = DispatchTime.now().uptimeNanoseconds
    group.results = try perform(&group.ingests, transaction, session)
    if !group.ingests.isEmpty {
      // What others take says nothing of what this one writes.
      let took = DispatchTime.now().uptimeNanoseconds - start
      share.note(bytes: group.ingests.reduce(0) { $0 + $1.bytes }, took: took - min(took, session.waitedToWrite))
    }
    try performWrites(&group, transaction, session)
    try transaction.settleTallies()
    try transaction.settleWords()
    try session.commit()
  }

  /// First without savepoints. When one fails, all are done again, each in its own.
  private func perform(
    _ jobs: inout [IngestJob], _ transaction: SQLiteWrites, _ session: any DatabaseSession
  ) throws -> [IngestResult] {
    if jobs.isEmpty { return [] }
    do { return try performTogether(&jobs, transaction) } catch {
      guard !session.isLost, !server.isPassing(error) else { throw error }
    }
    transaction.forgetReceived()
    session.rollBack()
    try session.beginWriting()
    return try jobs.map { job in
      do {
        return try transaction.isolated {
          let result = try outcome(of: job, transaction)
          try transaction.settleTallies()
          return result
        }
      } catch {
        transaction.forgetReceived()
        guard !session.isLost, !server.isPassing(error) else { throw error }
        return .failure(server.meaning(of: error))
      }
    }
  }

  /// What came while these were written shares their sync, within the commit's bound of bytes.
  private func performTogether(_ jobs: inout [IngestJob], _ transaction: SQLiteWrites) throws -> [IngestResult] {
    var results: [IngestResult] = []
    var bytes = 0
    while results.count < jobs.count {
      let next = jobs[results.count...]
      bytes += next.reduce(0) { $0 + $1.bytes }
      results += try transaction.ingest(together: next)
      if bytes < share.bytes { jobs += queue.takeIngests(bytesAtMost: share.bytes - bytes) }
    }
    // What can fail because of a job is done: its reports were answered for. The counts travel with what comes next.
    try transaction.settleTallies()
    return results
  }

  /// A wrong secret is found before anything is written, so nothing needs undoing.
  private func outcome(of job: IngestJob, _ transaction: SQLiteWrites) throws -> IngestResult {
    do { return .success(try transaction.ingest(job)) } catch StoreError.wrongSecret {
      return .failure(StoreError.wrongSecret)
    }
  }

  /// First what a former attempt took, then what waits, within the commit's share of time.
  private func performWrites(
    _ group: inout Group, _ transaction: SQLiteWrites, _ session: any DatabaseSession
  ) throws {
    let start = DispatchTime.now().uptimeNanoseconds
    let share = group.ingests.isEmpty ? Self.writeShareAlone : Self.writeShareBesideIngest
    var next = 0
    while true {
      if next == group.writes.count {
        guard next == 0 || DispatchTime.now().uptimeNanoseconds - start < share, let job = queue.takeWrite() else {
          return
        }
        group.writes.append((job, nil))
      }
      group.writes[next].failure = try failure(of: group.writes[next].job, transaction, session)
      next += 1
    }
  }

  /// What the job itself threw, undone; throws what ends the whole transaction.
  private func failure(
    of job: WriteJob, _ transaction: SQLiteWrites, _ session: any DatabaseSession
  ) throws -> (any Error)? {
    do {
      try transaction.isolated {
        try job.perform(transaction)
        try transaction.settleTallies()
      }
      return nil
    } catch {
      guard !session.isLost, !server.isPassing(error) else { throw error }
      return server.meaning(of: error)
    }
  }
}
