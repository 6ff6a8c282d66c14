// A thousand simulated lives of an app: updates, downgrades, wrong clocks, restarts, kills, late reports, tickets that are
// resolved and opened again. Each reporter is asked exactly once for each fix that their app had while it was current.
import Foundation
import TellbackSupport
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct FixWorldTests {
  @Test(arguments: 0..<20) func `each reporter is asked exactly once for each fix`(batch: UInt64) async throws {
    let folder = try TestFolder()
    // Each world begins with a copy of a queue that was opened once: making one takes most of the time.
    let template = folder.path + "/template"
    try await World(seed: 0, folder: template).prepare()
    var asked = 0
    for number in 0..<50 {
      let seed = batch * 50 + UInt64(number) + 1
      try FileManager.default.copyItem(atPath: template, toPath: "\(folder.path)/\(number)")
      let world = World(seed: seed, folder: "\(folder.path)/\(number)")
      let findings = try await world.live()
      #expect(findings.isEmpty, "seed \(seed): \(findings)")
      asked += world.askedCount
      try FileManager.default.removeItem(atPath: world.folder)
    }
    // A test in which nobody is asked proves nothing.
    #expect(asked > 20)
  }
}

/// One world: an app on one device, a collector, staff. Confined to its test.
private final class World {
  /// A fix and a user.
  private struct Key: Hashable {
    var fix: ReportID
    var user: String?
  }

  private struct Made {
    var user: String?
    var ticket: Int64
  }

  private static let versions = ["1.0", "1.1", "1.2-beta.1", "1.2-beta.2", "1.2", "1.2.1", "1.10", "2.0"]

  let folder: String
  private let random: SeededRandom
  private let desk = RecordingTransport()
  private let time = ManualTime()
  private var generation = 0
  private var version = "1.0"
  private var reports: [ReportID: Made] = [:]
  private var delivered: [ReportID] = []
  /// The fix that a ticket stands at.
  private var standing: [Int64: TicketUpdate] = [:]
  private var fixes: [Int64: ReportID] = [:]
  private var serial: UInt64 = 0
  /// What the device knows of each report: its current fix.
  private var known: [ReportID: TicketUpdate] = [:]
  private var cursor = 0
  private var expected = Set<Key>()
  private var heard: [Key: Int] = [:]
  private var answered = Set<Key>()

  init(seed: UInt64, folder: String) {
    self.folder = folder
    random = SeededRandom(seed: seed)
  }

  var askedCount: Int { heard.count }

  private func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  private func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

  func prepare() async throws {
    let reporter = try Reporter(try configuration())
    _ = try await reporter.storage()
    await reporter.close(within: .zero)
  }

  func live() async throws -> [String] {
    let runs = 2 + below(3)
    for run in 0..<runs {
      version = run == 0 ? "1.0" : pick(Self.versions)
      // The last run listens.
      try await self.run(listens: run == runs - 1 || below(5) > 0, isKilled: below(3) == 0)
    }
    return expected.filter { heard[$0] != 1 }.map { "asked \(heard[$0] ?? 0) times: \($0)" }
      + heard.keys.filter { !expected.contains($0) }.map { "asked without reason: \($0)" }
  }

  private func configuration() throws -> ReporterConfiguration {
    var configuration = ReporterConfiguration(
      collector: try #require(URL(string: "https://collector.example")), appKey: "tb_test", appName: "Notes",
      appVersion: version, queueDirectory: "\(folder)/\(generation)")
    configuration.transport = desk
    configuration.time = time
    configuration.sync.isAutomatic = false
    return configuration
  }

