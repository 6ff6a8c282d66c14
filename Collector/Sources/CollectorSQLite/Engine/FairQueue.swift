// Ingest jobs in the order of fairness: apps take turns, and so do the installations of an app. Invariant: whoever has little
// waiting waits for about one job of everybody else, however much these have waiting.
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
    /// Installations that have jobs, the next one first.
    var turns = Queue<ReportID?>()
    var bytes = 0

    mutating func append(_ job: IngestJob, _ size: Int, of installation: ReportID?) {
      if lines[installation] == nil { turns.append(installation) }
      lines[installation, default: Line()].jobs.append(job)
      lines[installation, default: Line()].bytes += size
      bytes += size
    }

    mutating func popFirst() -> IngestJob? {
      guard let installation = turns.popFirst(), let job = lines[installation]?.jobs.popFirst() else { return nil }
      if lines[installation]?.jobs.isEmpty == true {
        lines[installation] = nil
      } else {
        lines[installation]?.bytes -= job.bytes
        turns.append(installation)
      }
      bytes -= job.bytes
      return job
    }
  }

  private var apps: [AppID: AppLines] = [:]
  /// Apps that have jobs, the next one first.
  private var turns = Queue<AppID>()
  private(set) var count = 0
  private(set) var bytes = 0
  private let limit: Int

  /// `limit` is in bytes, over all senders.
  init(limit: Int) { self.limit = limit }

  var isEmpty: Bool { count == 0 }

  /// Whether there is room for so many bytes more of this sender. What is free is the measure (dynamic thresholds, Choudhury
  /// and Hahne 1998): an app may fill half of it, one line a fifth, so that a flood always leaves room for others; one job
  /// finds room wherever it fits.
  func hasRoom(for more: Int, of sender: Sender) -> Bool {
    guard count > 0 else { return true }
    let free = limit - bytes
    guard more <= free else { return false }
    guard let app = apps[sender.app] else { return true }
    guard app.bytes + more <= free else { return false }
    guard let line = app.lines[sender.installation] else { return true }
    return line.bytes + more <= free / 4
  }

  mutating func append(_ job: IngestJob) {
    let (sender, size) = (job.sender, job.bytes)
    if apps[sender.app] == nil { turns.append(sender.app) }
    apps[sender.app, default: AppLines()].append(job, size, of: sender.installation)
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
