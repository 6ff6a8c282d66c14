// Taking heartbeats: each day of an installation once, on the day that the collector's clock would have shown.
import TellbackWire

/// Counts what installations say of themselves. Stateless; it works inside a transaction of the store.
public struct Heartbeats {
  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Takes a batch of one installation. What comes again, is too old (``ExposureLimits/installationDays``) or is of an installation
  /// that erased everything counts nothing. Returns how many days were counted.
  /// - Throws: ``StoreError/wrongSecret`` when the installation is known by another secret; then nothing is written.
  @discardableResult
  public func take(_ batch: HeartbeatBatch, from contact: InstallationContact) throws -> Int {
    guard try store.admit(contact) else { return 0 }
    var count = 0
    for heartbeat in batch.days {
      guard let day = countedDay(heartbeat.day, sentAt: batch.sentAt) else { continue }
      let exposure = ExposureDay(
        day: day, version: heartbeat.version, segment: heartbeat.segment, channel: heartbeat.channel, installations: 1)
      if try store.countActive(contact.id, app: contact.app, on: exposure, by: .heartbeats) { count += 1 }
    }
    for help in batch.help {
      guard let day = countedDay(help.day, sentAt: batch.sentAt) else { continue }
      // Nobody can fill the store with issues that no app was told of.
      if let issue = help.issue, try !store.wasPublished(ticket: issue, app: contact.app) { continue }
      try store.addOfferedHelp(
        OfferedHelp(day: day, issue: help.issue, counts: help.counts), of: contact.id, app: contact.app)
    }
    for reached in batch.reached {
      guard let day = countedDay(reached.day, sentAt: batch.sentAt) else { continue }
      try store.countPages(reached.pages, of: contact.id, app: contact.app, day: day)
    }
    return count
  }

  /// The day by the collector's clock. A clock that is wrong by less than twelve hours changes no day, so a repeat gets the same
  /// one; with another, the middle of the sender's day is corrected as every moment of a sender's is. What comes out later than
  /// tomorrow, or before anything was ever captured, is of a clock that was changed since, and counts today, as a report would.
  /// Nil when it is too old.
  private func countedDay(_ day: Int64, sentAt: Timestamp) -> Int64? {
    let today = ExposureDay.day(of: now)
    var counted = day
    if CaptureTime.skew(receivedAt: now, sentAt: sentAt).magnitude >= 43_200_000 {
      let noon = Timestamp(milliseconds: day * 86_400_000 + 43_200_000)
      counted = ExposureDay.day(of: CaptureTime.corrected(noon, receivedAt: now, sentAt: sentAt))
    }
    guard (ExposureDay.day(of: CaptureTime.earliest)...today + 1).contains(counted) else { return today }
    return counted >= today - ExposureLimits.installationDays ? counted : nil
  }
}

extension ExposureWrites {
  /// Counts the installation that reported something on the day of its report.
  func countReporting(_ report: Report, _ stored: StoredReport, capturedAt: Timestamp, now: Timestamp) throws {
    let day = ExposureDay.day(of: capturedAt)
    guard let installation = stored.installation,
      day >= ExposureDay.day(of: now) - ExposureLimits.installationDays
    else { return }
    try countActive(
      installation, app: stored.app,
      on: ExposureDay(
        day: day, version: report.context.appVersion, segment: report.segment, channel: nil, installations: 1),
      by: .reports)
  }
}
