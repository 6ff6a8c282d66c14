// Measures the match index at 10,000, 100,000 and 1,000,000 reports: adding, asking, memory, and what the posting budget
// costs in recall against exact scoring; and what one decision costs. BenchReady measures a start after a crash. Needs the archives beside the checkout; says so and ends well without them.
import BenchKit
import CollectorEvaluation
import Foundation
import TellbackMatch
import TellbackWire

@main
struct BenchMatch {
  static let archive = "../shared/duplicates/jqueryui.jsonl.gz"
  static let secondArchive = "../shared/duplicates/titanium-2011-2013.jsonl.gz"

  static func main() throws {
    guard FileManager.default.fileExists(atPath: archive), FileManager.default.fileExists(atPath: secondArchive) else {
      note("BenchMatch: no archives at ../shared/duplicates; nothing measured. Run it from the root of the checkout.")
      return
    }
    let sizes = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let maker = ReportMaker(try ReportFile.read(archive) + ReportFile.read(secondArchive))
    try measureDevice(maker)
    DecisionCost.measure()
    try measureIndex(maker, sizes.isEmpty ? [10_000, 100_000, 1_000_000] : sizes.sorted())
  }

  // MARK: The collector's index

  static func measureIndex(_ maker: ReportMaker, _ sizes: [Int]) throws {
    let index = MatchIndex()
    let scan = PostingScan(reports: sizes.last ?? 1)
    var next = 0
    for size in sizes {
      var adding = Durations(reservingCapacity: size - next)
      var appending = Durations()
      let started = ContinuousClock.now
      while next < size {
        let report = maker.make(next, noise: 0)
        // One in twenty joins an earlier group.
        let group = next % 20 == 0 ? next / 2 : next
        try adding.time { try index.add(report, id: MatchID(Int64(next)), group: MatchID(Int64(group))) }
        // Beside it, so that a slow moment falls on both; of all of them it would keep a second index in memory.
        if next % 20 == 0 { appending.time { scan.add(report) } }
        next += 1
      }
      note("  \(size) reports made and added in \(ContinuousClock.now - started)")
      Measurement(
        "match.add_p50_\(size)", adding.percentile(0.5), "us", reference: PostingScan.addName, appending.percentile(0.5)
      ).report()
      Measurement("match.add_p99_\(size)", adding.percentile(0.99), "us").report()
      Measurement("match.memory_\(size)", Double(index.memory) / Double(size), "bytes/report").report()
      measureQueries(index, scan, maker, size)
    }
    try measureSnapshot(index, maker, sizes.last ?? 0)
  }

  /// Asks with other words for what is known; a sample of the questions is answered a second time by scoring every report.
  static func measureQueries(_ index: MatchIndex, _ scan: PostingScan, _ maker: ReportMaker, _ size: Int) {
    let questions = 1_000
    let sampleEvery = size > 100_000 ? 10 : 5
    let now = 1_600_000_000 + Int64(size) * 60 + 86_400
    var asked = Durations(reservingCapacity: questions)
    var exact = Durations()
    var scanned = Durations(reservingCapacity: questions)
    var best: Float = 0
    var all = Recall()
    var sample = Recall()
    var reference = Recall()
    var agreed = 0
    var named = 0
    for question in 0..<questions {
      let number = (question * 7_919 + 13) % size
      let document = maker.make(number, noise: 0.35, salt: 99)
      let group = MatchID(Int64(number % 20 == 0 ? number / 2 : number))
      let found = asked.time { index.query(document, limit: 10, at: now) }.map(\.group)
      all.count(group, found)
      scanned.time { best += scan.query() }
      guard question % sampleEvery == 0 else { continue }
      let best = exact.time { index.scoredGroupsOfAll(for: document, limit: 10, at: now) }.map(\.group)
      sample.count(group, found)
      reference.count(group, best)
      agreed += Set(best).intersection(found).count
      named += best.count
    }
    Measurement(
      "match.query_p50_\(size)", asked.percentile(0.5), "us", reference: PostingScan.queryName, scanned.percentile(0.5)
    ).report()
    Measurement(
      "match.query_p99_\(size)", asked.percentile(0.99), "us", reference: PostingScan.queryName,
      scanned.percentile(0.99)
    ).report()
    note("  exact scoring of every report takes \(exact.percentile(0.5)) us; the scans found \(best)")
    Measurement(
      "match.recall10_\(size)", sample.at10, "share", reference: "exact scoring", reference.at10
    ).report()
    Measurement(
      "match.recall1_\(size)", sample.at1, "share", reference: "exact scoring", reference.at1
    ).report()
    Measurement("match.agreement10_\(size)", Double(agreed) / Double(max(named, 1)), "share").report()
    note("  exact scoring looked at every report for \(reference.questions) of \(questions) questions")
    note("  over all questions recall@1 is \(all.at1), recall@10 \(all.at10)")
  }

