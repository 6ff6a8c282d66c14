// By how many installations a number of people is divided. One function, so that what is counted can be counted better.
import TellbackWire

/// How many installations of an app could have reported.
public struct ActiveInstallations: Sendable, Equatable {
  public enum Source: Sendable, Equatable {
    /// Installations that said by a heartbeat that they ran: so many a day, over the days on which any did.
    case active
    /// Installations that ever sent a report or asked for answers: it stands in where nothing says who ran. Fewer than there are,
    /// so that a rate by it is too high.
    case reporting
  }

  public var count: Int64
  public var source: Source

  public init(count: Int64, source: Source) {
    self.count = count
    self.source = source
  }

  /// Of one app, on the days from `from` to that of `to`: by heartbeats where the app has any on these days, as
  /// ``ExposureReads/bestExposure(of:days:)`` chooses.
  public static func of(
    _ app: AppID, from: Timestamp, to: Timestamp, in store: any StoreReads
  ) throws -> ActiveInstallations {
    let days = ExposureDay.day(of: from)...max(ExposureDay.day(of: from), ExposureDay.day(of: to))
    let active = try store.installationsByDay(of: app, days: days, by: .heartbeats)
    guard !active.isEmpty else {
      return ActiveInstallations(count: try store.reportingInstallations(app: app), source: .reporting)
    }
    let mean = Double(active.values.reduce(0, +)) / Double(active.count)
    return ActiveInstallations(count: max(1, Int64(mean.rounded())), source: .active)
  }
}
