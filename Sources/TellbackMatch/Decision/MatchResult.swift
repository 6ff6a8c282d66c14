// What a query answers: candidates with the words that brought them, and what follows from them.

/// A group that a new report may belong to.
public struct MatchCandidate: Sendable {
  public let group: MatchID
  /// The report of the group that is most like the new one.
  public let member: MatchID
  /// Higher is likelier; comparable within one query only.
  public let score: Float
  /// Words of the new report that the member holds too, the most telling first, as the person wrote them; at most 8.
  public let words: [String]
  /// One value for each ``MatchFeature``.
  public let features: [Float]

  public subscript(feature: MatchFeature) -> Float { features[feature.rawValue] }
}

/// What is to be done with a new report.
public enum MatchDecision: Sendable, Equatable {
  /// It is the known one beyond reasonable doubt.
  case attach(to: MatchID, because: MatchReason)
  /// Somebody should look: these groups, best first, may be the same.
  case suggest([MatchID])
  case new

  /// `attach`, `suggest` or `new`.
  public var name: String {
    switch self {
    case .attach: "attach"
    case .suggest: "suggest"
    case .new: "new"
    }
  }
}

/// Why a report is attached without asking.
public enum MatchReason: String, Sendable, Equatable {
  /// The same error signature on the same page (or where no page is known).
  case sameError
  /// Title and text say the same in nearly the same words.
  case nearlySameText
  /// The probability is high enough.
  case likely
}

/// Thresholds of the decision; an app may set its own.
public struct MatchSettings: Sendable, Equatable {
  /// The least share of all terms of both reports that both must hold to count as nearly the same. On trackers' archives a
  /// cosine of .9 attached rightly once in nine times: reports made from one form differ in a single word.
  public var nearlySameText: Float = 0.9
  /// The least likeness of the titles beside it, by 4-grams.
  public var nearlySameTitle: Float = 0.99
  /// The least idf that the new report must carry: "does not work" is near everything.
  public var leastMass: Float = 30
  /// Days since the group's newest report past which like text attaches nothing without asking. Somebody who sends a thing
  /// twice does so within minutes; after two hours the same words were a form filled in again for the next release more
  /// often than not.
  public var mostDays: Float = 0.1
  /// Whether the same error signature on the same page attaches.
  public var attachesSameError = true
  /// The least candidates of such a list: among a few reports anything is the best.
  public static let leastCandidates: Float = 50
  /// The least probability at which candidates are worth showing.
  public var suggestionProbability: Float = 0.05
  /// How many are shown.
  public var suggestions = 5

  public init() {}

  /// The least probability at which a report attaches without asking: a tenth below ``nearlySameText``, and at least .8. An
  /// app that asks for more likeness asks for more here; one that lets nothing attach by text lets nothing attach by this.
  public var attachProbability: Float { nearlySameText > 1 ? 2 : max(0.8, nearlySameText - 0.1) }
}

/// The answer to a query.
public struct MatchResult: Sendable {
  /// Best first.
  public var candidates: [MatchCandidate]
  /// How likely the model calls it that the report belongs to the first candidate, 0 to 1, before the app's own decisions.
  public let base: Float
  /// What the first candidate shares with the report beside words.
  public let agreed: MatchAgreement
  /// How likely it is, 0 to 1, with what staff of the app decided.
  public let probability: Float
  /// One value for each ``MatchEvidence``.
  public let evidence: [Float]

  /// What follows, by these settings.
  public func decision(_ settings: MatchSettings = MatchSettings()) -> MatchDecision {
    guard let best = candidates.first else { return .new }
    if settings.attachesSameError, let same = candidates.first(where: { $0[.sameError] > 0 && $0[.otherPage] == 0 }) {
      return .attach(to: same.group, because: .sameError)
    }
    if isNearlySame(best, settings) { return .attach(to: best.group, because: .nearlySameText) }
    if isLikely(best, settings) { return .attach(to: best.group, because: .likely) }
    guard probability >= settings.suggestionProbability else { return .new }
    return .suggest(candidates.prefix(settings.suggestions).map(\.group))
  }

  private func isLikely(_ best: MatchCandidate, _ settings: MatchSettings) -> Bool {
    probability >= settings.attachProbability && best[.otherError] == 0 && best[.otherPage] == 0
      && evidence[MatchEvidence.candidates.rawValue] >= MatchSettings.leastCandidates
      && evidence[MatchEvidence.queryMass.rawValue] >= Logarithm.natural(1 + settings.leastMass)
  }

  private func isNearlySame(_ best: MatchCandidate, _ settings: MatchSettings) -> Bool {
    best[.sameTerms] >= settings.nearlySameText && best[.titleGrams] >= settings.nearlySameTitle
      && evidence[MatchEvidence.queryMass.rawValue] >= Logarithm.natural(1 + settings.leastMass)
      && best[.recency] <= Logarithm.natural(1 + settings.mostDays)
      && best[.otherError] == 0 && best[.otherPage] == 0
  }
}
