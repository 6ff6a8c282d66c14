// What a collector would have in its store of a simulated world at one moment: no more than the product's judge reads.
import CollectorCore
import Foundation
import TellbackWire

struct RisenStore: RisenJudge.Reads {
  static let release: Int64 = 20_000
  static let newVersion = "2.0"
  static let oldVersion = "1.0"
  private static let app = AppID(1)
  private static let segments = ["north", "south"]
  private static let span = Int64(7 * VerdictLimits.weeks * VerdictLimits.spansBefore)

  /// One installation; it sends heartbeats, and pages with them, or not.
  private struct Installation {
    var segment: Int
    var isBeating: Bool
    var saysNew: Bool
    var saysOld: Bool
  }

  private let world: RisenWorld
  private let installations: [Installation]
  /// Of the first n installations, by segment: those that beat, and those of them that say pages with the fix and without it.
  private let beating: [[Int]]
  private let sayingNew: [[Int]]
  private let sayingOld: [[Int]]
  private let reports: [Int64: [PainReportSeen]]
  private let pages: [Int: RisenWorld.Pain]
  /// What is received later is not there yet.
  var now = RisenStore.moment(RisenStore.release)

  static func moment(_ day: Int64) -> Timestamp { Timestamp(milliseconds: day * 86_400_000) }

  init(_ world: RisenWorld, _ random: inout WorldRandom) {
    self.world = world
    installations = (0..<world.installations).map { index in
      let (beats, says) = (random.unit(), random.unit())
      return Installation(
        segment: index % 2, isBeating: beats < world.beating, saysNew: says < world.saying.new,
        saysOld: says < world.saying.old)
    }
    beating = Self.sums(installations) { $0.isBeating }
    sayingNew = Self.sums(installations) { $0.isBeating && $0.saysNew }
    sayingOld = Self.sums(installations) { $0.isBeating && $0.saysOld }
    let still = RisenWorld.Pain(reports: 30)
    let pains = [world.pain] + [RisenWorld.Pain](repeating: still, count: world.bystanders)
    let shocks = (-Self.span...70).map { _ in exp(world.swing * random.normal()) }
    var reports: [Int64: [PainReportSeen]] = [:]
    var pages: [Int: RisenWorld.Pain] = [:]
    for (index, pain) in pains.enumerated() {
      let number = Int64(index) + RisenWorld.asked
      reports[number] = Self.reports(of: pain, on: Self.page(number), world, shocks, &random)
      pages[PageNumber.of(Self.page(number))] = pain
    }
    (self.reports, self.pages) = (reports, pages)
  }

  private static func sums(_ installations: [Installation], _ holds: (Installation) -> Bool) -> [[Int]] {
    segments.indices.map { segment in
      installations.reduce(into: [0]) { sums, installation in
        sums.append(sums[sums.count - 1] + (installation.segment == segment && holds(installation) ? 1 : 0))
      }
    }
  }

  private static func page(_ pain: Int64) -> String { "/step/\(pain)" }

  /// Installations that have the fix on a day: the first ones.
  private static func updated(_ day: Int64, _ world: RisenWorld) -> Int {
    guard day >= release else { return 0 }
    let all = Int(Double(world.installations) * (1 - world.stays))
    return min(all, all * Int(day - release + 1) / max(world.updateDays, 1))
  }

  private static func reports(
    of pain: RisenWorld.Pain, on page: String, _ world: RisenWorld, _ shocks: [Double], _ random: inout WorldRandom
  ) -> [PainReportSeen] {
    var found: [PainReportSeen] = []
    for day in (release - span)...(release + 70) {
      let updated = updated(day, world)
      for isNew in [false, true] {
        let arm = isNew ? 0..<updated : updated..<world.installations
        guard !arm.isEmpty else { continue }
        let reach = isNew ? pain.reachAfter : pain.reachBefore
        let rate = pain.reports / 1000 / 14 * (isNew ? pain.ratio : 1) * shocks[Int(day - release + span)]
        let delivery = isNew ? world.newDelivery : world.oldDelivery
        for _ in 0..<random.poisson(mean: Double(arm.count) * world.use(day) * reach * rate) {
          let index = arm.lowerBound + Int(random.unit() * Double(arm.count))
          let late = delivery.arrival(of: 0, &random) * 86_400_000
          found.append(
            PainReportSeen(
              installation: id(index), sequence: Int64(found.count) + 1, capturedDay: day,
              receivedAt: Timestamp(milliseconds: day * 86_400_000 + Int64(late)), page: page))
        }
      }
    }
    return found.sorted { ($0.installation, $0.sequence) < ($1.installation, $1.sequence) }
  }

