// What the checks of links play with: tickets of several reports, a picture of all that is shown, and moves by chance.
import CollectorCore
import TellbackWire

/// Everything of a store that links could change, as it is shown.
struct MergePicture: Equatable {
  var tickets: [Int64: Ticket] = [:]
  var finals: [Int64: Int64] = [:]
  var reports: [Int64: [ReportID]] = [:]
  var versions: [Int64: [VersionSeen]] = [:]
  var keys: [[UInt8]: Int64] = [:]
  var lists: [TicketPage] = []
  var facets = TicketFacets()

  init(of numbers: [Int64], keys: [[UInt8]], app: AppID, _ store: any StoreReads) throws {
    for number in numbers {
      tickets[number] = try store.shownTicket(number)
      finals[number] = try store.finalTicket(of: number)
      reports[number] = try store.reports(ofTicket: number, offset: 0, limit: 200).map(\.id)
      versions[number] = try store.versions(ofTicket: number)
    }
    for key in keys { self.keys[key] = try store.ticket(app: app, groupingKey: key) }
    for order in TicketQuery.Order.allCases { lists.append(try store.tickets(TicketQuery(app: app, order: order))) }
    lists.append(try store.tickets(TicketQuery(app: app, version: "1.0")))
    lists.append(try store.tickets(TicketQuery(app: app, search: "broke")))
    facets = try store.facets(in: .app(app))
  }
}

/// Tickets of several reports each, by reporters of whom some met several of them, in several versions.
struct MergeScene {
  var app = AppID(0)
  var tickets: [Int64] = []
  var reports: [Int64: [ReportID]] = [:]
  var keys: [[UInt8]] = []
  private var next: UInt64 = 1

  init(_ store: any Store, tickets count: Int = 5, name: String = "shop") async throws {
    app = try await store.makeApp(name)
    try await store.write { store in
      if try store.accounts().isEmpty { _ = try store.makeStaff("Ada") }
    }
    for ticket in 0..<count {
      var number: Int64?
      for member in 0...ticket {
        let digest = try await digest(store, words: "it broke in way \(ticket)", reporter: (ticket * member) % 4)
        number = number ?? digest
        try expectEqual(digest, number ?? 0)
      }
      tickets.append(number ?? 0)
    }
  }

  /// Digests one report and gives back the ticket that it landed on.
  mutating func digest(
    _ store: any Store, words: String, reporter: Int, installation: ReportID? = nil, after seconds: Int64 = 0
  ) async throws -> Int64 {
    next += 1
    var report = Report(
      id: reportID(next + UInt64(app.value) * 10_000), capturedAt: start.adding(seconds: Int64(next) + seconds),
      text: words, page: "/cart", user: "user \(reporter)")
    report.context.appVersion = "\(1 + reporter % 2).0"
    let at = start.adding(seconds: Int64(next) * 2 + seconds)
    _ = try await store.ingest([
      IncomingReport(
        id: report.id, app: app, installation: installation, receivedAt: at, sentAt: nil, body: report.encoded())
    ])
    let (id, app) = (report.id, app)
    let (ticket, key) = try await store.write { store in
      let stored = try unwrap(try store.report(id))
      guard case .quarantined(let why) = try Digest().digest(stored, in: store, now: at) else {
        let ticket = try unwrap(try store.placement(of: id)).ticket
        return (ticket, ExactGrouping.key(of: try Report(decoding: stored.body)).bytes)
      }
      throw BrokenPromise(description: "quarantined in app \(app.value): \(why)")
    }
    reports[ticket, default: []].append(id)
    if !keys.contains(key) { keys.append(key) }
    return ticket
  }

