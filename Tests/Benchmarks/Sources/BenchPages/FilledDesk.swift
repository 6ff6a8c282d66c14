// A desk after a year: tickets of several reports each, most of them answered, many resolved, some judged by their reporters, one of fifty
// merged into another; made by the real store, the real digest and the verbs of staff in this process.
import BenchKit
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackWire

public struct FilledDesk {
  static let components = (0..<12).map { "component \($0)" }
  static let segments = (0..<30).map { "segment \($0)" }
  static let versions = (0..<10).map { "4.\($0)" }
  /// In every second report, and in one of ten thousand.
  public static let commonWord = "error"
  public static let rareWord = "quixotic"
  /// Tickets of one transaction.
  private static let batch = 250
  public static let reportsPerTicket = 3
  /// Each ticket with a number of this is merged into the one before it.
  private static let merged: Int64 = 50

  private let store: SQLiteStore
  private let app: AppID
  private let staff: [Actor]
  private let begin: Timestamp
  private let tickets: Int

  /// The tickets are opened over a year that ends at `now`.
  public init(_ directory: String, tickets: Int, now: Timestamp) async throws {
    store = try SQLiteStore(directory: directory)
    self.tickets = tickets
    let begin = now.adding(seconds: -365 * 86_400)
    self.begin = begin
    (app, staff) = try await store.write { store in
      let app = try store.createApp(name: "shop", quota: IngestQuota(), at: begin).id
      let staff = try (0..<8).map { number in
        let account = try store.createAccount(
          email: "person\(number)@example.com", name: "Person \(number)", role: number < 5 ? .support : .volunteer,
          passwordHash: "-", at: begin)
        return Actor.staff(id: account.id, name: account.name)
      }
      try ProgrammeDateActions(store, now: begin, by: .command, apps: .all).save(
        name: "Engineers answer", day: CivilDay(now).adding(days: -180).text, app: nil)
      return (app, staff)
    }
  }

  public func fill() async throws {
    for start in stride(from: 0, to: tickets, by: Self.batch) {
      try await add(start..<min(start + Self.batch, tickets))
    }
    let opened = try await store.read { store in
      try store.facets(in: .all).states.values.reduce(0, +)
    }
    await store.close()
    let wanted = tickets - tickets / Int(Self.merged)
    guard opened == wanted else { throw BenchError("\(opened) tickets are shown, not \(wanted).") }
  }

  private func moment(_ ticket: Int) -> Timestamp {
    begin.adding(seconds: Int64(Double(ticket) / Double(tickets) * 364 * 86_400))
  }

  private func add(_ numbers: Range<Int>) async throws {
    let at = moment(numbers.lowerBound)
    let reports = numbers.flatMap { ticket in (0..<Self.reportsPerTicket).map { report(ticket, $0, at) } }
    let incoming = reports.map {
      IncomingReport(
        id: $0.id, app: app, installation: nil, receivedAt: at, sentAt: at, body: $0.encoded())
    }
    _ = try await withCheckedThrowingContinuation { done in
      store.ingest(incoming, from: nil) { done.resume(with: $0) }
    }
    let staff = staff
    try await store.write { store in
      var opened: [Int64: Int64] = [:]
      while true {
        let tally = try Digest().digestPending(limit: 512, in: store, now: at, together: true) { placed in
          if opened[placed.ticket] == nil { opened[placed.ticket] = placed.sequence }
        }
        if tally == DigestTally() { break }
      }
      for (ticket, report) in opened.sorted(by: { $0.key < $1.key }) {
        try Self.suggest(ticket, report, among: opened, at, store)
        try Self.work(on: ticket, of: staff, at, store)
      }
    }
  }

