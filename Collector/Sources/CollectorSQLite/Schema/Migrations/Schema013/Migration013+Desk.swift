// Of schema 13: indices of the desk.

extension Schema {
  static let desk013 = ""
}
