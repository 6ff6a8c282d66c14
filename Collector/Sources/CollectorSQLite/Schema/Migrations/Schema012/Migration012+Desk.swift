// Of schema 12: who is answering, what somebody has read.

extension Schema {
  static let desk012 = ""
}
