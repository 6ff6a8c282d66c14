// Ingest jobs in the order of fairness: apps take turns, and so do the installations of an app, small jobs before large ones.
// Invariant: whoever has little waiting waits for about one job of each other app, however much these have waiting.
import CollectorCore
import TellbackWire

struct FairQueue {
  /// Whose jobs wait in one line. Senders without an installation share the line of their app.
  struct Sender: Hashable {
    var app: AppID
    var installation: ReportID?
  }

  private struct Line {
    var jobs = Queue<IngestJob>()
    var bytes = 0
  }

  private struct AppLines {
    var lines: [ReportID?: Line] = [:]
    /// Installations whose next job is small, and those whose next is large; the next one first.
    var smallTurns = Queue<ReportID?>()
    var largeTurns = Queue<ReportID?>()
    /// What small jobs had since the last large one.
    var smallBytes = 0
    var bytes = 0

    mutating func append(_ job: IngestJob, of installation: ReportID?) {
      if lines[installation] == nil { giveTurn(to: installation, job) }
      lines[installation, default: Line()].jobs.append(job)
      lines[installation, default: Line()].bytes += job.bytes
      bytes += job.bytes
    }

    /// Small jobs go first, a large one after each 64 KiB of them: who sends one report never waits behind all batches.
    mutating func popFirst() -> IngestJob? {
      let isSmall = !smallTurns.isEmpty && (largeTurns.isEmpty || smallBytes < FairQueue.smallBytesInARow)
      guard let installation = isSmall ? smallTurns.popFirst() : largeTurns.popFirst(),
        let job = lines[installation]?.jobs.popFirst()
      else { return nil }
      smallBytes = isSmall ? smallBytes + job.bytes : 0
      if let next = lines[installation]?.jobs.first {
        lines[installation]?.bytes -= job.bytes
        giveTurn(to: installation, next)
      } else {
        lines[installation] = nil
      }
      bytes -= job.bytes
      return job
    }

    private mutating func giveTurn(to installation: ReportID?, _ next: IngestJob) {
      if next.bytes <= FairQueue.smallBytes { smallTurns.append(installation) } else { largeTurns.append(installation) }
    }
  }

  private static let smallBytes = 16_384
  private static let smallBytesInARow = 65_536

  private var apps: [AppID: AppLines] = [:]
  /// Apps that have jobs, the next one first.
  private var turns = Queue<AppID>()
  private(set) var count = 0
  private(set) var bytes = 0
  /// Room set aside for bodies that are still being read.
  private var reserved = 0
  private var reservedByApp: [AppID: Int] = [:]
  private var reservedBySender: [Sender: Int] = [:]
  private let limit: Int

  /// `limit` is in bytes, over all senders.
  init(limit: Int) { self.limit = limit }

  var isEmpty: Bool { count == 0 }

  /// Whether there is room for so many bytes more of this sender. What is free is the measure (dynamic thresholds, Choudhury
  /// and Hahne 1998): an app may fill half of it, one line a fifth, so that a flood always leaves room for others; one job
  /// finds room wherever it fits. Small jobs may take an app to three quarters: its own people find room beside those who
  /// flood it with large ones, and they hold the key that everybody can read in the app.
  func hasRoom(for more: Int, of sender: Sender) -> Bool {
    guard count > 0 || reserved > 0 else { return true }
    let free = limit - bytes - reserved
    guard more <= free else { return false }
    let ofApp = (apps[sender.app]?.bytes ?? 0) + reservedByApp[sender.app, default: 0]
    guard ofApp == 0 || ofApp + more <= (more <= Self.smallBytes ? 3 * free : free) else { return false }
    let ofLine = (apps[sender.app]?.lines[sender.installation]?.bytes ?? 0) + reservedBySender[sender, default: 0]
    return ofLine == 0 || ofLine + more <= free / 4
  }

  /// True when so little waits that a job of so many bytes finds room whoever sends it: an eighth of the limit is less than
  /// the fifth that is left for one line.
  func hasRoomForAnybody(_ more: Int) -> Bool { bytes + reserved + more <= limit / 8 }

  /// Counts bytes that are not here yet as if they were; false when there is no room for them.
  mutating func reserve(_ more: Int, for sender: Sender) -> Bool {
    guard hasRoom(for: more, of: sender) else { return false }
    reserved += more
    reservedByApp[sender.app, default: 0] += more
    reservedBySender[sender, default: 0] += more
    return true
  }

  mutating func release(_ bytes: Int, of sender: Sender) {
    reserved -= bytes
    let (ofApp, ofSender) = (
      reservedByApp[sender.app, default: 0] - bytes, reservedBySender[sender, default: 0] - bytes
    )
    reservedByApp[sender.app] = ofApp > 0 ? ofApp : nil
    reservedBySender[sender] = ofSender > 0 ? ofSender : nil
  }

  mutating func append(_ job: IngestJob) {
    let (sender, size) = (job.sender, job.bytes)
    if apps[sender.app] == nil { turns.append(sender.app) }
    apps[sender.app, default: AppLines()].append(job, of: sender.installation)
    count += 1
    bytes += size
  }

  /// The job whose turn it is.
  mutating func popFirst() -> IngestJob? {
    guard let app = turns.popFirst(), let job = apps[app]?.popFirst() else { return nil }
    if apps[app]?.lines.isEmpty == true { apps[app] = nil } else { turns.append(app) }
    count -= 1
    bytes -= job.bytes
    return job
  }
}
