// Overload: one key that floods, ten times the capacity, and a short endurance run.
import FaultKit
import Foundation
import Tellback
import TellbackWire

enum LoadPromises {
  /// One key floods with batches and single reports on many connections; apps beside it, and installations of the same app
  /// that send as people do, notice nothing.
  static func flood(_ run: Run) async throws -> String {
    let target = try await Target.start(run.folder)
    let seconds = Double(run.size(short: 5, long: 30))
    let before = target.descriptors
    let files = [100: run.folder.file("flood-100.ids"), 1: run.folder.file("flood-1.ids")]
    let floods = try files.map { batch, file in
      try Load.start(
        LoadOrders(
          port: target.port, key: target.hostileKey, connections: 120, seconds: seconds, batch: batch, seed: run.seed,
          firstAddress: 100_000 + batch, ids: file), in: run.folder)
    }
    for file in files.values { try await Load.begin(file) }
    try await Task.sleep(for: .milliseconds(500))
    // The flooded app's own people are beside it too: a key stands in an app, for everybody to read.
    let beside = try Bystanders.start(
      BystanderOrders(
        port: target.port, keys: target.keys + [target.hostileKey], seconds: seconds - 1, clients: 12, seed: run.seed),
      in: run.folder)
    var totals = LoadReport()
    var ids: [String] = []
    for flood in floods { totals.merge(try await flood.result(within: .seconds(seconds + 90))) }
    for file in files.values { ids += Load.ids(in: file).map { "\($0)" } }
    let seen = try await beside.result(within: .seconds(90))
    try await settle(run, target, totals, seen, ids: ids, before: before, what: "a flooding key")
    return "flood: \(totals.summary(seconds)); beside: \(seen.summary)"
  }

  /// Ten times as many reports as it can take, and people with the real SDK beside them.
  ///
  /// The collector runs in slow motion, a tenth of the time: on one machine nobody could offer ten times what it takes at full
  /// speed. Its capacity is measured in the same slow motion. Offered is what was really asked for: the head out, and as much
  /// of the body as the collector let in.
  static func overload(_ run: Run) async throws -> String {
    let capacity = try await capacity(run)
    let target = try await Target.start(run.folder)
    let seconds = Double(run.size(short: 8, long: 120))
    let before = target.descriptors
    let slowMotion = try target.slowMotion(milliseconds: slowness)
    // A little more, so that those that wait for an answer at the end do not make it less.
    let rate = capacity * 10.5
    let files = (0..<2).map { run.folder.file("overload-\($0).ids") }
    let loads = try files.enumerated().map { index, file in
      try Load.start(
        LoadOrders(
          port: target.port, key: target.hostileKey, connections: 200, seconds: seconds, batch: 100, rate: rate / 2,
          seed: run.seed &+ UInt64(index), firstAddress: 100_000 + index * 1_000, hasInstallations: index == 1,
          problems: 20, newPerMille: 0, steps: 20, ids: file), in: run.folder)
    }
    for file in files { try await Load.begin(file) }
    try await Task.sleep(for: .milliseconds(500))
    let beside = try Bystanders.start(
      BystanderOrders(
        port: target.port, keys: target.keys + [target.hostileKey], seconds: seconds - 1, clients: 24, rate: 1,
        seed: run.seed),
      in: run.folder)
    let people = try SDKPeople.start(
      SDKOrders(
        collector: target.collector.base, keys: target.keys, seconds: seconds - 1, perSecond: 5,
        folder: run.folder.fresh("people")), in: run.folder)
    // Caches, queues and heaps are as large as they get after a minute.
    let memory = try await MemoryWatch.watch(target, seconds: seconds - 1, warmUp: run.isLong ? 60 : nil)
    var totals = LoadReport()
    for load in loads { totals.merge(try await load.result(within: .seconds(seconds + 90))) }
    let seen = try await beside.result(within: .seconds(90))
    let sdk = try await people.result(within: .seconds(120))
    try await slowMotion.end()
    if !sdk.unacknowledged.isEmpty { run.broken("\(sdk.unacknowledged.count) reports of the SDK were not delivered") }
    let ids = files.flatMap { Load.ids(in: $0).map { "\($0)" } } + sdk.acknowledged
    let factor = Double(totals.offered) / max(1, totals.seconds) / capacity
    if totals.offered == 0 { run.broken("nothing was offered, so nothing is proved") }
    totals.acknowledged += sdk.acknowledged.count
    totals.sent += sdk.acknowledged.count
    try await settle(run, target, totals, seen, ids: ids, before: before, what: "overload")
    if run.isLong {
      if factor < 10 { run.broken("10 x was not reached, so nothing is proved: only \(factor.rounded3) x was offered") }
      if memory.drift > 0.05 { run.broken("memory is not flat in overload: \(memory.text)") }
    }
    if memory.most > 512 { run.broken("\(memory.most) MB resident in overload") }
    return "capacity \(Int(capacity))/s in slow motion, offered \(factor.rounded3) x: \(totals.summary(seconds)), "
      + "\(memory.text); SDK \(sdk.acknowledged.count) delivered; beside: \(seen.summary)"
  }

