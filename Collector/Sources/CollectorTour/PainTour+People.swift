// What people and their devices do in a week of the tour.
import CollectorCore
import TellbackWire

extension PainTour {
  static let vouchers = [
    "My voucher is refused at the till", "The discount code does not work", "Spring sale: no percent off at all",
    "It says my coupon cannot be read", "Code SPRING-SALE-15 is wrong, says the shop",
  ]
  static let deliveries = [
    "When does my parcel come?", "There is no delivery date anywhere", "No day is given for the delivery",
  ]

  /// Who reports what on a day: half of the devices meet refused vouchers before the fix, a fifth miss the delivery date, before and
  /// after it.
  private static func reports(on day: Int64) -> [(device: Int, text: String, page: String)] {
    let refused = (0..<60).filter { day < release && 7 + Int64($0 * 11 % 28) == day }
      .map { (2 * $0, vouchers[$0 % vouchers.count], "/till") }
    let missing = (0..<24).filter { 7 + Int64($0 * 13 % 63) == day }
      .map { (5 * $0 + 1, deliveries[$0 % deliveries.count], "/orders") }
    return refused + missing
  }

  /// A week passes: reports arrive on their days, and at its end each device says that it was in use.
  func pass(week: Int64) async throws {
    let days = (week * 7)..<(week * 7 + 7)
    for day in days {
      let now = Self.noon(day)
      let incoming = Self.reports(on: day).map { device, text, page -> IncomingReport in
        var report = Report(
          id: ReportID(at: now, random: (UInt64(device), UInt64(page.utf8.count))), capturedAt: now, text: text,
          page: page,
          user: "customer \(device)")
        report.context.appVersion = Self.version(on: day)
        return IncomingReport(
          id: report.id, app: app, installation: Self.device(device), receivedAt: now, sentAt: now,
          body: report.encoded())
      }
      guard !incoming.isEmpty else { continue }
      _ = try await withCheckedThrowingContinuation { continuation in
        store.ingest(incoming, from: nil) { continuation.resume(with: $0) }
      }
      while try await store.write({ try Digest().digestPending(in: $0, now: now).total > 0 }) {}
    }
    let end = Self.noon(week * 7 + 6)
    let used = days.map { Heartbeat(day: ExposureDay.day(of: Self.noon($0)), version: Self.version(on: $0)) }
    try await store.write { [app] store in
      for number in 0..<Self.devices {
        _ = try Heartbeats(store, now: end).take(
          HeartbeatBatch(sentAt: end, days: used), from: Self.contact(number, app, at: end))
      }
    }
  }

  /// Twelve devices that met trouble offered what helps before anybody wrote: nine read it, three wrote all the same.
  func offer(_ pain: Int64) async throws {
    let end = Self.noon(34)
    try await store.write { [app] store in
      guard let issue = try store.painPoint(pain)?.workaround?.published else {
        throw TourError(description: "Devices were not told of the workaround.")
      }
      for number in 0..<12 {
        let counts = HelpCounts(
          offered: 1, taken: number < 9 ? 1 : 0, dismissed: number < 9 ? 0 : 1, wroteAnyway: number < 3 ? 1 : 0)
        let help = HelpDay(day: ExposureDay.day(of: Self.noon(28)), issue: issue, counts: counts)
        _ = try Heartbeats(store, now: end).take(
          HeartbeatBatch(sentAt: end, days: [], help: [help]), from: Self.contact(2 * number, app, at: end))
      }
    }
  }

  /// Those whose ticket is fixed say that it helps; every sixth says that it does not.
  func askReporters(_ pain: Int64) async throws -> String {
    let now = Self.noon(Self.release + 1)
    let (yes, no) = try await store.write { [app] store -> (Int, Int) in
      var (yes, no) = (0, 0)
      for number in 0..<12 {
        let device = Self.device(2 * number)
        let updates = try store.updates(app: app, installation: device, after: 0, limit: 50)
        guard let fixed = updates.last(where: { $0.kind == .fixed }) else {
          throw TourError(description: "Customer \(2 * number) was not told that it is fixed.")
        }
        let helped = number % 6 != 5
        let said = ReporterMessage(
          id: ReportID(at: now, random: (UInt64(number), 99)), report: fixed.report, at: now,
          content: .verdict(helped: helped, update: fixed.sequence, text: nil))
        let message = IncomingMessage(app: app, installation: device, receivedAt: now, sentAt: now, message: said)
        _ = try store.addMessage(message)
        guard let stored = try store.message(said.id), let report = try store.report(fixed.report) else { continue }
        try TicketActions(store, now: now).apply(stored, of: report)
        if helped { yes += 1 } else { no += 1 }
      }
      return (yes, no)
    }
    return "Of \(yes + no) who were asked \(yes) say that it helps, and \(no) that it does not."
  }

  private static func contact(_ number: Int, _ app: AppID, at now: Timestamp) -> InstallationContact {
    InstallationContact(
      app: app, id: device(number), secretHash: [UInt8](repeating: UInt8(number % 250) + 1, count: 32), at: now)
  }
}
