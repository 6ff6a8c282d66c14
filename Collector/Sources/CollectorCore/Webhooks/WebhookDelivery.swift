// One thing that one endpoint is told, from the event that causes it to its last attempt. Invariants: what is told of one ticket is
// told in its order; every attempt sends the same bytes.
import TellbackWire

/// Every limit of what goes out by webhooks.
public enum WebhookLimits {
  /// From the first attempt to the last, in seconds: three days.
  public static let patience: Int64 = 3 * 86_400
  /// Deliveries of an endpoint that wait. What is more waits in the tickets' history, from which nothing is lost.
  public static let waiting = 1_000
  /// Events looked at in one transaction.
  public static let planned = 200
  /// Attempts that go on at once.
  public static let transfers = 24
  /// Of one endpoint; of one whose last attempt failed a single one, so that it takes no place from the others.
  public static let transfersEach = 4
  /// Milliseconds of an attempt: until connected, and in all.
  public static let connectMilliseconds = 5_000
  public static let attemptMilliseconds = 15_000
  /// Bytes read of an answer, and of its head.
  public static let answerBytes = 16_384
  public static let headBytes = 32_768
  /// Bytes of an answer that the log keeps.
  public static let keptAnswer = 1_000
  /// Bytes of a text in a body.
  public static let text = 10_000
  /// How long the log keeps what has ended, in seconds (30 days), and how many of each endpoint.
  public static let logSeconds: Int64 = 30 * 86_400
  public static let logged = 5_000
}

public struct WebhookDelivery: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case waiting, delivered, failed
  }

  /// Grows in the order of events; 0 before it is stored.
  public var id: Int64
  public var webhook: Int64
  /// ``WebhookEvent`` or ``WebhookEvent/test``.
  public var type: String
  /// What it tells of; nil for a test.
  public var event: Int64?
  public var ticket: Int64?
  /// Counts what the endpoint was told of this ticket, from 1; given with the body.
  public var sequence: Int64?
  public var state: State
  public var createdAt: Timestamp
  /// When the next attempt may be made; of an ended one, when it ended.
  public var dueAt: Timestamp
  public var firstAt: Timestamp?
  public var attempts: Int64
  /// What is sent; nil until the first attempt, and once it was purged.
  public var body: [UInt8]?
  /// The body holds words of people.
  public var hasWords: Bool
  /// Of the newest attempt: its HTTP status, what was answered, and what went wrong as ``OutgoingProblem/stored``.
  public var status: Int?
  public var answer: String?
  public var error: String?

  public init(
    id: Int64 = 0, webhook: Int64, type: String, event: Int64?, ticket: Int64?, sequence: Int64? = nil,
    state: State = .waiting, createdAt: Timestamp, dueAt: Timestamp, firstAt: Timestamp? = nil, attempts: Int64 = 0,
    body: [UInt8]? = nil, hasWords: Bool = false, status: Int? = nil, answer: String? = nil, error: String? = nil
  ) {
    self.id = id
    self.webhook = webhook
    self.type = type
    self.event = event
    self.ticket = ticket
    self.sequence = sequence
    self.state = state
    self.createdAt = createdAt
    self.dueAt = dueAt
    self.firstAt = firstAt
    self.attempts = attempts
    self.body = body
    self.hasWords = hasWords
    self.status = status
    self.answer = answer
    self.error = error
  }

  /// `webhook-id` of the convention: the same on each attempt, so that a receiver knows what it has had.
  public var messageID: String { "tb_\(webhook)_\(id)" }
}

/// What an attempt came to.
public struct WebhookAttempt: Sendable, Equatable {
  /// Nil when there was no answer.
  public var status: Int?
  public var answer: String?
  /// Nil when it was taken.
  public var problem: OutgoingProblem?
  /// Seconds that the receiver asked to wait.
  public var retryAfter: Int64?

  public init(status: Int? = nil, answer: String? = nil, problem: OutgoingProblem? = nil, retryAfter: Int64? = nil) {
    self.status = status
    self.answer = answer
    self.problem = problem
    self.retryAfter = retryAfter
  }
}

/// When a failed attempt is made again.
public enum WebhookBackOff {
  /// Seconds after the first, second, … failure; the last one repeats.
  static let steps: [Int64] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600]

  /// Nil when it is over: ``WebhookLimits/patience`` has passed by then. `spread` from 0 to 1 keeps many from coming back at one
  /// moment: up to a fifth is added. What the receiver asked for is a floor.
  public static func next(after attempts: Int64, firstAt: Timestamp, now: Timestamp, retryAfter: Int64?, spread: Double)
    -> Timestamp?
  {
    let step = steps[Int(min(max(attempts, 1), Int64(steps.count))) - 1]
    let added = Int64(Double(step) * 0.2 * min(max(spread, 0), 1))
    let due = now.adding(seconds: max(step + added, retryAfter ?? 0))
    return due <= firstAt.adding(seconds: WebhookLimits.patience) ? due : nil
  }
}
