// Which of page, version, error and steps the best candidate shares with the new report: evidence that trackers' archives lack.

/// What two reports share beside their words.
public struct MatchAgreement: OptionSet, Sendable, Hashable, CaseIterable {
  public let rawValue: UInt8

  /// Bits that mean nothing are dropped.
  public init(rawValue: UInt8) { self.rawValue = rawValue & 15 }

  public static let page = MatchAgreement(rawValue: 1)
  public static let version = MatchAgreement(rawValue: 2)
  public static let error = MatchAgreement(rawValue: 4)
  public static let steps = MatchAgreement(rawValue: 8)

  /// Each by itself, in the order in which their effect is learned.
  public static let allCases: [MatchAgreement] = [.page, .version, .error, .steps]
  /// How many combinations there are.
  static let combinations = 16

  /// Of a pair with these features, one value for each ``MatchFeature``.
  init(of features: [Float]) {
    func isThere(_ feature: MatchFeature) -> Bool {
      feature.rawValue < features.count && features[feature.rawValue] > 0
    }
    self = []
    if isThere(.samePage) { insert(.page) }
    if isThere(.sameVersion) { insert(.version) }
    if isThere(.sameError) { insert(.error) }
    if isThere(.steps) { insert(.steps) }
  }
}
