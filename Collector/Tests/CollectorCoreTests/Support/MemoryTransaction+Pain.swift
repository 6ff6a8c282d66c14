// The transaction in memory: pain points, without their counts.
import CollectorCore
import TellbackWire

/// What the transaction keeps of pain points.
struct PainState {
  var points: [Int64: PainPoint] = [:]
  var memberships: [PainMembership] = []
  var events: [PainEvent] = []
  var attempts: [PainAttempt] = []
  var attemptsMade: Int64 = 0
  var weights = PainWeights()
  /// By pain point and reporter: when they were told, and whether they came back.
  var told: [[UInt8]: (pain: Int64, at: Timestamp, cameBack: Bool)] = [:]
}

extension MemoryTransaction {
  func painPoint(_ number: Int64) throws -> PainPoint? { state.pain.points[number] }
  func painPoints(in apps: AppScope, limit: Int) throws -> [PainPoint] {
    Array(state.pain.points.values.filter { apps.contains($0.app) }.sorted { $0.number > $1.number }.prefix(limit))
  }
  func painPoints(ofOwner account: Int64, in apps: AppScope, limit: Int) throws -> [PainPoint] {
    try painPoints(in: apps, limit: limit).filter { $0.facts.owner == account }
  }
  func painCount(app: AppID) throws -> Int { state.pain.points.values.count { $0.app == app } }
  func painMembership(ofTicket number: Int64) throws -> PainMembership? {
    let root = try finalTicket(of: number)
    let family = try family(root)
    let held = state.pain.memberships.filter { $0.undoneAt == nil && family.contains($0.ticket) }
    return held.first { $0.ticket == root } ?? held.first
  }
  func painPoint(ofTicket number: Int64) throws -> Int64? { try painMembership(ofTicket: number)?.pain }
  func painMembership(_ id: Int64) throws -> PainMembership? { state.pain.memberships.first { $0.id == id } }
  func painTickets(of pain: Int64) throws -> [Int64] {
    let held = state.pain.memberships.filter { $0.undoneAt == nil && $0.pain == pain }
    return try Set(held.map { try finalTicket(of: $0.ticket) }).sorted().filter { try painPoint(ofTicket: $0) == pain }
  }
  func painSeverities(in apps: AppScope) throws -> [Int64: Severity] { throw NotKept() }
  func painEvents(of pain: Int64, limit: Int) throws -> [PainEvent] {
    Array(state.pain.events.filter { $0.pain == pain }.reversed().prefix(limit))
  }
  func painAttempts(of pain: Int64) throws -> [PainAttempt] { state.pain.attempts.filter { $0.pain == pain } }
  func painAttempt(_ id: Int64) throws -> PainAttempt? { state.pain.attempts.first { $0.id == id } }
  func painFirstReports(of pain: Int64, after installation: ReportID?, limit: Int) throws -> [PainFirstReport] {
    throw NotKept()
  }
  func painFigures(of pain: Int64, _ sort: PainSort, version: String?, limit: Int) throws -> [PainFigure] {
    throw NotKept()
  }
  func pains(of app: AppID, hurting segment: String, weeks: ClosedRange<Int64>) throws -> Set<Int64> {
    throw NotKept()
  }
  func painWeekSums(in apps: AppScope, since week: Int64) throws -> [PainFigure] { throw NotKept() }
  func painWeeks(of pain: Int64, since week: Int64) throws -> [PainFigure] { throw NotKept() }
  func painTotals(in apps: AppScope) throws -> [Int64: PainFigure] { throw NotKept() }
  func painReach(of pain: Int64) throws -> PainReach {
    let told = state.pain.told.values.filter { $0.pain == pain }
    return PainReach(told: Int64(told.count), cameBack: Int64(told.count { $0.cameBack }))
  }
  func reportingInstallations(app: AppID) throws -> Int64 { throw NotKept() }
  func painWeights() throws -> PainWeights { state.pain.weights }
  func ungatheredTickets(in apps: AppScope, limit: Int) throws -> [Ticket] { throw NotKept() }
  func painPoints(undecidedBy moment: Timestamp, limit: Int) throws -> [PainPoint] {
    let due = state.pain.points.values.filter { $0.escalatedAt == nil && $0.isOverdue(at: moment) }
    return Array(due.sorted { $0.number < $1.number }.prefix(limit))
  }
  func nextPainDecision() throws -> Timestamp? {
    state.pain.points.values.filter { $0.escalatedAt == nil }.compactMap(\.facts.decideBy).min()
  }

