// What `app match` changes of an app's thresholds, within the bounds that the store checks too.
import CollectorCore
import TellbackMatch

/// Thresholds to set; nil keeps what is set.
struct MatchingChange: Sendable, Equatable {
  var attach: Double?
  var suggest: Double?
  var triage: Double?
  var title: Double?
  var days: Double?
  var mass: Double?

  init() {}

  /// Throws ``UsageError`` for what is no number within its bounds.
  init(_ parsed: ArgumentReader) throws {
    attach = try Self.number(parsed, "--attach", most: 2)
    suggest = try Self.number(parsed, "--suggest", most: 1)
    triage = try Self.number(parsed, "--triage", most: 1)
    title = try Self.number(parsed, "--title", most: 1)
    days = try Self.number(parsed, "--days", most: 3_650)
    mass = try Self.number(parsed, "--mass", most: 10_000)
  }

  /// Whether anything of ``MatchSettings`` changes.
  var changesSettings: Bool {
    [attach, suggest, title, days, mass].contains { $0 != nil }
  }

  func apply(to settings: inout MatchSettings) {
    if let attach {
      settings.nearlySameText = Float(attach)
      settings.attachesSameError = attach <= 1
    }
    if let suggest { settings.suggestionProbability = Float(suggest) }
    if let title { settings.nearlySameTitle = Float(title) }
    if let days { settings.mostDays = Float(days) }
    if let mass { settings.leastMass = Float(mass) }
  }

  private static func number(_ parsed: ArgumentReader, _ name: String, most: Double) throws -> Double? {
    guard let text = try parsed.value(name) else { return nil }
    guard let number = Double(text), number >= 0, number <= most else {
      throw UsageError("\(name) must be a number from 0 to \(Int(most)); it is '\(text)'.")
    }
    return number
  }
}
