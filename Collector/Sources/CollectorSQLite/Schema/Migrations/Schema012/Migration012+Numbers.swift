// Of schema 12: what the page of numbers counts by day.

extension Schema {
  static let numbers012 = ""
}