  func addPainPoint(_ pain: PainPoint, by actor: Actor) throws -> Int64 {
    let number = Int64(state.pain.points.count) + 1
    var pain = pain
    (pain.number, pain.revision) = (number, 1)
    state.pain.points[number] = pain
    return number
  }
  func savePainPoint(_ pain: PainPoint) throws -> Bool {
    guard state.pain.points[pain.number]?.revision == pain.revision else { return false }
    var pain = pain
    pain.revision += 1
    state.pain.points[pain.number] = pain
    return true
  }
  func addPainMembership(_ membership: PainMembership) throws -> Int64 {
    var membership = membership
    membership.id = Int64(state.pain.memberships.count) + 1
    state.pain.memberships.append(membership)
    return membership.id
  }
  func undoPainMembership(_ id: Int64, at: Timestamp) throws -> Bool {
    guard let place = state.pain.memberships.firstIndex(where: { $0.id == id && $0.undoneAt == nil }) else {
      return false
    }
    state.pain.memberships[place].undoneAt = at
    return true
  }
  func appendPain(_ event: PainEvent) throws -> Int64 {
    var event = event
    event.id = Int64(state.pain.events.count) + 1
    state.pain.events.append(event)
    return event.id
  }
  func addPainAttempt(_ attempt: PainAttempt) throws -> Int64 {
    state.pain.attemptsMade += 1
    var attempt = attempt
    attempt.id = state.pain.attemptsMade
    state.pain.attempts.append(attempt)
    return attempt.id
  }
  func savePainAttempt(_ attempt: PainAttempt) throws -> Bool {
    guard let place = state.pain.attempts.firstIndex(where: { $0.id == attempt.id }) else { return false }
    state.pain.attempts[place] = attempt
    return true
  }
  func removePainAttempt(_ id: Int64) throws -> Bool {
    guard let place = state.pain.attempts.firstIndex(where: { $0.id == id }) else { return false }
    state.pain.attempts.remove(at: place)
    return true
  }
  func addPainTold(pain: Int64, onTicket number: Int64, at: Timestamp) throws {
    let family = try family(number)
    for entry in state.placed where family.contains(entry.placement.ticket) && entry.report.installation != nil {
      if let reporter = entry.placement.reporter { try addPainTold(pain: pain, reporter: reporter, at: at) }
    }
  }
  func addPainTold(pain: Int64, reporter: [UInt8], at: Timestamp) throws {
    let key = Self.key(reporter, AppID(pain))
    if state.pain.told[key] == nil { state.pain.told[key] = (pain, at, false) }
  }
  func notePainReturn(of reporter: [UInt8], pain: Int64, at: Timestamp) throws -> Bool {
    let key = Self.key(reporter, AppID(pain))
    guard let told = state.pain.told[key] else { return false }
    if at <= told.at.adding(seconds: PainReach.seconds) { state.pain.told[key]?.cameBack = true }
    return true
  }
  func savePainWeights(_ weights: PainWeights) throws { state.pain.weights = weights }
  func redactPain(_ passage: String, to mark: String, ofTicket number: Int64) throws { throw NotKept() }
  func retitlePains(
    ofTicket number: Int64, from title: String, to new: String, page: String?, toPage: String?
  ) throws {
    guard let pain = try painPoint(ofTicket: number) else { return }
    if state.pain.points[pain]?.facts.title == title { state.pain.points[pain]?.facts.title = new }
    if state.pain.points[pain]?.facts.page == page { state.pain.points[pain]?.facts.page = toPage }
  }
}
