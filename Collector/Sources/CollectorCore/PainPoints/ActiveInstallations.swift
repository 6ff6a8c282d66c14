// By how many installations a number of people is divided. One function, so that what is counted can be counted better.
import TellbackWire

/// How many installations of an app could have reported.
public struct ActiveInstallations: Sendable, Equatable {
  public enum Source: Sendable, Equatable {
    /// Installations that said that they ran.
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

  /// Of one app, on the days from `from` to before `to`.
  public static func of(
    _ app: AppID, from: Timestamp, to: Timestamp, in store: any StoreReads
  ) throws -> ActiveInstallations {
    ActiveInstallations(count: try store.reportingInstallations(app: app), source: .reporting)
  }
}
