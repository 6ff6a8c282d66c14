// How likely a suggestion is by what staff of its app have decided until now, and why. It is worked out when it is shown, so that
// the percentage and the counts that explain it are of one moment.
import TellbackMatch

/// Why a likelihood is not what the model alone says.
public struct LikelihoodReason: Sendable, Equatable {
  /// Pairs that staff decided on, and how many of them they merged.
  public struct Count: Sendable, Equatable {
    public var confirmed: Int64
    public var decided: Int64

    init?(_ count: DecisionHistory.Count) {
      guard count.decided > 0 else { return nil }
      (confirmed, decided) = (count.confirmed, count.decided)
    }
  }

  /// Pairs that the model called about as likely; nil when nothing was decided on such.
  public var alike: Count?
  /// All pairs of the app.
  public var all: Count
  /// For each thing that agrees beside the words: pairs in which it agreed too.
  public var agreeing: [Agreeing]

  /// What two reports share beside words.
  public enum Shared: Sendable, CaseIterable {
    case page, version, error, steps

    var agreement: MatchAgreement {
      switch self {
      case .page: .page
      case .version: .version
      case .error: .error
      case .steps: .steps
      }
    }
  }

  public struct Agreeing: Sendable, Equatable {
    public var shared: Shared
    public var count: Count
  }

  /// Nil where nothing was decided.
  init?(_ suggestion: TicketSuggestion, _ history: DecisionHistory) {
    guard let all = Count(history.count()) else { return nil }
    self.all = all
    alike = Count(history.count(band: DecisionHistory.band(of: suggestion.base)))
    agreeing = Shared.allCases.filter { suggestion.agreed.contains($0.agreement) }.compactMap { shared in
      Count(history.count(agreed: shared.agreement)).map { Agreeing(shared: shared, count: $0) }
    }
  }
}

/// A suggestion with how likely it is now.
public struct JudgedSuggestion: Sendable, Equatable {
  public var suggestion: TicketSuggestion
  /// 0 to 1; of a suggestion that is not its ticket's first, the most that it can be.
  public var likelihood: Double
  public var reason: LikelihoodReason?

  public init(_ suggestion: TicketSuggestion, _ curve: DecisionCurve) {
    self.suggestion = suggestion
    likelihood = curve.likelihood(suggestion.base, agreed: suggestion.agreed)
    reason = LikelihoodReason(suggestion, curve.history)
  }
}

extension StoreReads {
  /// What staff decided makes of likelihoods, of each app that is seen.
  func decisionCurves(in scope: AppScope) throws -> [AppID: DecisionCurve] {
    Dictionary(
      uniqueKeysWithValues: try apps().filter { scope.contains($0.id) }.map { app in
        (app.id, DecisionCurve(try decisionHistory(app: app.id)))
      })
  }

  /// ``MatchReads/suggestions(ofTicket:)`` with how likely each is now.
  public func judgedSuggestions(ofTicket number: Int64) throws -> [JudgedSuggestion] {
    let found = try suggestions(ofTicket: number)
    guard !found.isEmpty, let app = try ticket(number)?.app else { return [] }
    let curve = DecisionCurve(try decisionHistory(app: app))
    return found.map { JudgedSuggestion($0, curve) }
  }
}
