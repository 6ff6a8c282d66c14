// Of schema 11: routing rules and blocked reporters.

extension Schema {
  static let routing011 = ""
}
