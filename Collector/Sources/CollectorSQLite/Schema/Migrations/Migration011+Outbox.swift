// Of schema 11: webhooks, mail and notices.

extension Schema {
  static let outbox011 = ""
}
