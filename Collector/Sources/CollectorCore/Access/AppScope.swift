// Which apps somebody may see. Stores narrow every list, count and search to it, so that nothing of another app shows.

/// All apps, or some.
public enum AppScope: Sendable, Equatable {
  /// Every app, also those that are made later.
  case all
  /// These apps; an empty set is none.
  case only(Set<AppID>)

  /// One app alone.
  public static func app(_ app: AppID) -> AppScope { .only([app]) }

  public func contains(_ app: AppID) -> Bool {
    switch self {
    case .all: true
    case .only(let apps): apps.contains(app)
    }
  }

  /// What both scopes hold; nil narrows nothing.
  public func narrowed(to app: AppID?) -> AppScope {
    guard let app else { return self }
    return contains(app) ? .app(app) : .only([])
  }
}
