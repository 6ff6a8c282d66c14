// Of schema 12: the names under which other SDKs know an app.

extension Schema {
  static let envelopes012 = ""
}
