// Takes what waits, writes it in one transaction with one sync, answers, and keeps the log short.
import CollectorCore
import Dispatch
import TellbackSQLite

/// Lives on the writer's thread alone.
final class CommitLoop {
  private let connection: Connection
  private let database: Database
  private let queue: WriterQueue
  private let readers: ReaderPool
  private let options: SQLiteStoreOptions
  /// The log's length at the last checkpoint that readers kept from finishing.
  private var framesTried = 0
  /// Whether the last commit took reports in.
  private var hadIngest = false

  /// How long a commit goes on taking writes that are no ingest, in nanoseconds; it takes one at least.
  private static let writeShareBesideIngest: UInt64 = 4_000_000
  private static let writeShareAlone: UInt64 = 25_000_000
  /// Whoever comes while a commit is under way waits for all of it.
  private var share = CommitShare()

  init(connection: Connection, queue: WriterQueue, readers: ReaderPool, options: SQLiteStoreOptions) {
    self.connection = connection
    database = Database(connection)
    self.queue = queue
    self.readers = readers
    self.options = options
  }

  func run() {
    var isDirty = false
    while true {
      switch queue.waitForWork(atMost: isDirty ? 5 : nil) {
      case .work:
        commitGroup()
        isDirty = true
        checkpointIfLong()
        cutLogIfAsked()
      case .idle:
        isDirty = false
        // A quiet moment: nothing waits behind this. What fails here is tried again after the next writes.
        _ = try? connection.checkpoint(.passive)
        _ = try? connection.run("PRAGMA optimize")
        try? connection.execute("PRAGMA shrink_memory")
      case .closed:
        _ = try? connection.checkpoint(.truncate)
        return
      }
    }
  }

  // MARK: One commit

  private typealias IngestResult = Result<[IngestOutcome], any Error>

  private func commitGroup() {
    var ingests = queue.takeIngests(bytesAtMost: share.bytes)
    var results: [IngestResult] = []
    var writes: [(job: WriteJob, failure: (any Error)?)] = []
    do {
      try connection.run("BEGIN IMMEDIATE")
      let transaction = SQLiteWrites(database)
      let start = DispatchTime.now().uptimeNanoseconds
      results = try perform(&ingests, transaction)
      if !ingests.isEmpty {
        share.note(bytes: ingests.reduce(0) { $0 + $1.bytes }, took: DispatchTime.now().uptimeNanoseconds - start)
      }
      try performWrites(transaction, beside: !ingests.isEmpty) { writes.append(($0, $1)) }
      try transaction.settleWords()
      try connection.run("COMMIT")
    } catch {
      rollBack()
      let failure = storeError(error)
      results = ingests.map { _ in .failure(failure) }
      // A body's own error is still the one its caller should see.
      writes = writes.map { ($0.job, $0.failure ?? failure) }
      // Nothing was begun: whoever waits first must learn it, or the thread would spin over a failing BEGIN.
      if writes.isEmpty, ingests.isEmpty, let job = queue.takeWrite() { writes.append((job, failure)) }
    }
    hadIngest = !ingests.isEmpty
    options.answering {
      for (job, result) in zip(ingests, results) { job.completion(result) }
      for (job, failure) in writes { job.finish(failure) }
    }
  }

  /// First without savepoints, which would copy every page they touch. When one fails, all are done again, each in its own.
  private func perform(_ jobs: inout [IngestJob], _ transaction: SQLiteWrites) throws -> [IngestResult] {
    if jobs.isEmpty { return [] }
    if let results = try? performTogether(&jobs, transaction) { return results }
    transaction.forgetReceived()
    rollBack()
    try connection.run("BEGIN IMMEDIATE")
    return try jobs.map { job in
      do {
        return try connection.savepoint {
          let result = try outcome(of: job, transaction)
          try transaction.settleTallies()
          return result
        }
      } catch {
        transaction.forgetReceived()
        guard connection.isInTransaction else { throw error }
        return .failure(storeError(error))
      }
    }
  }