  /// Of each 20 ms, how many the collector runs.
  private static let slowness = 2.0

  /// Reports a second that it takes in batches, in slow motion, from as many connections as it takes to keep it busy: what two
  /// apps keep under way is about as much as it holds.
  private static func capacity(_ run: Run) async throws -> Double {
    let target = try await Target.start(run.folder, name: "measured")
    let slowMotion = try target.slowMotion(milliseconds: slowness)
    var measured = LoadReport()
    var attempts = 0
    repeat {
      // A machine that is busy with other things may take no large batch in time: then small ones, for longer.
      let loads = try target.keys.map { key in
        try Load.start(
          LoadOrders(
            port: target.port, key: key, connections: 24, seconds: Double(run.size(short: 3, long: 10) << attempts),
            batch: 100 >> (2 * attempts), seed: run.seed &+ UInt64(attempts), hasInstallations: true, problems: 20,
            newPerMille: 0, steps: 20, ids: run.folder.file("capacity-\(attempts)-\(key.suffix(8)).ids")),
          in: run.folder)
      }
      measured = LoadReport()
      for load in loads { measured.merge(try await load.result(within: .seconds(120))) }
      attempts += 1
    } while measured.acknowledged == 0 && attempts < 4
    try await slowMotion.end()
    try await target.collector.stop()
    guard measured.acknowledged > 0 else {
      throw FaultError("the collector took nothing at all in \(attempts) attempts; answers \(measured.answers)")
    }
    return Double(measured.acknowledged) / measured.seconds
  }

  private static func settle(
    _ run: Run, _ target: Target, _ load: LoadReport, _ seen: Sightings, ids: [String], before: Int, what: String
  ) async throws {
    run.tried(load.sent)
    run.checkBystanders(seen, beside: what)
    if load.withoutRetryAfter > 0 { run.broken("\(load.withoutRetryAfter) answers 429 or 503 had no Retry-After") }
    let strange = load.answers.keys.filter { ![202, 429, 503].contains($0) }
    if !strange.isEmpty { run.broken("\(what): answers \(load.answers)") }
    if !load.broken.isEmpty { run.broken("\(what): connections broke: \(load.broken)") }
    try await run.checkDescriptors(target, before: before, after: what)
    try await run.checkAccounting(
      target, acknowledged: load.acknowledged + seen.acknowledged.count,
      sent: load.sent + seen.acknowledged.count + seen.unacknowledged.count)
    try await run.checkNothingLost(target, seen.acknowledged + ids)
  }

