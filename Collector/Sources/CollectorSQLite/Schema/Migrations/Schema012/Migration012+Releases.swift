// Of schema 12: verdicts, releases and launches.

extension Schema {
  static let releases012 = ""
}
