// Of schema 11: canned answers, approvals and redactions.

extension Schema {
  static let answers011 = ""
}
