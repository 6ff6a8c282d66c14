// Of schema 12: pain points, their attempts and decisions.

extension Schema {
  static let pain012 = ""
}
