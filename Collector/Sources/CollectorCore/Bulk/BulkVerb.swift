// What is done to many tickets at once. Each ticket is done by itself, by the same rules as alone: what one refuses keeps no other
// from it.
import TellbackWire

/// The words of one answer to many tickets.
public enum BulkWords: Sendable, Equatable {
  /// As they stand; fields in them are filled in for each reporter (``AnswerField``).
  case typed(String)
  /// A canned answer, in the language and for the segment of each ticket.
  case canned(Int64)
}

public enum BulkVerb: Sendable, Equatable {
  case claim
  case tag(add: [String], remove: [String])
  case severity(Severity)
  case wait(Waiting, note: String)
  case resolve(ResolutionKind, FixRelease?, note: String)
  /// Into this one of them.
  case merge(survivor: Int64)
  case handOver(NewHolder, note: String)
  case answer(BulkWords)
}

/// What takes back one thing that was done, as a text that a form can carry.
public enum BulkUndo: Sendable, Equatable {
  case claim(Int64)
  case tags(Int64, added: [String], removed: [String])
  case severity(Int64, from: Severity, to: Severity)
  /// It was open, and waits now.
  case wait(Int64)
  /// Words that are in their undo window; a move that they told of goes with them.
  case message(Int64, ticket: Int64)
  case merge(link: Int64, ticket: Int64)

  /// The ticket on which it was done.
  public var ticket: Int64 {
    switch self {
    case .claim(let ticket), .tags(let ticket, _, _), .severity(let ticket, _, _), .wait(let ticket),
      .message(_, let ticket), .merge(_, let ticket):
      ticket
    }
  }

  // Tags hold neither commas nor control characters.
  private static let mark: Character = "\t"

  public var text: String {
    let parts: [String] =
      switch self {
      case .claim(let ticket): ["claim", String(ticket)]
      case .tags(let ticket, let added, let removed):
        ["tags", String(ticket), added.joined(separator: ","), removed.joined(separator: ",")]
      case .severity(let ticket, let from, let to):
        ["severity", String(ticket), String(from.rawValue), String(to.rawValue)]
      case .wait(let ticket): ["wait", String(ticket)]
      case .message(let id, let ticket): ["message", String(ticket), String(id)]
      case .merge(let link, let ticket): ["merge", String(ticket), String(link)]
      }
    return parts.joined(separator: String(Self.mark))
  }

  /// Nil for what ``text`` did not write.
  public init?(_ text: String) {
    let parts = text.split(separator: Self.mark, omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, let ticket = Int64(parts[1]) else { return nil }
    func number(_ index: Int) -> Int64? { parts.count > index ? Int64(parts[index]) : nil }
    func severity(_ index: Int) -> Severity? { number(index).flatMap { Severity(rawValue: Int($0)) } }
    func list(_ index: Int) -> [String] { parts[index].split(separator: ",").map(String.init) }
    switch parts[0] {
    case "claim": self = .claim(ticket)
    case "wait": self = .wait(ticket)
    case "tags" where parts.count == 4: self = .tags(ticket, added: list(2), removed: list(3))
    case "severity":
      guard let from = severity(2), let to = severity(3) else { return nil }
      self = .severity(ticket, from: from, to: to)
    case "message":
      guard let id = number(2) else { return nil }
      self = .message(id, ticket: ticket)
    case "merge":
      guard let link = number(2) else { return nil }
      self = .merge(link: link, ticket: ticket)
    default: return nil
    }
  }
}

/// Why something could not be done, or taken back, beside what each verb says.
public enum BulkError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Somebody did something since, so there is nothing to take back.
  case changedSince(Int64)
  case noCannedAnswer
  case tooMany(Int)
  /// The store or this program failed on this ticket; why is in the log.
  case notWritten

  public var description: String {
    switch self {
    case .changedSince(let number): "Ticket \(number) was changed since, so it was left as it is."
    case .noCannedAnswer: "There is no such canned answer for the app of this ticket."
    case .tooMany(let count): "These are \(count) tickets; the limit is \(BulkRunner.limit) at once."
    case .notWritten: "The collector could not write it. Nothing was changed on this ticket; try again."
    }
  }
}