  /// 500 reports a second for a long while: memory, descriptors and the log stay as they are.
  ///
  /// The mix is that of an app whose problems are known: 200 problems that come again and again, in the same words, and two
  /// reports of a thousand about something new, one a second. Of a problem the match index keeps 256 reports, so it has what it
  /// wants of the 200 after 51,200 reports, 103 s; caches are full by then too. Only what follows the warm-up of 180 s is
  /// measured, all of it: nothing is taken off for the new ones. What new texts cost is told apart, in bytes a report, from
  /// a minute in which every text is new.
  static func soak(_ run: Run) async throws -> String {
    let target = try await Target.start(run.folder)
    let (seconds, warm) = (Double(run.size(short: 14, long: 600)), Double(run.size(short: 6, long: 180)))
    let file = run.folder.file("soak.ids")
    let load = try Load.start(
      LoadOrders(
        port: target.port, key: target.keys[0], connections: 20, seconds: seconds, batch: 1, rate: 500, seed: run.seed,
        newPerMille: 2, ids: file), in: run.folder)
    try await Load.begin(file)
    let watch = try await MemoryWatch.watch(target, seconds: seconds - 1, warmUp: warm)
    var report = try await load.result(within: .seconds(60))
    let rate = Double(report.acknowledged) / report.seconds
    if run.isLong, rate < 475 { run.broken("only \(rate.rounded3) reports/s were taken, of 500") }
    // Fifteen seconds say little of a slope; ten minutes say all.
    if watch.slope > (run.isLong ? 1 : 120) {
      run.broken("memory grows by \(watch.slope.rounded3) MB a minute; \(watch.text)")
    }
    // Of its 20 connections the load uses as many as it needs at a time, and the others are closed for idleness.
    if watch.descriptors.upperBound - watch.descriptors.lowerBound > 20 + 8 {
      run.broken("descriptors went from \(watch.descriptors.lowerBound) to \(watch.descriptors.upperBound)")
    }
    if watch.logMost > 64 << 20 { run.broken("the write-ahead log grew to \(watch.logMost >> 20) MB") }
    var (ids, price) = (Load.ids(in: file), "")
    if run.isLong {
      let (news, newIDs, text) = try await news(run, target)
      report.merge(news)
      ids += newIDs
      price = "; " + text
    }
    if (run.isLong && report.refused > 0) || !report.broken.isEmpty {
      run.broken("refused \(report.refused), broken \(report.broken)")
    }
    run.tried(report.acknowledged)
    try await run.checkAccounting(target, acknowledged: report.acknowledged, sent: report.sent)
    try await run.checkNothingLost(target, ids.map { "\($0)" })
    return "\(rate.rounded3)/s, \(watch.text), "
      + "descriptors \(watch.descriptors.lowerBound) to \(watch.descriptors.upperBound)" + price
  }

  /// A minute of texts that nobody ever wrote, on the collector that has soaked: what a new text costs in memory.
  private static func news(_ run: Run, _ target: Target) async throws -> (LoadReport, [ReportID], String) {
    let file = run.folder.file("news.ids")
    let load = try Load.start(
      LoadOrders(
        port: target.port, key: target.keys[0], connections: 20, seconds: 60, batch: 1, rate: 500,
        seed: run.seed &+ 1, newPerMille: 1_000, ids: file), in: run.folder)
    try await Load.begin(file)
    let watch = try await MemoryWatch.watch(target, seconds: 59, warmUp: 5)
    let report = try await load.result(within: .seconds(60))
    // By what the digest came to, which may be less than what arrived.
    let perMinute = max(1, watch.indexedPerMinute)
    return (
      report, Load.ids(in: file),
      "where every text is new: \(Int(watch.slope * 1_048_576 / perMinute)) bytes of memory a report, "
        + "\(Int(watch.indexSlope * 1_048_576 / perMinute)) of them in the match index"
    )
  }
}

extension LoadReport {
  mutating func merge(_ other: LoadReport) {
    offered += other.offered
    sent += other.sent
    due += other.due
    acknowledged += other.acknowledged
    answers.merge(other.answers, uniquingKeysWith: +)
    refused += other.refused
    withoutRetryAfter += other.withoutRetryAfter
    broken.merge(other.broken, uniquingKeysWith: +)
    seconds = max(seconds, other.seconds)
  }

  func summary(_ seconds: Double) -> String {
    "\(offered) offered (\(Int(Double(offered) / max(1, self.seconds)))/s), \(sent) of them sent whole, "
      + "\(acknowledged) taken, \(refused) refused"
  }
}
