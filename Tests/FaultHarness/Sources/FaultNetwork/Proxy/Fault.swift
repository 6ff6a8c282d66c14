// The faults of one exchange.
import TellbackWire

/// What a request is for.
enum Purpose: Int, Sendable {
  case batch, attachment, updates, other

  init(_ request: Message) {
    let path = request.start.split(separator: " ").last.map(String.init) ?? ""
    self =
      path.hasPrefix(WirePaths.batches)
      ? .batch
      : path.hasPrefix(WirePaths.updates) ? .updates : path.contains("/attachments/") ? .attachment : .other
  }
}

enum Fault: Sendable {
  case none
  /// The collector gets so many bytes of the request, then both sides lose the connection.
  case cutRequest(at: Int, byReset: Bool)
  /// The collector does its work, the sender gets so many bytes of the answer.
  case cutAnswer(at: Int, byReset: Bool)
  /// Waits before the request and before the answer, in milliseconds.
  case delay(request: Int, answer: Int)
  /// Both ways in small pieces with a pause of a millisecond after each.
  case drip(pieces: Int)
  /// The collector hears nothing; something in between answers.
  case answer(Message, closes: Bool)
  /// The collector does its work, and something in between answers in its place.
  case answerInstead(Message)
  /// The collector gets the request so many times at once, over as many connections. One answer goes back.
  case race(Int)
  /// The collector gets the request now and again after so many milliseconds.
  case late(Int)
  /// The answer to an earlier request of the same purpose, also of another sender; the collector may still do its work.
  case staleAnswer(isForwarded: Bool)
  /// The collector's own answer with its receipts changed.
  case receipts(Forgery)
  /// Nothing comes back until the sender gives up.
  case silence

  enum Forgery: Sendable, CaseIterable {
    /// Those of other reports.
    case others
    /// Only the first.
    case fewer
    /// Each twice.
    case twice
    case none
  }

  var name: String {
    switch self {
    case .none: "none"
    case .cutRequest: "cut request"
    case .cutAnswer: "cut answer"
    case .delay: "delay"
    case .drip: "drip"
    case .answer(let message, _): "answer \(message.status)"
    case .answerInstead(let message): "answer \(message.status) instead"
    case .race: "race"
    case .late: "late repeat"
    case .staleAnswer: "stale answer"
    case .receipts(let forgery): "receipts: \(forgery)"
    case .silence: "silence"
    }
  }
}

extension Message {
  /// The answer with its receipts changed as told; unchanged when it has none.
  func forged(_ forgery: Fault.Forgery, other: ReportID) -> Message {
    guard let receipts = try? Receipt.decodeAll(Array(body)), let first = receipts.first else { return self }
    let changed: [Receipt] =
      switch forgery {
      case .others: receipts.map { _ in Receipt(id: other, outcome: .accepted) }
      case .fewer: [first]
      case .twice: receipts.flatMap { [$0, $0] }
      case .none: []
      }
    return with(body: Receipt.encoded(changed))
  }
}