  private func run(listens: Bool, isKilled: Bool) async throws {
    let reporter = try Reporter(try configuration())
    let questions = Lock<[FixQuestion]>([])
    var listener: Task<Void, Never>?
    if listens {
      let stream = reporter.inbox.questions
      listener = Task { for await question in stream { questions.withLock { $0.append(question) } } }
    }
    try await note(reporter, listens)
    for _ in 0..<2 + below(3) {
      try await step(reporter)
      if below(4) > 0 { try await sync(reporter) }
      try await note(reporter, listens)
    }
    if isKilled {
      // What a process that is killed now leaves behind.
      try FileManager.default.copyItem(atPath: "\(folder)/\(generation)", toPath: "\(folder)/\(generation + 1)")
      generation += 1
    }
    await reporter.close(within: .zero)
    await listener?.value
    for question in questions.withLock({ $0 }) {
      guard let fix = fixes[question.update] else { throw CocoaError(.coderInvalidValue) }
      heard[Key(fix: fix, user: reports[question.conversation]?.user), default: 0] += 1
    }
  }

  /// What must have been asked by now.
  private func note(_ reporter: Reporter, _ listens: Bool) async throws {
    let open = try await reporter.inbox.openQuestions()
    var current = Set<Key>()
    for (report, fix) in known where AppVersion.has(fix.version, in: version) {
      guard let id = fixes[fix.sequence] else { continue }
      current.insert(Key(fix: id, user: reports[report]?.user))
    }
    if listens { expected.formUnion(current.subtracting(answered)) }
    // Sometimes somebody answers, also where nobody listens to the stream.
    for question in open where below(3) == 0 {
      try await reporter.inbox.answer(question, fixed: below(2) == 0)
      guard let fix = fixes[question.update] else { continue }
      answered.insert(Key(fix: fix, user: reports[question.conversation]?.user))
    }
  }

  private func step(_ reporter: Reporter) async throws {
    switch below(9) {
    case 0, 1, 2: try await report(reporter)
    case 3: time.set(now: Timestamp(milliseconds: Int64(below(4_000_000)) * 1_000_000))
    case 4, 5, 6, 7: resolve(Int64(1 + below(2)))
    default: reopen(Int64(1 + below(2)))
    }
  }

  private func report(_ reporter: Reporter) async throws {
    let user = pick([nil, "ann", "bob"])
    let id = try await reporter.session(user: user).report("Report").id
    reports[id] = Made(user: user, ticket: Int64(1 + below(2)))
  }

  /// Delivers, and fetches what the desk wrote. A report that comes late to a resolved ticket is told of the fix like the others.
  private func sync(_ reporter: Reporter) async throws {
    let end = desk.updates.count
    try await reporter.flush(within: .seconds(10))
    for update in desk.updates[cursor..<end] {
      if update.kind == .fixed { known[update.report] = update }
      if update.kind == .reopened { known[update.report] = nil }
    }
    cursor = end
    for report in desk.reports.map(\.id) where !delivered.contains(report) {
      delivered.append(report)
      if let ticket = reports[report]?.ticket, let fix = standing[ticket] { tell([report], fix, isLate: true) }
    }
  }

  private func resolve(_ ticket: Int64) {
    guard standing[ticket] == nil else { return }
    serial += 1
    let fix = TicketUpdate(
      sequence: 0, report: ReportID(at: Timestamp(milliseconds: 0), random: (0, 0)), kind: .fixed,
      at: Timestamp(milliseconds: 5), ticket: ticket, id: ReportID(at: Timestamp(milliseconds: 1), random: (7, serial)),
      version: pick([nil] + Self.versions))
    standing[ticket] = fix
    tell(onTicket(ticket), fix)
  }

  private func reopen(_ ticket: Int64) {
    guard var update = standing.removeValue(forKey: ticket) else { return }
    update.kind = .reopened
    update.id = nil
    update.version = nil
    tell(onTicket(ticket), update)
  }

  private func onTicket(_ ticket: Int64) -> [ReportID] { delivered.filter { reports[$0]?.ticket == ticket } }

  /// Who is late is told alone, as a collector does: later, and not as a part of the message to the others.
  private func tell(_ reports: [ReportID], _ update: TicketUpdate, isLate: Bool = false) {
    for report in reports {
      var update = update
      update.report = report
      update.sequence = Int64(desk.updates.count) + 1
      if update.kind == .fixed { fixes[update.sequence] = update.id }
      if isLate {
        update.id = nil
        update.at = Timestamp(milliseconds: 1_000 + update.sequence)
      }
      desk.updates.append(update)
    }
  }
}
