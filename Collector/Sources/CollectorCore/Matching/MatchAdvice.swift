// What matching says about one report, before its transaction begins: the digest takes it as advice and checks it.
import Foundation
import TellbackMatch
import TellbackWire

/// The candidates for a report, judged by its app's thresholds.
public struct MatchAdvice: Sendable {
  public struct Candidate: Sendable {
    /// The ticket that owns the report which was found alike.
    public var ticket: Int64
    /// That report's ``StoredReport/sequence``.
    public var report: Int64
    public var words: [String]

    public init(ticket: Int64, report: Int64, words: [String]) {
      self.ticket = ticket
      self.report = report
      self.words = words
    }
  }

  /// The mechanism and why, such as `match-1/nearlySameText:97` with the share of terms that both hold in percent; nil unless the first candidate is to be joined without asking.
  public var attachment: String?
  /// Best first. Empty when nothing is worth a look.
  public var candidates: [Candidate]
  /// How likely the first is, 0 to 1, with what staff of the app decided.
  public var likelihood: Double
  /// What the model alone says.
  public var base: Double
  /// What the first candidate's report shares with this one beside words.
  public var agreed: MatchAgreement
  /// What is near, however little: triage proposes from it. Nearest first.
  public var neighbours: [TicketNeighbour]

  /// Neighbours kept for each new ticket.
  static let neighbourLimit = 5

  public init(
    attachment: String? = nil, candidates: [Candidate], likelihood: Double, base: Double? = nil,
    agreed: MatchAgreement = [], neighbours: [TicketNeighbour] = []
  ) {
    self.neighbours = neighbours
    self.attachment = attachment
    self.candidates = candidates
    self.likelihood = likelihood
    self.base = base ?? likelihood
    self.agreed = agreed
  }

  /// The version of this mechanism: what weights and thresholds of it decided stands in each placement.
  static let mechanism = "match-1"

  /// The likelihood was learned on archives of thousands of reports. A collector with fewer than this many knows too
  /// little of what is rare, so there several shared words are worth a look too.
  static let fewReports = 500

  /// `known` is how many reports the index holds.
  init(_ result: MatchResult, settings: MatchSettings, known: Int) {
    (likelihood, base, agreed) = (Double(result.probability), Double(result.base), result.agreed)
    let candidates = result.candidates.compactMap { candidate -> Candidate? in
      guard let ticket = candidate.group.number, let report = candidate.member.number else { return nil }
      return Candidate(ticket: ticket, report: report, words: candidate.words)
    }
    // One word in common is chance. Scores are log-odds, so a difference of one is a factor of e.
    let best = result.candidates.first?.score ?? 0
    neighbours = result.candidates.filter { $0.words.count >= 2 }.prefix(Self.neighbourLimit).compactMap { candidate in
      candidate.member.number.map { TicketNeighbour(report: $0, weight: exp(Double(candidate.score - best))) }
    }
    switch result.decision(settings) {
    case .new:
      let isEarly = known < Self.fewReports && settings.suggestionProbability <= 0.5
      let telling = result.candidates.filter { isEarly && $0.words.count >= 3 && $0[.textCoverage] >= 0.15 }
      let numbers = telling.prefix(settings.suggestions).compactMap(\.group.number)
      self.candidates = candidates.filter { numbers.contains($0.ticket) }
    case .suggest(let groups):
      let numbers = groups.compactMap(\.number)
      self.candidates = candidates.filter { numbers.contains($0.ticket) }
    case .attach(let group, let reason):
      let likeness = reason == .nearlySameText ? result.candidates.first.map { $0[.sameTerms] } : nil
      let percent = likeness.map { ":\(Int(($0 * 100).rounded()))" } ?? ""
      attachment = "\(Self.mechanism)/\(reason.rawValue)\(percent)"
      self.candidates = candidates.filter { $0.ticket == group.number }
    }
  }
}

extension MatchDocument {
  /// A report as matching sees it.
  public init(_ report: Report, receivedAt: Timestamp) {
    var text = report.text
    var signature: [UInt8]?
    if let error = report.error {
      text += "\n\(error.type): \(error.message)"
      signature = ExactKey.errorSignature(type: error.type, message: error.message, frames: error.frames)
    }
    self.init(
      text: text, error: signature, page: report.page, version: report.context.appVersion,
      steps: report.steps.suffix(20).map(\.text), time: receivedAt.milliseconds / 1_000)
  }
}
