// One person's stay in the app: a page, a history, who they are and which language they speak.
import TellbackSupport
import TellbackWire

/// One person's stay: its own page, history, user and locale. Cheap enough for one per request of a service.
///
/// An app with one user needs none: the methods of ``Reporter`` go to the reporter's own session.
///
/// ```swift
/// let session = reporter.session(user: account.id, locale: "de-CH", segment: account.organisation)
/// try await session.run {
///   try await handle(request)  // deep below: Session.current?.step("opened invoice")
/// }
/// ```
public final class Session: Sendable {
  /// The session of the code that runs now, bound by ``run(_:)-swift.method``; nil outside.
  @TaskLocal public static var current: Session?

  public let user: String?
  public let contact: String?
  public let segment: String?
  public let locale: String?
  /// Facts that go with each report of this session.
  public let fields: ReportFields

  let core: ReporterCore
  private let history: Lock<StepHistory>

  init(
    core: ReporterCore, user: String?, contact: String?, segment: String?, locale: String?, fields: ReportFields
  ) {
    self.core = core
    self.user = user
    self.contact = contact
    self.segment = segment
    self.locale = locale
    self.fields = fields
    history = Lock(StepHistory(capacity: core.stepLimit))
  }

  /// Says where the user is, such as `/checkout/payment`. A longer text than ``WireLimits/page`` bytes is cut, with a mark
  /// that says how much is missing. Nothing touches the disk.
  public func enter(page: String) {
    history.withLock { $0.enter(page) }
  }

  /// Says what the user did, such as `tapped Save`. The oldest step gives way to the newest. A longer text than
  /// ``WireLimits/stepText`` bytes is cut, with a mark that says how much is missing. Nothing touches the disk.
  /// Without consent to steps it does nothing.
  public func step(_ text: String) {
    guard core.allowsSteps else { return }
    let now = core.now()
    history.withLock { $0.record(text, at: now) }
  }

  /// Forgets the steps so far.
  public func clearSteps() { history.withLock { $0.clear() } }

  /// The page the user is on.
  public var page: String? { history.withLock { $0.page } }

  /// The steps that a report would carry now, oldest first, before redaction.
  public var steps: [Step] { history.withLock { $0.steps } }

  /// Saves a report and returns once it is on disk. It is sent by itself, now or when there is a way.
  ///
  /// Parameters that are left out come from the session. The words may have ``WireLimits/text`` bytes; all limits stand
  /// in ``WireLimits``.
  /// - Parameters:
  ///   - text: the person's words, at least one visible character.
  ///   - fields: facts of the app; where a key is in the session's fields too, this value stands.
  ///   - error: what the app caught; its type, message and the top frames of this call go along.
  ///   - attachments: bytes or files, read now.
  ///   - isolation: where the caller runs; leave it out. The report is composed there, which saves a change of threads.
  /// - Throws: ``TellbackError`` with `invalidReport` for a limit, `queueFull`, `unreadableAttachment`, `storage` or
  ///   `closed`; nothing was saved then.
  @discardableResult
  public func report(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, attachments: [ReportAttachment] = [],
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> ReportReceipt {
    let prepared = try await prepare(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      attachments: attachments, isolation: isolation)
    return try await core.report(prepared, isolation: isolation)
  }

  /// Composes and redacts a report without saving it: its ``PreparedReport/bytes`` are what would be sent. Hand it to
  /// ``Reporter/report(_:isolation:)`` to save exactly these bytes.
  public func prepare(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, attachments: [ReportAttachment] = [],
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> PreparedReport {
    let frames = error == nil || error is ReportedError ? [] : StackFrames.current()
    let (ownPage, steps) = history.withLock { ($0.page, $0.steps) }
    let draft = Draft(
      text: text, kind: kind, page: page ?? ownPage, user: user ?? self.user, contact: contact ?? self.contact,
      segment: segment ?? self.segment, locale: locale ?? core.locale, fields: self.fields.merging(fields),
      steps: steps, error: error.map { ReportedError(describing: $0, frames: frames) },
      files: try await AttachmentReading.read(attachments, isolation: isolation))
    return try core.compose(draft)
  }

  /// Exactly the bytes that ``report(_:kind:page:user:contact:segment:fields:error:attachments:isolation:)`` would send for the
  /// same parameters, but for the id and the moment, which each report gets anew.
  public func preview(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, attachments: [ReportAttachment] = [],
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> [UInt8] {
    try await prepare(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      attachments: attachments, isolation: isolation
    ).bytes
  }

  /// What "me too" sends: the title stands where a person's words would, and nobody typed it.
  func draft(ofKnownIssue issue: KnownIssue) -> Draft {
    let (page, steps) = history.withLock { ($0.page, $0.steps) }
    return Draft(
      text: issue.title, kind: .problem, page: page, user: user, contact: contact, segment: segment,
      locale: locale ?? core.locale, fields: fields.merging([:]), steps: steps, error: nil, files: [],
      knownIssue: issue.id)
  }

  /// Runs `body` with this session as ``current``, also for the tasks that it starts as children.
  public func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    try await Session.$current.withValue(self) { try await body() }
  }

  /// Runs `body` with this session as ``current``.
  public func run<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Session.$current.withValue(self) { try body() }
  }
}