  /// Compares, and names what differs instead of printing everything.
  func expectPicture(_ expected: MergePicture, _ store: any StoreReads, line: UInt = #line) throws {
    let found = try picture(store)
    guard found != expected else { return }
    var parts: [String] = []
    for number in tickets {
      if found.tickets[number] != expected.tickets[number] {
        parts.append("ticket \(number): \(found.tickets[number] as Any) for \(expected.tickets[number] as Any)")
      }
      if found.finals[number] != expected.finals[number] { parts.append("the final ticket of \(number)") }
      if found.reports[number] != expected.reports[number] { parts.append("the reports of \(number)") }
      if found.versions[number] != expected.versions[number] { parts.append("the versions of \(number)") }
    }
    if found.keys != expected.keys { parts.append("keys") }
    if found.lists != expected.lists { parts.append("lists \(found.lists.map { $0.tickets.map(\.number) })") }
    if found.facets != expected.facets { parts.append("facets") }
    throw BrokenPromise(description: "line \(line): other than before: \(parts.joined(separator: "; "))")
  }

  func picture(_ store: any StoreReads) throws -> MergePicture {
    try MergePicture(of: tickets, keys: keys, app: app, store)
  }
}

struct TakeBack: Error {}

let mergingStaff = Actor.staff(id: 1, name: "Ada")

/// SplitMix64: the same sequences in every run.
struct MergeChance: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}

extension MergeScene {
  mutating func meToo(_ store: any Store, _ number: UInt64, issue: Int64, reporter: Int) async throws
    -> Int64
  {
    let report = Report(
      id: reportID(700_000 + number), capturedAt: start, text: "It breaks, says everybody", user: "user \(reporter)",
      knownIssue: issue)
    _ = try await store.ingest([incoming(report, app: app)])
    return try await store.write { store in
      _ = try Digest().digest(try unwrap(try store.report(report.id)), in: store, now: start)
      return try unwrap(try store.placement(of: report.id)).ticket
    }
  }
}

/// One random sequence; each step that is undone at once must leave no trace, and so must undoing all that still hold.
func playLinks(
  _ scene: MergeScene, _ before: MergePicture, _ store: any StoreWrites, _ chance: inout MergeChance
) throws {
  let actions = TicketActions(store, now: start)
  var tickets = scene.tickets
  var holding: [Int64] = []
  for _ in 0..<Int.random(in: 2...7, using: &chance) {
    let isWatched = Int.random(in: 0..<6, using: &chance) == 0
    let picture = try isWatched ? scene.picture(store) : nil
    guard let id = try stepLinks(&tickets, &holding, actions, store, &chance) else { continue }
    if let picture {
      try actions.undo(link: id, by: mergingStaff)
      try scene.expectPicture(picture, store)
    } else {
      holding.append(id)
    }
  }
  for id in holding.shuffled(using: &chance) { try actions.undo(link: id, by: mergingStaff) }
  try scene.expectPicture(before, store)
}

/// Merges, splits, or undoes a random link. Returns the new link; nil when there is none.
func stepLinks(
  _ tickets: inout [Int64], _ holding: inout [Int64], _ actions: TicketActions, _ store: any StoreWrites,
  _ chance: inout MergeChance
) throws -> Int64? {
  let ticket = tickets.randomElement(using: &chance) ?? 0
  do {
    switch Int.random(in: 0..<10, using: &chance) {
    case 0..<5: return try actions.merge(ticket, into: tickets.randomElement(using: &chance) ?? 0, by: mergingStaff).id
    case 5..<8:
      let final = try store.finalTicket(of: ticket)
      let reports = try store.reports(ofTicket: final, offset: 0, limit: 100).map(\.id).shuffled(using: &chance)
      guard reports.count > 1 else { return nil }
      let link = try actions.split(
        final, reports: Array(reports.prefix(Int.random(in: 1..<reports.count, using: &chance))), by: mergingStaff)
      tickets.append(link.ticket)
      return link.id
    default:
      guard let place = holding.indices.randomElement(using: &chance) else { return nil }
      try actions.undo(link: holding.remove(at: place), by: mergingStaff)
      return nil
    }
  } catch is LinkError {
    // Merged already: as good as another step.
    return nil
  }
}
