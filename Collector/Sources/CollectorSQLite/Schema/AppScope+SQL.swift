// A scope as a condition. Ids are numbers of our own, nothing from outside.
import CollectorCore

extension AppScope {
  /// True for rows whose `column` is an app of the scope.
  func sql(_ column: String) -> String {
    switch self {
    case .all: "1"
    case .only(let apps): "\(column) IN (\(apps.map(\.value).sorted().map(String.init).joined(separator: ",")))"
    }
  }
}
