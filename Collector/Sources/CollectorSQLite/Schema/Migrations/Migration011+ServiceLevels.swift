// Of schema 11: calendars, service levels and clocks.

extension Schema {
  static let serviceLevels011 = ""
}