  /// What matching found for a new ticket: three others, one of five as likely as a person would be shown.
  private static func suggest(
    _ ticket: Int64, _ report: Int64, among opened: [Int64: Int64], _ at: Timestamp, _ store: any StoreWrites
  ) throws {
    var chance = Chance(UInt64(ticket) &* 3)
    let found = ([1, 7, 20] as [Int64]).compactMap { back -> TicketSuggestion? in
      guard let other = opened[ticket - back] else { return nil }
      let likelihood = Double(chance.draw(1_000) * chance.draw(1_000)) / 2_500_000
      return TicketSuggestion(
        ticket: ticket, candidate: ticket - back, report: report, candidateReport: other, likelihood: likelihood,
        words: [commonWord, rareWord], at: at, base: likelihood)
    }
    try store.addSuggestions(found.sorted { $0.likelihood > $1.likelihood })
  }

  /// What staff did: one of fifty merged; of the others seven of ten are answered, six of ten resolved, two of ten judged.
  private static func work(on ticket: Int64, of staff: [Actor], _ at: Timestamp, _ store: any StoreWrites) throws {
    var chance = Chance(UInt64(ticket))
    let actor = staff[chance.draw(staff.count)]
    let answered = at.adding(seconds: Int64(600 + chance.draw(200_000)))
    try TicketActions(store, now: at).triage(
      ticket, component: components[chance.draw(12) * chance.draw(12) / 12],
      kind: ReportKind.allCases[chance.draw(10) / 4], severity: Severity.allCases[chance.draw(4)], by: actor)
    if ticket % merged == 0 {
      _ = try TicketActions(store, now: at).merge(ticket, into: ticket - 1, by: actor)
      return
    }
    guard chance.draw(10) < 7 else { return }
    let desk = TicketActions(store, now: answered)
    try desk.claim(ticket, by: actor)
    try desk.answer(ticket, note: "We look at it, thank you for \(ticket)", by: actor)
    guard chance.draw(10) < 8, let kind = try store.ticket(ticket)?.kind else { return }
    let later = TicketActions(store, now: answered.adding(seconds: Int64(chance.draw(900_000))))
    try later.resolve(ticket, as: ResolutionKind.outcomes(for: kind)[0], fix: .version("5.0"), note: "Done", by: actor)
    guard chance.draw(10) < 2 else { return }
    for (event, detail) in [(chance.draw(4) == 0 ? TicketEvent.Kind.notHelped : .helped, "5.0"), (.rated, "4")] {
      try store.append(
        TicketEvent(ticket: ticket, at: later.moment.adding(seconds: 60), actor: .system, kind: event, detail: detail))
    }
  }

  /// Letters alone: what differs by digits alone is taken for the same.
  private static func word(_ number: Int) -> String {
    let syllables = ["pay", "sa", "lo", "gin", "ta", "ble", "er", "ror", "mi", "sync", "no", "tes", "quo", "ri"]
    var (word, rest) = ("", number + 14)
    while rest > 0 {
      word += syllables[rest % 14]
      rest /= 14
    }
    return word
  }

  private func report(_ ticket: Int, _ member: Int, _ at: Timestamp) -> Report {
    var chance = Chance(UInt64(ticket) &* 8 &+ UInt64(member) &+ 1)
    // The same words for one ticket, so that its reports land together.
    var words = (0..<40).map { place in
      var word = Chance(UInt64(ticket) &* 64 &+ UInt64(place))
      return Self.word(word.draw(200) * word.draw(200))
    }
    if ticket % 2 == 0 { words[3] = Self.commonWord }
    if ticket % 10_000 == 7 { words[4] = Self.rareWord }
    var report = Report(
      id: ReportID(at: at, random: (UInt64(member), UInt64(ticket))), capturedAt: at,
      text: Self.word(ticket) + " \(ticket) " + words.joined(separator: " "), page: "/page/\(ticket % 50)",
      user: "user \(ticket % 20_000) \(member)")
    report.segment = Self.segments[chance.draw(30)]
    report.context.appVersion = Self.versions[chance.draw(10)]
    report.fields = [
      ReportField("plan", .text(["free", "pro", "team"][chance.draw(3)])),
      ReportField("seats", .integer(Int64(chance.draw(40)))),
    ]
    return report
  }
}

/// xorshift, so that every run measures the same desk.
private struct Chance {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func draw(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}
