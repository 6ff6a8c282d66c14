// Of schema 12: active installations by day.

extension Schema {
  static let installations012 = ""
}