  /// How often the right group stood first, and among the first ten.
  struct Recall {
    private(set) var questions = 0
    private var first = 0
    private var ten = 0

    mutating func count(_ right: MatchID, _ found: [MatchID]) {
      questions += 1
      first += found.first == right ? 1 : 0
      ten += found.prefix(10).contains(right) ? 1 : 0
    }

    var at1: Double { Double(first) / Double(max(questions, 1)) }
    var at10: Double { Double(ten) / Double(max(questions, 1)) }
  }

  /// Writes the index on a thread of its own while questions go on, and reads it back.
  static func measureSnapshot(_ index: MatchIndex, _ maker: ReportMaker, _ size: Int) throws {
    let folder = ProcessInfo.processInfo.environment["TELLBACK_BENCH_DIR"] ?? NSTemporaryDirectory()
    let path = folder + "/match-\(ProcessInfo.processInfo.processIdentifier).index"
    guard FileManager.default.createFile(atPath: path, contents: nil) else { return note("cannot write \(path)") }
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writing = SnapshotWriting(index, path)
    let questions = (0..<1_000).map { maker.make(($0 * 7_919 + 13) % size, noise: 0.35, salt: 99) }
    let now = 1_600_000_000 + Int64(size) * 60 + 86_400
    func ask(while isWanted: (Int) -> Bool) -> Durations {
      var asked = Durations()
      var count = 0
      while isWanted(count) {
        asked.time { _ = index.query(questions[count % questions.count], limit: 10, at: now) }
        count += 1
      }
      return asked
    }
    let alone = ask { $0 < questions.count }
    Thread.detachNewThread { writing.run() }
    let beside = ask { $0 < 100 || !writing.isDone }
    guard let seconds = writing.seconds else { return note("cannot write \(path)") }
    var cold = Durations()
    var warm = Durations()
    let restored = try cold.time { try readIndex(path) }
    let again = try warm.time { try readIndex(path) }
    guard restored.count == index.count, again.count == index.count else { return note("the snapshot lost reports") }
    // What a crash leaves to be added: a fortieth.
    var adding = Durations()
    try adding.time {
      for number in size..<(size + size / 40) {
        try restored.add(maker.make(number, noise: 0), id: MatchID(Int64(number)), group: MatchID(Int64(number)))
      }
    }
    Measurement("match.snapshot_write_\(size)", seconds, "s").report()
    Measurement(
      "match.query_max_while_writing_\(size)", beside.percentile(1), "us", reference: "not writing", alone.percentile(1)
    ).report()
    Measurement("match.ready_\(size)", cold.percentile(1) / 1e6, "s", reference: "warm", warm.percentile(1) / 1e6)
      .report()
    Measurement(
      "match.read_and_catch_up_\(size)", (cold.percentile(1) + adding.percentile(1)) / 1e6, "s",
      reference: "file alone", cold.percentile(1) / 1e6
    ).report()
  }

  private static func readIndex(_ path: String) throws -> MatchIndex {
    let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    return try data.withUnsafeBytes { try MatchIndex(snapshot: $0) }
  }

  // MARK: The device

  /// A digest of 1,000 known issues, asked at each keystroke of a draft.
  static func measureDevice(_ maker: ReportMaker) throws {
    let index = MatchIndex()
    var issues: [KnownIssue] = []
    for number in 0..<1_000 {
      let report = maker.make(number, noise: 0)
      let words = report.text.split(separator: " ").prefix(30).joined(separator: " ")
      issues.append(KnownIssue(id: Int64(number), title: report.title, words: words))
      try index.add(
        MatchDocument(title: report.title, text: words, time: 0), id: MatchID(Int64(number)),
        group: MatchID(Int64(number)))
    }
    let digest = KnownIssueDigest(fitting: issues).encoded(checksum: Checksum.sha256)
    Measurement("match.digest_1000", Double(digest.count) / 1_000, "KB").report()
    var typing = Durations()
    for number in 0..<100 {
      let draft = maker.make(number, noise: 0.3, salt: 5).title + " " + maker.make(number, noise: 0.3, salt: 5).text
      for length in stride(from: 5, to: min(200, draft.count), by: 3) {
        let text = String(draft.prefix(length))
        typing.time { _ = index.query(MatchDocument(text: text, time: 0), limit: 10, at: 0) }
      }
    }
    Measurement("match.suggest_p50", typing.percentile(0.5), "us").report()
    Measurement("match.suggest_p99", typing.percentile(0.99), "us").report()
  }
}