  /// What came while these were written shares their sync, within the commit's bound of bytes. Nobody waits for more to come.
  private func performTogether(_ jobs: inout [IngestJob], _ transaction: SQLiteWrites) throws -> [IngestResult] {
    var results: [IngestResult] = []
    var bytes = 0
    while results.count < jobs.count {
      for job in jobs[results.count...] {
        bytes += job.bytes
        results.append(try outcome(of: job, transaction))
      }
      if bytes < share.bytes { jobs += queue.takeIngests(bytesAtMost: share.bytes - bytes) }
    }
    try transaction.settleTallies()
    return results
  }

  /// A wrong secret is found before anything is written, so nothing needs undoing.
  private func outcome(of job: IngestJob, _ transaction: SQLiteWrites) throws -> IngestResult {
    do { return .success(try transaction.ingest(job)) } catch StoreError.wrongSecret {
      return .failure(StoreError.wrongSecret)
    }
  }

  private func performWrites(
    _ transaction: SQLiteWrites, beside ingest: Bool, done: (WriteJob, (any Error)?) -> Void
  ) throws {
    let start = DispatchTime.now().uptimeNanoseconds
    let share = ingest ? Self.writeShareBesideIngest : Self.writeShareAlone
    var isAlone = !ingest
    while let job = queue.takeWrite() {
      do {
        if isAlone {
          try performAlone(job, transaction)
        } else {
          try transaction.isolated {
            try job.perform(transaction)
            try transaction.settleTallies()
          }
        }
        done(job, nil)
      } catch {
        done(job, error)
      }
      isAlone = false
      // Some errors (disk full, I/O) end the whole transaction: then nobody's work is there.
      if let fatal = transaction.fatal { throw fatal }
      if DispatchTime.now().uptimeNanoseconds - start >= share { return }
    }
  }

  /// Nothing else is in the transaction, so undoing the job is undoing all of it: no savepoint, which would copy every page
  /// that the job touches.
  private func performAlone(_ job: WriteJob, _ transaction: SQLiteWrites) throws {
    do {
      try job.perform(transaction)
      try transaction.settleTallies()
      // Swallowed by the job: its work is gone, and the commit would commit nothing.
      guard connection.isInTransaction else { throw StoreError.failed("The transaction has ended before its time.") }
    } catch {
      let error = storeError(error)
      if !transaction.end(by: error) {
        rollBack()
        // Without a new one nothing more may be written: a savepoint would begin one of its own, and commit it.
        do { try connection.run("BEGIN IMMEDIATE") } catch { transaction.end(by: storeError(error)) }
      }
      throw error
    }
  }

  private func rollBack() {
    if connection.isInTransaction { _ = try? connection.run("ROLLBACK") }
  }

  // MARK: The log

  /// Cuts the log to nothing, so that it keeps no frame of what was erased. A reader that is at work is waited for shortly;
  /// whoever asked may ask again.
  private func cutLogIfAsked() {
    let cuts = queue.takeCuts()
    guard !cuts.isEmpty else { return }
    var isCut = false
    readers.pause(atMost: 0.05) { isCut = (try? connection.checkpoint(.truncate)) ?? false }
    if isCut { framesTried = 0 }
    for done in cuts { done(isCut) }
  }

  private func checkpointIfLong() {
    let frames = connection.framesInLog
    // Started anew since: what was tried is past.
    if frames < framesTried { framesTried = 0 }
    let length = hadIngest ? options.checkpointFrames : options.checkpointFramesWithoutIngest
    guard frames >= framesTried + length else { return }
    let isDone = (try? connection.checkpoint(.passive)) ?? false
    framesTried = isDone ? 0 : frames
    guard !isDone, frames >= options.checkpointFramesAtMost else { return }
    // Readers that follow each other without a gap would keep the log growing: let them pause once.
    readers.pause(atMost: 2) { if (try? connection.checkpoint(.truncate)) == true { framesTried = 0 } }
  }
}
