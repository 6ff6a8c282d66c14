// How a ticket ends: outcomes that fit its kind, and for a fix in code the version that has it.
import TellbackWire

/// What ended a ticket: a fix need not be code, and not every ticket is a problem.
public enum ResolutionKind: String, Sendable, CaseIterable {
  case code, content, configuration, explanation
  case noSolution = "no_solution"
  /// An idea that will be built.
  case planned
  /// An idea that will not be built, with the reason.
  case declined
  /// Praise that was answered.
  case thanked
  /// A question that was answered.
  case answered
  /// The reporter was asked, was reminded, and did not answer; a reply undoes it. Nobody chooses it by hand.
  case noAnswer = "no_answer"

  /// Something was changed for everybody: reporters are told that it is fixed. The others are told the words alone.
  public var isFix: Bool { self == .code || self == .content || self == .configuration }

  /// The reporter is owed the reason.
  public var needsReason: Bool { self == .noSolution || self == .declined }

  /// The outcomes that a ticket of this kind can have, the usual one first.
  public static func outcomes(for kind: ReportKind) -> [ResolutionKind] {
    switch kind {
    case .problem: [.code, .content, .configuration, .explanation, .noSolution]
    case .question: [.answered, .explanation, .content, .configuration, .code, .noSolution]
    case .idea: [.planned, .code, .content, .configuration, .explanation, .declined]
    case .praise: [.thanked]
    }
  }
}

/// Which release has a fix in code.
public enum FixRelease: Sendable, Equatable {
  /// In this version and later ones.
  case version(String)
  /// It is written, and in no release yet.
  case notYet

  /// The longest version, in bytes.
  public static let versionLimit = 100
}

/// Why an outcome was refused.
public enum ResolutionError: Error, Sendable, Equatable, CustomStringConvertible {
  case doesNotFit(ResolutionKind, ReportKind)
  /// The reporter is owed the reason, and there is none.
  case reasonNeeded(ResolutionKind)
  /// A fix in code names its version, or says that it is not released yet.
  case releaseNeeded
  case versionTooLong(bytes: Int)

  public var description: String {
    switch self {
    case .doesNotFit: "This outcome does not fit the ticket's kind."
    case .reasonNeeded(.declined): "\"Declined\" needs a reason, which the people who asked are told."
    case .reasonNeeded: "\"No solution\" needs a reason, which the reporters are told."
    case .releaseNeeded: "Name the version with the fix, or say that it is not released yet."
    case .versionTooLong(let bytes): "The version has \(bytes) bytes; the limit is \(FixRelease.versionLimit) bytes."
    }
  }
}
