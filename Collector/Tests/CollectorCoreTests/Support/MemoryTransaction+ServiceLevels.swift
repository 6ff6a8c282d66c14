// Clocks and rules of the transaction in memory.
import CollectorCore
import TellbackWire

/// What is kept of service levels.
struct ServiceState {
  var rules: [ServiceRules] = []
  var clocks: [Int64: [ClockMetric: TicketClock]] = [:]
  var spans: [ClockSpan] = []
  var results: [ServiceResult] = []
  var notices: [ServiceNotice] = []
  var adopted = Int64.max
}

extension MemoryTransaction {
  func serviceRules() throws -> ServiceRules? { state.service.rules.last }
  func serviceRules(version: Int64) throws -> ServiceRules? { state.service.rules.first { $0.version == version } }
  func clocks(ofTicket number: Int64) throws -> [TicketClock] {
    ClockMetric.allCases.compactMap { state.service.clocks[number]?[$0] }
  }
  func clockSpans(ofTicket number: Int64, metric: ClockMetric, round: Int64, limit: Int) throws -> [ClockSpan] {
    state.service.spans.filter { $0.ticket == number && $0.metric == metric && $0.round == round }.suffix(limit)
  }
  func serviceResults(ofTicket number: Int64) throws -> [ServiceResult] {
    state.service.results.filter { $0.ticket == number }
  }
  private var waiting: [TicketClock] {
    get throws {
      try state.service.clocks.values.flatMap(\.values).filter {
        try $0.nextAt != nil && finalTicket(of: $0.ticket) == $0.ticket
      }.sorted { ($0.nextAt ?? noon, $0.ticket) < ($1.nextAt ?? noon, $1.ticket) }
    }
  }
  func clocks(dueBy moment: Timestamp, limit: Int) throws -> [TicketClock] {
    Array(try waiting.filter { ($0.nextAt ?? noon) <= moment }.prefix(limit))
  }
  func nextClock() throws -> Timestamp? { try waiting.first?.nextAt }
  func segments(ofTicket number: Int64) throws -> [String] {
    try family(number).flatMap { state.segments[$0] ?? [] }.sorted()
  }
  func openTickets(ofAccount account: Int64) throws -> [Severity: Int] {
    state.tickets.values.filter { $0.holder.owner?.account == account && $0.state == .open }
      .reduce(into: [:]) { $0[$1.severity, default: 0] += 1 }
  }
  func serviceNotices(ofAccount account: Int64, limit: Int) throws -> [ServiceNotice] {
    state.service.notices.reversed().filter { $0.account == account }.prefix(limit).map { $0 }
  }
  func serviceNotices(after id: Int64, limit: Int) throws -> [ServiceNotice] {
    Array(state.service.notices.filter { $0.id > id }.prefix(limit))
  }
  func pendingAdoption() throws -> Timestamp? {
    state.service.adopted < Int64(state.tickets.count) ? state.service.rules.last?.savedAt : nil
  }

  @discardableResult
  func saveServiceRules(_ settings: ServiceSettings, by name: String, account: Int64?, at: Timestamp) throws -> Int64 {
    let version = Int64(state.service.rules.count) + 1
    if !(state.service.rules.last?.settings.measuresLike(settings) ?? false) { state.service.adopted = 0 }
    state.service.rules.append(ServiceRules(version: version, savedAt: at, by: name, settings: settings))
    return version
  }
  func saveClock(_ clock: TicketClock) throws { state.service.clocks[clock.ticket, default: [:]][clock.metric] = clock }
  func addClockSpan(_ span: ClockSpan) throws { state.service.spans.append(span) }
  func addServiceResult(_ result: ServiceResult) throws { state.service.results.append(result) }
  func undoServiceResult(ofTicket number: Int64, metric: ClockMetric, at: Timestamp) throws {
    guard let index = state.service.results.lastIndex(where: { $0.ticket == number && $0.metric == metric }) else {
      return
    }
    state.service.results[index].undoneAt = at
  }
  func removeClocks(ofTicket number: Int64) throws {
    state.service.clocks[number] = nil
    state.service.spans.removeAll { $0.ticket == number }
  }
  func addServiceNotice(_ notice: ServiceNotice) throws -> Bool {
    let isTold = state.service.notices.contains {
      $0.account == notice.account && $0.ticket == notice.ticket && $0.kind == notice.kind
        && $0.metric == notice.metric && $0.dueAt == notice.dueAt
    }
    guard !isTold else { return false }
    var notice = notice
    notice.id = Int64(state.service.notices.count) + 1
    state.service.notices.append(notice)
    return true
  }
  func takeForAdoption(limit: Int) throws -> [Int64] {
    let numbers = try state.tickets.keys.sorted().filter {
      try $0 > state.service.adopted && state.tickets[$0]?.state != .resolved && finalTicket(of: $0) == $0
    }
    let taken = Array(numbers.prefix(limit))
    state.service.adopted = taken.count < limit ? .max : taken.last ?? .max
    return taken
  }
}
