// What a reporter does in the conversation about a report after it was sent. Each has an id of its own and one effect.

/// A reply, a read mark, a verdict, a rating or thanks for one report of the same installation.
public struct ReporterMessage: Sendable, Equatable {
  /// What the reporter did.
  public enum Content: Sendable, Equatable {
    /// The reporter wrote `text`; it is never empty.
    case reply(text: String)
    /// The reporter has seen every update up to this ``TicketUpdate/sequence``.
    case read(upTo: Int64)
    /// The reporter says whether the fix or answer of update `update` helped. ``TicketUpdate/sequence``
    case verdict(helped: Bool, update: Int64, text: String?)
    /// From 1 (bad) to 5 (good), how well the reporter was helped.
    case rating(stars: Int, text: String?)
    /// Thanks to whoever solved it.
    case thanks(text: String?)
  }

  /// The identity and the idempotency key.
  public var id: ReportID
  /// The report whose conversation it belongs to.
  public var report: ReportID
  /// When, by the clock of the device.
  public var at: Timestamp
  /// The app's version at that moment: a verdict is about this version.
  public var version: String?
  /// What the reporter did.
  public var content: Content
  /// The attachments that a reply announces; their bytes are sent after it.
  public var attachments: [AttachmentInfo]

  public init(
    id: ReportID, report: ReportID, at: Timestamp, version: String? = nil, content: Content,
    attachments: [AttachmentInfo] = []
  ) {
    self.id = id
    self.report = report
    self.at = at
    self.version = version
    self.content = content
    self.attachments = attachments
  }

  /// The reporter's words; nil where there are none.
  public var text: String? {
    switch content {
    case .reply(let text): text
    case .verdict(_, _, let text), .rating(_, let text), .thanks(let text): text
    case .read: nil
    }
  }

  /// Checks all limits.
  /// - Throws: ``WireError``, the same that the collector would answer.
  public func validate() throws {
    switch content {
    case .reply(let text):
      guard text.contains(where: { !$0.isWhitespace }) else {
        throw WireError.invalid("text", expected: "more than white space")
      }
    case .read(let sequence), .verdict(_, let sequence, _):
      guard sequence >= 1 else { throw WireError.invalid("update", expected: "the sequence of an update") }
    case .rating(let stars, _):
      guard (1...5).contains(stars) else { throw WireError.invalid("stars", expected: "from 1 to 5") }
    case .thanks: break
    }
    try Report.check(text, "text", WireLimits.messageText)
    try Report.check(version, "version", WireLimits.contextValue)
    try attachments.validate()
    guard attachments.isEmpty || isReply else {
      throw WireError.invalid("attachments", expected: "absent: a reply alone has attachments")
    }
  }

  private var isReply: Bool {
    if case .reply = content { true } else { false }
  }
}
