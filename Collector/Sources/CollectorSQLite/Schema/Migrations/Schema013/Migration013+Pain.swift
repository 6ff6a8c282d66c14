// Of schema 13: how far people get, for pain points.

extension Schema {
  static let pain013 = ""
}
