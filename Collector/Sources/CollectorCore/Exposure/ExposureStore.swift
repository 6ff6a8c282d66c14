// What a store keeps of active installations: who was counted on which day, and the sums by day, kept as they come in.
import TellbackWire

/// Reads who was in use on which day, inside one snapshot or transaction.
public protocol CohortDayReads {
  /// Installations by day, version, segment and channel, from ``Exposure/Source/heartbeats`` or from those that reported
  /// something. In the order of days. O(counts of those days).
  func exposure(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [ExposureDay]
  /// The days on which one installation was counted, each with ``ExposureDay/installations`` 1. A rate counts the reports of these
  /// installations alone: of others nobody knows how many there are. O(days kept), at most ``ExposureLimits/installationDays``.
  func activeDays(of installation: ReportID, app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws
    -> [ExposureDay]
}

/// Reads how many were in use on each day.
public protocol DayUseReads {
  /// All versions, segments and channels of a day together, by day; days without any are left out. O(counts of those days), in the store.
  func installationsByDay(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [Int64: Int64]
}

/// Reads counts of installations, inside one snapshot or transaction.
public protocol ExposureReads: CohortDayReads, DayUseReads {
  /// Days of use by version and channel, all segments and days together, most days first: ``ExposureDay/installations`` counts an
  /// installation once for each day, and ``ExposureDay/day`` is the last of them. O(counts of those days), in the store.
  func daysOfUse(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [ExposureDay]
}

/// Writes them, inside one transaction.
public protocol ExposureWrites: ExposureReads {
  /// Checks an installation's secret and remembers one that is new. False when everything was erased with this secret: then
  /// nothing is written.
  /// - Throws: ``StoreError/wrongSecret``; then nothing is written.
  func admit(_ contact: InstallationContact) throws -> Bool
  /// Counts an installation on a day unless it is counted there already. `day.installations` means nothing. False when it was.
  @discardableResult
  func countActive(_ installation: ReportID, app: AppID, on day: ExposureDay, by source: Exposure.Source) throws -> Bool
  /// Takes an installation out of all counts.
  func forgetActivity(of installation: ReportID, app: AppID) throws
  /// Forgets which installations the counts of days before `day` are made of, and all counts before `oldestCount`; at most
  /// `limit` rows. Returns how many.
  func forgetActivity(before day: Int64, counts oldestCount: Int64, limit: Int) throws -> Int
}

extension ExposureReads {
  /// Installations that sent a heartbeat, by day, version, segment and channel.
  public func exposure(of app: AppID, days: ClosedRange<Int64>) throws -> [ExposureDay] {
    try exposure(of: app, days: days, by: .heartbeats)
  }

  /// Heartbeats where the app has any on these days; where it has none, the installations that reported something.
  public func bestExposure(of app: AppID, days: ClosedRange<Int64>) throws -> Exposure {
    let measured = try exposure(of: app, days: days, by: .heartbeats)
    guard measured.isEmpty else { return Exposure(source: .heartbeats, days: measured) }
    return Exposure(source: .reports, days: try exposure(of: app, days: days, by: .reports))
  }
}