  // MARK: Who is who

  private static func id(_ index: Int) -> ReportID {
    ReportID(at: Timestamp(milliseconds: Int64(index)), random: (0, 0))
  }

  private static func index(of id: ReportID) -> Int { id.bytes.prefix(6).reduce(0) { $0 << 8 | Int($1) } }

  private func isNew(_ index: Int, on day: Int64) -> Bool { index < Self.updated(day, world) }

  /// The part of what was captured on a day that has arrived.
  private func arrived(_ day: Int64, isNew: Bool) -> Double {
    let delivery = isNew ? world.newDelivery : world.oldDelivery
    return delivery.arrived(after: Double(now.milliseconds - day * 86_400_000) / 86_400_000)
  }

  /// Installations of a day in use, by arm and segment, that `sums` counts.
  private func forEachCell(
    _ days: ClosedRange<Int64>, _ sums: (_ isNew: Bool) -> [[Int]],
    _ body: (_ cell: ExposureDay, _ isNew: Bool, _ used: Double) -> Void
  ) {
    for day in days where day <= ExposureDay.day(of: now) {
      let updated = Self.updated(day, world)
      for isNew in [false, true] {
        let sums = sums(isNew)
        let part = world.use(day) * arrived(day, isNew: isNew)
        for (segment, name) in Self.segments.enumerated() {
          let all = sums[segment]
          let used = Double(isNew ? all[updated] : all[all.count - 1] - all[updated]) * part
          let installations = Int64(used.rounded())
          guard installations > 0 else { continue }
          body(
            ExposureDay(
              day: day, version: isNew ? Self.newVersion : Self.oldVersion, segment: name, channel: "store",
              installations: installations), isNew, used)
        }
      }
    }
  }

  // MARK: What the judge reads

  func painPoint(_ number: Int64) throws -> PainPoint? {
    PainPoint(number: number, app: Self.app, facts: PainFacts(title: "Pain \(number)"), createdAt: Self.moment(0))
  }

  func painCount(app: AppID) throws -> Int { world.pains }

  func painWeekSums(in apps: AppScope, since week: Int64) throws -> [PainFigure] {
    reports.flatMap { pain, reports in
      let weeks = Dictionary(grouping: reports.filter { $0.receivedAt <= now }) {
        PainWeek.of(Self.moment($0.capturedDay))
      }
      return weeks.filter { $0.key >= week }.map { week, reports in
        let people = Set(reports.map(\.installation)).count
        return PainFigure(pain: pain, week: week, reports: Int64(reports.count), reporters: Int64(people))
      }
    }
  }

  func painReports(of pain: Int64, days: ClosedRange<Int64>, after: PainReportSeen?, limit: Int) throws
    -> [PainReportSeen]
  {
    let found = (reports[pain] ?? []).lazy.filter { report in
      guard days.contains(report.capturedDay), report.receivedAt <= now else { return false }
      return after.map { ($0.installation, $0.sequence) < (report.installation, report.sequence) } ?? true
    }
    return Array(found.prefix(limit))
  }

  func exposure(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [ExposureDay] {
    guard source == .heartbeats else { return [] }
    var found: [ExposureDay] = []
    forEachCell(days, { _ in beating }) { cell, _, _ in found.append(cell) }
    return found
  }

  func activeDays(of installation: ReportID, app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws
    -> [ExposureDay]
  {
    let index = Self.index(of: installation)
    guard source == .heartbeats, installations[index].isBeating else { return [] }
    return days.map { day in
      ExposureDay(
        day: day, version: isNew(index, on: day) ? Self.newVersion : Self.oldVersion,
        segment: Self.segments[installations[index].segment], channel: "store", installations: 1)
    }
  }

  func pageReach(of app: AppID, days: ClosedRange<Int64>, pages: Set<Int>) throws -> [PageReach] {
    var found: [PageReach] = []
    forEachCell(days, { $0 ? sayingNew : sayingOld }) { cell, isNew, used in
      var counts: [Int: Int64] = [:]
      for page in pages {
        guard let pain = self.pages[page] else { continue }
        counts[page] = Int64((used * (isNew ? pain.reachAfter : pain.reachBefore)).rounded())
      }
      found.append(PageReach(day: cell, pages: counts))
    }
    return found
  }

  func saidPages(_ installation: ReportID, app: AppID, day: Int64) throws -> Bool {
    let index = Self.index(of: installation)
    let one = installations[index]
    return one.isBeating && (isNew(index, on: day) ? one.saysNew : one.saysOld)
  }
}
