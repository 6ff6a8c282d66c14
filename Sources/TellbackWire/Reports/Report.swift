// A report with its context: the message from the SDK to the collector.

/// What the reporter means by a report.
public enum ReportKind: String, Sendable, CaseIterable {
  /// Something does not work.
  case problem
  /// The person wants to know something.
  case question
  /// The person proposes something.
  case idea
  /// The person likes something.
  case praise
}

/// A report on the wire. All limits are in ``WireLimits``.
public struct Report: Sendable, Equatable {
  /// The identity and the idempotency key.
  public var id: ReportID
  /// By the clock of the device; the collector measures that clock's skew.
  public var capturedAt: Timestamp
  /// What the reporter means by it.
  public var kind: ReportKind
  /// The reporter's words, never empty. The first line serves as a title.
  public var text: String
  /// Where in the product it happened, such as `/checkout/payment`.
  public var page: String?
  /// The app's own name for the user, such as an account number.
  public var user: String?
  /// How the reporter wants to be reached outside the app, such as an e-mail address.
  public var contact: String?
  /// The organisation or group of customers that the user belongs to.
  public var segment: String?
  /// A BCP 47 tag, such as `de-CH`.
  public var locale: String?
  /// The automatic context.
  public var context: ContextSnapshot
  /// The app's own facts, in the order in which the app gave them; keys are unique.
  public var fields: [ReportField]
  /// What the user did, oldest first.
  public var steps: [Step]
  /// An error that the app caught.
  public var error: ReportedError?
  /// The attachments that the report announces; their bytes are sent after it.
  public var attachments: [AttachmentInfo]
  /// The number of the ``KnownIssue`` to which the reporter said "me too". `text` is the issue's title then, which nobody typed.
  public var knownIssue: Int64?
  /// The app's own word for what is the same: reports of one app with the same key are on one ticket, whatever their words.
  /// Error trackers call it a fingerprint. At most ``WireLimits/groupingKey`` bytes, compared byte for byte.
  public var groupingKey: String?

  public init(
    id: ReportID, capturedAt: Timestamp, kind: ReportKind = .problem, text: String, page: String? = nil,
    user: String? = nil, contact: String? = nil, segment: String? = nil, locale: String? = nil,
    context: ContextSnapshot = ContextSnapshot(), fields: [ReportField] = [], steps: [Step] = [],
    error: ReportedError? = nil, attachments: [AttachmentInfo] = [], knownIssue: Int64? = nil,
    groupingKey: String? = nil
  ) {
    self.id = id
    self.capturedAt = capturedAt
    self.kind = kind
    self.text = text
    self.page = page
    self.user = user
    self.contact = contact
    self.segment = segment
    self.locale = locale
    self.context = context
    self.fields = fields
    self.steps = steps
    self.error = error
    self.attachments = attachments
    self.knownIssue = knownIssue
    self.groupingKey = groupingKey
  }
}

/// One thing that the user did, often called a breadcrumb.
public struct Step: Sendable, Equatable {
  /// When, by the clock of the device.
  public var at: Timestamp
  /// The page the user was on.
  public var page: String?
  /// What the user did, such as `tapped Save`.
  public var text: String

  public init(at: Timestamp, page: String? = nil, text: String) {
    self.at = at
    self.page = page
    self.text = text
  }
}

/// One of the app's own facts.
public struct ReportField: Sendable, Equatable {
  /// Unique in a report, at most ``WireLimits/fieldKey`` bytes.
  public var key: String
  /// The value with its type.
  public var value: FieldValue

  public init(_ key: String, _ value: FieldValue) {
    self.key = key
    self.value = value
  }
}

/// A typed value of a field.
public enum FieldValue: Sendable, Equatable {
  /// At most ``WireLimits/fieldText`` bytes.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// A finite number.
  case number(Double)
  /// True or false.
  case bool(Bool)
  /// A moment.
  case date(Timestamp)
}

extension FieldValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// An error that the app caught. It is an `Error` itself, so that an app can make one and report it.
public struct ReportedError: Error, Sendable, Equatable {
  /// The error's type, such as `URLError`.
  public var type: String
  /// The error's own description.
  public var message: String
  /// The top frames of the stack, innermost first.
  public var frames: [String]

  public init(type: String, message: String = "", frames: [String] = []) {
    self.type = type
    self.message = message
    self.frames = frames
  }
}

/// An attachment that a report announces; its bytes are sent separately.
public struct AttachmentInfo: Sendable, Equatable {
  /// The file's name, not empty.
  public var name: String
  /// A media type, such as `image/png`.
  public var type: String
  /// The size in bytes.
  public var bytes: Int64

  public init(name: String, type: String, bytes: Int64) {
    self.name = name
    self.type = type
    self.bytes = bytes
  }
}
