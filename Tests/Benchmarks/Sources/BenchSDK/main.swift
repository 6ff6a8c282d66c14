// What the SDK costs an app: report() alone and from many tasks against bare sqlite3 calls, and step() and enter().
import BenchKit
import Foundation
import Tellback

let folder = try Workload.temporaryFolder()
defer { try? FileManager.default.removeItem(atPath: folder) }
let reporter = try Workload.reporter(in: folder + "/queue")
let sample = try await reporter.prepare(Workload.text, kind: .problem, fields: Workload.fields)
note("a report has \(sample.bytes.count) bytes")

// Alone: blocks of both take turns, so that what else the machine does falls on both.
do {
  let bare = try BareSQLite(path: folder + "/alone.sqlite")
  var own = Durations(reservingCapacity: 4_000)
  var reference = Durations(reservingCapacity: 4_000)
  let random = SystemRandom()
  for round in 0..<21 {
    for _ in 0..<200 {
      let start = ContinuousClock.now
      try await reporter.report(Workload.text, kind: .problem, fields: Workload.fields)
      if round > 0 { own.add(ContinuousClock.now - start) }
    }
    for _ in 0..<200 {
      let id = ReportID(at: sample.report.capturedAt, random: (random.next(), random.next())).bytes
      let start = ContinuousClock.now
      try bare.add(id: id, at: sample.report.capturedAt.milliseconds, sample.bytes)
      if round > 0 { reference.add(ContinuousClock.now - start) }
    }
  }
  Measurement(
    "sdk.report.p50", own.percentile(0.5), "us", reference: "bare sqlite3 insert", reference.percentile(0.5)
  ).report()
  note("p99: \(own.percentile(0.99)) us, bare \(reference.percentile(0.99)) us")
}

// From 64 tasks against transactions of 64.
do {
  let bare = try BareSQLite(path: folder + "/many.sqlite")
  let random = SystemRandom()
  var own = Duration.zero
  var reference = Duration.zero
  let rounds = 10
  let perTask = 32
  for round in 0...rounds {
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        group.addTask {
          for _ in 0..<perTask {
            try await reporter.report(Workload.text, kind: .problem, fields: Workload.fields)
          }
        }
      }
      try await group.waitForAll()
    }
    let middle = ContinuousClock.now
    for _ in 0..<perTask {
      try bare.execute("BEGIN IMMEDIATE")
      for _ in 0..<64 {
        let id = ReportID(at: sample.report.capturedAt, random: (random.next(), random.next())).bytes
        try bare.add(id: id, at: sample.report.capturedAt.milliseconds, sample.bytes)
      }
      try bare.execute("COMMIT")
    }
    if round > 0 {
      own += middle - start
      reference += ContinuousClock.now - middle
    }
  }
  let reports = Double(64 * perTask * rounds)
  Measurement(
    "sdk.report.concurrent", reports / (own / .seconds(1)), "reports/s",
    reference: "bare sqlite3 in transactions of 64", reports / (reference / .seconds(1))
  ).report()
}

// The path of every tap.
do {
  let count = 2_000_000
  let steps = (0..<64).map { "tapped the button number \($0) of the list" }
  let pages = (0..<64).map { "/a/page/that/has/some/length/\($0)" }
  var start = ContinuousClock.now
  for index in 0..<count { reporter.step(steps[index & 63]) }
  let step = (ContinuousClock.now - start) / .nanoseconds(1) / Double(count)
  start = ContinuousClock.now
  for index in 0..<count { reporter.enter(page: pages[index & 63]) }
  let enter = (ContinuousClock.now - start) / .nanoseconds(1) / Double(count)
  let time = SystemTime()
  var sum: Int64 = 0
  start = ContinuousClock.now
  for _ in 0..<count { sum &+= time.now().milliseconds }
  let clock = (ContinuousClock.now - start) / .nanoseconds(1) / Double(count)
  Measurement("sdk.step", step, "ns", reference: "one look at the clock", clock).report()
  Measurement("sdk.enter", enter, "ns", reference: "one look at the clock", clock).report()
  // The same while an app listens for trouble; none of it is any. What is watched takes the same memory after millions of events.
  let troubles = reporter.troubles
  let before = ProcessFigures.residentMegabytes()
  start = ContinuousClock.now
  for index in 0..<count { reporter.step(steps[index & 63]) }
  let watchedStep = (ContinuousClock.now - start) / .nanoseconds(1) / Double(count)
  start = ContinuousClock.now
  for index in 0..<count { reporter.enter(page: pages[index & 63]) }
  let watchedEnter = (ContinuousClock.now - start) / .nanoseconds(1) / Double(count)
  let grown = max(0, ProcessFigures.residentMegabytes() - before) * 1_000
  // Errors while nothing is offered, as when one of them comes again and again; actions that end in time.
  struct Declined: Error {}
  reporter.note(Declined())
  try await Task.sleep(for: .seconds(1))
  let events = 200_000
  start = ContinuousClock.now
  for _ in 0..<events { reporter.note(Declined()) }
  let error = (ContinuousClock.now - start) / .microseconds(1) / Double(events)
  start = ContinuousClock.now
  for index in 0..<events { reporter.begin(steps[index & 63]).end() }
  let action = (ContinuousClock.now - start) / .microseconds(1) / Double(2 * events)
  withExtendedLifetime(troubles) {}
  Measurement("sdk.step.watched", watchedStep / 1_000, "us", reference: "a step that nobody watches", step / 1_000)
    .report()
  Measurement(
    "sdk.enter.watched", watchedEnter / 1_000, "us", reference: "a page that nobody watches", enter / 1_000
  ).report()
  Measurement("sdk.error.watched", error, "us", reference: "a step that nobody watches", step / 1_000).report()
  Measurement("sdk.action.watched", action, "us", reference: "a step that nobody watches", step / 1_000).report()
  Measurement(
    "sdk.trouble.memory", grown, "KB", reference: "16 bytes for each of these events", Double(2 * count * 16) / 1_000
  ).report()
  if sum == 0 { note("the clock stands still") }
}

// Composing alone, for whoever looks for the microseconds.
do {
  let count = 5_000
  let start = ContinuousClock.now
  for _ in 0..<count { _ = try await reporter.prepare(Workload.text, kind: .problem, fields: Workload.fields) }
  Measurement("sdk.prepare", (ContinuousClock.now - start) / .microseconds(1) / Double(count), "us").report()
}
await reporter.close(within: .zero)

// A full queue into a real collector, where Tests/bench has built one.
if let program = ProcessInfo.processInfo.environment["TELLBACK_COLLECTOR"] {
  do {
    let beside = try GroupCommit(path: folder + "/beside.sqlite", bodyBytes: sample.bytes.count)
    try beside.round(seconds: 1)
    let drained = try await Drain.measure(program, in: folder, count: 20_000)
    try beside.round(seconds: 1)
    Measurement("sdk.drain", drained, "reports/s", reference: beside.name, beside.rowsPerSecond).report()
  } catch {
    note("sdk.drain failed: \(error)")
    try? FileManager.default.removeItem(atPath: folder)
    exit(1)
  }
} else {
  note("sdk.drain is not measured: TELLBACK_COLLECTOR does not name a collector.")
}
