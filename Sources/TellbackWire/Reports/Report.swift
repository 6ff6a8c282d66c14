// What a person reported, with its context: the message that travels from the SDK to the collector.

/// What the reporter means by it.
public enum ReportKind: String, Sendable, CaseIterable {
  case problem, question, idea, praise
}

/// A report as it travels. All limits stand in ``WireLimits``.
public struct Report: Sendable, Equatable {
  public var id: ReportID
  /// By the clock of the device; the collector measures that clock's skew.
  public var capturedAt: Timestamp
  public var kind: ReportKind
  /// The reporter's words; never empty. Their first line serves as a title.
  public var text: String
  /// Where in the product it happened, such as `/checkout/payment`.
  public var page: String?
  /// The app's own name for the user, such as an account number.
  public var user: String?
  /// How the reporter wants to be reached beside the app, such as an e-mail address.
  public var contact: String?
  /// The organisation or group of customers that the user belongs to.
  public var segment: String?
  /// A BCP 47 tag, such as `de-CH`.
  public var locale: String?
  public var context: ContextSnapshot
  /// The app's own facts, in the order in which the app gave them; keys are unique.
  public var fields: [ReportField]
  /// What the user did, oldest first.
  public var steps: [Step]
  public var error: ReportedError?
  /// What follows separately, after the words.
  public var attachments: [AttachmentInfo]
  /// Set when the reporter said "me too" to a ``KnownIssue``: its number. `text` then repeats the issue's title, and
  /// nobody typed it.
  public var knownIssue: Int64?

  public init(
    id: ReportID, capturedAt: Timestamp, kind: ReportKind = .problem, text: String, page: String? = nil,
    user: String? = nil, contact: String? = nil, segment: String? = nil, locale: String? = nil,
    context: ContextSnapshot = ContextSnapshot(), fields: [ReportField] = [], steps: [Step] = [],
    error: ReportedError? = nil, attachments: [AttachmentInfo] = [], knownIssue: Int64? = nil
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
  }
}

/// One thing that the user did.
public struct Step: Sendable, Equatable {
  public var at: Timestamp
  public var page: String?
  /// Such as `tapped Save`.
  public var text: String

  public init(at: Timestamp, page: String? = nil, text: String) {
    self.at = at
    self.page = page
    self.text = text
  }
}

/// One of the app's own facts.
public struct ReportField: Sendable, Equatable {
  public var key: String
  public var value: FieldValue

  public init(_ key: String, _ value: FieldValue) {
    self.key = key
    self.value = value
  }
}

/// A typed value of a field.
public enum FieldValue: Sendable, Equatable {
  case text(String)
  case integer(Int64)
  /// Finite; JSON has no other numbers.
  case number(Double)
  case bool(Bool)
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

/// An error that the app caught around the report. It is an `Error` itself, so that an app may build one and report it.
public struct ReportedError: Error, Sendable, Equatable {
  /// Such as `URLError`.
  public var type: String
  public var message: String
  /// The top frames of the stack, innermost first.
  public var frames: [String]

  public init(type: String, message: String = "", frames: [String] = []) {
    self.type = type
    self.message = message
    self.frames = frames
  }
}

/// An attachment that a report announces; its bytes travel separately.
public struct AttachmentInfo: Sendable, Equatable {
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
