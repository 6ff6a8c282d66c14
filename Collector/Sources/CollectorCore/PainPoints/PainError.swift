// Why something was not done with a pain point.
import TellbackWire

public enum PainError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchPain(Int64)
  case noTitle
  case tooLong(PainField, bytes: Int, limit: Int)
  case otherApp(Int64)
  /// The ticket belongs to a pain point already.
  case gathered(Int64, pain: Int64)
  case notGathered(Int64)
  case tooManyTickets
  case tooManyPains
  case tooManyAttempts
  case noSuchPerson
  case cannotHaveIt(String)
  case datePassed
  case noReason
  case noWords
  case noAttempt
  case noRelease
  case noWorkaround
  /// Somebody changed it since it was shown.
  case overtaken
  case badWeight(Int64)
  case tooManyWeights

  public var description: String {
    switch self {
    case .noSuchPain(let number): "There is no pain point \(number)."
    case .noTitle: "Give the pain point a title."
    case .tooLong(let field, let bytes, let limit):
      "The \(field.rawValue) has \(bytes) bytes; the limit is \(limit) bytes."
    case .otherApp(let number): "Ticket \(number) belongs to another app than the pain point."
    case .gathered(let ticket, let pain): "Ticket \(ticket) belongs to pain point \(pain) already."
    case .notGathered(let ticket): "Ticket \(ticket) does not belong to this pain point any more."
    case .tooManyTickets: "A pain point gathers at most \(PainLimits.tickets) tickets."
    case .tooManyPains: "An app has at most \(PainLimits.perApp) pain points."
    case .tooManyAttempts: "A pain point has at most \(PainLimits.attempts) attempts."
    case .noSuchPerson: "There is no such person any more."
    case .cannotHaveIt(let name): "\(name) does not see this app, or cannot sign in. Choose somebody else."
    case .datePassed: "The date to decide by lies in the past. Choose a later day."
    case .noReason: "A decision needs its reason."
    case .noWords: "Write what helps until it is fixed."
    case .noAttempt: "There is no such attempt any more."
    case .noRelease: "Name the version that has it, or the day since when everybody has it."
    case .noWorkaround: "This pain point has no workaround."
    case .overtaken:
      "Somebody changed this pain point after you opened the page. Read what stands now, then save again."
    case .badWeight(let most): "A weight is a whole number of percent from 0 to \(most)."
    case .tooManyWeights: "An app has at most \(PainWeights.segmentLimit) segments with a weight."
    }
  }
}

/// What a person fills in.
public enum PainField: String, Sendable, Equatable {
  case title, component, page, department, reason, workaround, attempt, version, segment
}
