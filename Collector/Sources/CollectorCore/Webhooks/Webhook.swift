// An address that is told what happens on tickets. Who hears what is the endpoint's own choice; what reporters wrote goes out only
// where an admin asked for it.
import TellbackWire

/// What a webhook can tell of. The raw values are part of the API.
public enum WebhookEvent: String, Sendable, CaseIterable {
  case opened = "ticket.opened"
  case claimed = "ticket.claimed"
  case answered = "ticket.answered"
  case reply = "ticket.reply"
  case moved = "ticket.moved"
  case merged = "ticket.merged"
  /// Whether the fix or answer helped, as a reporter says.
  case verdict = "ticket.verdict"
  case rated = "ticket.rated"
  /// A target of the service level was missed.
  case breached = "ticket.breached"

  /// Nil for what no webhook tells of, such as notes, which are for staff.
  public init?(_ kind: TicketEvent.Kind) {
    switch kind {
    case .opened, .splitFrom: self = .opened
    case .claimed, .tookOver: self = .claimed
    case .answered: self = .answered
    case .replied: self = .reply
    case .moved: self = .moved
    case .mergedInto: self = .merged
    case .helped, .notHelped: self = .verdict
    case .rated: self = .rated
    case .breached: self = .breached
    default: return nil
    }
  }

  /// The type of what the test button sends. No endpoint chooses it, and every one gets it.
  public static let test = "webhook.test"
}

/// How a body is written.
public enum WebhookFormat: String, Sendable, CaseIterable {
  /// JSON by the Standard Webhooks convention.
  case standard
  /// `{"text": …}`, as Slack and what is compatible with it take it.
  case slack
}

/// An endpoint as an admin sets it.
public struct WebhookSettings: Sendable, Equatable {
  /// In bytes.
  public static let nameLimit = 100

  public var name: String
  /// A checked address: ``WebhookAddress``.
  public var url: String
  public var apps: AppScope
  public var events: Set<WebhookEvent>
  public var format: WebhookFormat
  /// Titles, reports, replies and answers go out too. Off unless an admin asks for it.
  public var carriesWords: Bool

  public init(
    name: String, url: String, apps: AppScope = .all, events: Set<WebhookEvent> = Set(WebhookEvent.allCases),
    format: WebhookFormat = .standard, carriesWords: Bool = false
  ) {
    self.name = name
    self.url = url
    self.apps = apps
    self.events = events
    self.format = format
    self.carriesWords = carriesWords
  }
}

/// An endpoint on disk.
public struct Webhook: Sendable, Equatable {
  /// Endpoints of a collector: each that does not answer takes one place of ``WebhookLimits/transfers``.
  public static let limit = 20
  /// How long the secret before the last rotation signs too, in seconds: a day.
  public static let rotationSeconds: Int64 = 86_400

  public var id: Int64
  public var settings: WebhookSettings
  public var secret: WebhookSecret
  public var oldSecret: WebhookSecret?
  /// Until when the old secret signs too.
  public var oldSecretUntil: Timestamp?
  /// The newest event of which it was decided whether to tell: the place in the history from which to go on.
  public var cursor: Int64
  public var createdAt: Timestamp
  public var disabledAt: Timestamp?
  /// Why; nil while it is enabled.
  public var disabledBecause: String?
  /// Attempts that failed since one succeeded.
  public var failures: Int64

  public init(
    id: Int64 = 0, settings: WebhookSettings, secret: WebhookSecret, oldSecret: WebhookSecret? = nil,
    oldSecretUntil: Timestamp? = nil, cursor: Int64, createdAt: Timestamp, disabledAt: Timestamp? = nil,
    disabledBecause: String? = nil, failures: Int64 = 0
  ) {
    self.id = id
    self.settings = settings
    self.secret = secret
    self.oldSecret = oldSecret
    self.oldSecretUntil = oldSecretUntil
    self.cursor = cursor
    self.createdAt = createdAt
    self.disabledAt = disabledAt
    self.disabledBecause = disabledBecause
    self.failures = failures
  }

  public var isEnabled: Bool { disabledAt == nil }

  /// The secrets that sign at a moment, the newest first: while two are valid a body has two signatures.
  public func secrets(at moment: Timestamp) -> [WebhookSecret] {
    guard let oldSecret, let until = oldSecretUntil, moment < until else { return [secret] }
    return [secret, oldSecret]
  }
}

/// What a receiver checks signatures with.
public struct WebhookSecret: Sendable, Equatable {
  /// Bytes, as the convention has them.
  public static let range = 24...64
  private static let prefix = "whsec_"

  public let bytes: [UInt8]

  /// Nil for fewer or more bytes than ``range``.
  public init?(_ bytes: [UInt8]) {
    guard Self.range.contains(bytes.count) else { return nil }
    self.bytes = bytes
  }

  /// As libraries of the convention take it: `whsec_` and Base64.
  public var text: String { Self.prefix + Base64.text(bytes) }
}

/// Base64 (RFC 4648, section 4), as signatures and secrets are written.
public enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func text(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for place in 0..<3 { bits = bits << 8 | (place < group.count ? Int(group[start + place]) : 0) }
      for place in 0..<4 {
        result.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
