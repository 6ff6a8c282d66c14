// Active installations and offered help of the transaction in memory.
import CollectorCore
import TellbackWire

struct ActiveKey: Hashable {
  var app: AppID
  var source: Exposure.Source
  var day: Int64
  var installation: ReportID
}

extension MemoryTransaction {
  func exposure(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [ExposureDay] {
    var sums: [ExposureDay: Int64] = [:]
    for (key, day) in state.active where key.app == app && key.source == source && days.contains(key.day) {
      sums[day, default: 0] += 1
    }
    func order(_ day: ExposureDay) -> [String] { [day.version ?? "", day.segment ?? "", day.channel ?? ""] }
    return sums.map { day, count in
      ExposureDay(
        day: day.day, version: day.version, segment: day.segment, channel: day.channel, installations: count)
    }.sorted {
      $0.day != $1.day ? $0.day < $1.day : order($0).lexicographicallyPrecedes(order($1))
    }
  }

  func daysOfUse(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [ExposureDay] {
    throw NotKept()
  }

  func installationsByDay(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [Int64: Int64]
  {
    try exposure(of: app, days: days, by: source).reduce(into: [:]) { $0[$1.day, default: 0] += $1.installations }
  }

  func activeDays(of installation: ReportID, app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws
    -> [ExposureDay]
  {
    state.active.filter {
      $0.key.app == app && $0.key.source == source && $0.key.installation == installation && days.contains($0.key.day)
    }.map(\.value).sorted { $0.day < $1.day }
  }

  func admit(_ contact: InstallationContact) throws -> Bool { true }

  func countActive(
    _ installation: ReportID, app: AppID, on day: ExposureDay, by source: Exposure.Source
  ) throws -> Bool {
    let key = ActiveKey(app: app, source: source, day: day.day, installation: installation)
    guard state.active[key] == nil else { return false }
    var day = day
    day.installations = 1
    state.active[key] = day
    return true
  }

  func pageReach(of app: AppID, days: ClosedRange<Int64>, pages: Set<Int>) throws -> [PageReach] {
    var found: [ExposureDay: PageReach] = [:]
    for (key, reached) in state.pages where key.app == app && days.contains(key.day) {
      guard let day = state.active[key] else { continue }
      var sum = found[day] ?? PageReach(day: day, pages: [:])
      if found[day] != nil { sum.day.installations += 1 }
      for page in reached.intersection(pages) { sum.pages[page, default: 0] += 1 }
      found[day] = sum
    }
    return found.values.sorted { $0.day.day < $1.day.day }
  }

  func saidPages(_ installation: ReportID, app: AppID, day: Int64) throws -> Bool {
    state.pages[ActiveKey(app: app, source: .heartbeats, day: day, installation: installation)] != nil
  }

  func countPages(_ pages: [Int], of installation: ReportID, app: AppID, day: Int64) throws -> Bool {
    let key = ActiveKey(app: app, source: .heartbeats, day: day, installation: installation)
    guard state.active[key] != nil, state.pages[key] == nil else { return false }
    state.pages[key] = Set(pages)
    return true
  }

  func forgetActivity(of installation: ReportID, app: AppID) throws {
    state.active = state.active.filter { $0.key.installation != installation || $0.key.app != app }
    state.help.removeAll { $0.installation == installation && $0.app == app }
  }

  func forgetActivity(before day: Int64, counts oldestCount: Int64, limit: Int) throws -> Int { throw NotKept() }

  func offeredHelp(of app: AppID, days: ClosedRange<Int64>) throws -> [OfferedHelp] {
    state.help.filter { $0.app == app && days.contains($0.help.day) }.map(\.help)
  }

  func offeredHelp(withIssues tickets: [Int64], days: ClosedRange<Int64>) throws -> [OfferedHelp] {
    state.help.filter { help in
      help.help.issue.map(tickets.contains) == true && days.contains(help.help.day)
    }.map(\.help)
  }

  func offeredDevices(withIssues tickets: [Int64], pain: Int64, days: ClosedRange<Int64>) throws -> OfferedDevices {
    throw NotKept()
  }

  func addOfferedHelp(_ help: OfferedHelp, of installation: ReportID, app: AppID) throws -> Bool {
    let isKnown = state.help.contains {
      $0.installation == installation && $0.app == app && $0.help.day == help.day && $0.help.issue == help.issue
    }
    if !isKnown { state.help.append((installation, app, help)) }
    return !isKnown
  }
}
