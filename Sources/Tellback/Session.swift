// A session: one person's page, steps, identity and language.
import TellbackSupport
import TellbackWire

/// One person's use of the app, with its own page, steps, user and locale. It is cheap enough for one per request of a service.
///
/// An app with one user needs no session of its own: the methods of ``Reporter`` use the reporter's session.
///
/// ```swift
/// let session = reporter.session(user: account.id, segment: account.organisation, locale: "de-CH")
/// try await session.run {
///   try await handle(request)  // inside: Session.current?.step("opened invoice")
/// }
/// ```
public final class Session: Sendable {
  /// The session of the running task, set by `run`; nil outside.
  @TaskLocal public static var current: Session?

  /// The app's own name for the person, at most ``WireLimits/user`` bytes.
  public let user: String?
  /// How the person wants to be reached, at most ``WireLimits/contact`` bytes.
  public let contact: String?
  /// The organisation or group of customers, at most ``WireLimits/segment`` bytes.
  public let segment: String?
  /// A BCP 47 tag, at most ``WireLimits/locale`` bytes; nil takes the system's.
  public let locale: String?
  /// The app's own facts, sent with each report of this session.
  public let fields: ReportFields

  let core: ReporterCore
  let history: Lock<StepHistory>

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

  /// Sets the page the user is on, such as `/checkout/payment`. A text of more than ``WireLimits/page`` bytes is cut, with a mark
  /// that says how much is missing. It does no I/O.
  public func enter(page: String) {
    let (page, sign) = history.withLock { history -> (String, TroubleSign?) in
      let last = history.page
      history.enter(page)
      let entered = history.page ?? page
      guard let watch = history.watch else { return (entered, nil) }
      return (entered, watch.detector.enter(entered, from: last, at: core.now()))
    }
    core.noteReached(page)
    if let sign { offer(sign) }
  }

  /// Records what the user did, such as `tapped Save`. Beyond ``ReporterConfiguration/stepLimit`` the newest step replaces the
  /// oldest. A text of more than ``WireLimits/stepText`` bytes is cut, with a mark that says how much is missing. It does no I/O.
  /// Without consent to steps it does nothing.
  public func step(_ text: String) {
    guard core.allowsSteps else { return }
    let now = core.now()
    let sign = history.withLock { history -> TroubleSign? in
      history.record(text, at: now)
      return history.watch?.detector.step(text, on: history.page, at: now)
    }
    if let sign { offer(sign) }
  }

  /// Removes the steps so far.
  public func clearSteps() { history.withLock { $0.clear() } }

  /// The page the user is on.
  public var page: String? { history.withLock { $0.page } }

  /// The steps that a report would carry now, oldest first, before redaction.
  public var steps: [Step] { history.withLock { $0.steps } }

  /// Saves a report and returns once it is on disk. The SDK sends it, now or when the collector can be reached.
  ///
  /// Parameters that are left out come from the session. All limits are in ``WireLimits``.
  /// - Parameters:
  ///   - text: the person's words, with at least one visible character and at most ``WireLimits/text`` bytes.
  ///   - kind: what the person means by it.
  ///   - page: at most ``WireLimits/page`` bytes.
  ///   - user: at most ``WireLimits/user`` bytes.
  ///   - contact: at most ``WireLimits/contact`` bytes.
  ///   - segment: at most ``WireLimits/segment`` bytes.
  ///   - fields: the app's own facts, at most ``WireLimits/fields``; they override fields of the session with the same key.
  ///   - error: an error that the app caught; its type, message and the top stack frames of this call are sent.
  ///   - groupingKey: the app's own word for what is the same, such as `checkout-timeout`; at most ``WireLimits/groupingKey``
  ///     bytes. Reports with the same key join one ticket, whatever their words; it is redacted like any text, so make it of
  ///     constants. Nil groups by error and words.
  ///   - attachments: bytes or files, at most ``WireLimits/attachments``; files are read now.
  ///   - isolation: where the caller runs; leave it out. The report is composed there, which saves a change of threads.
  /// - Throws: ``TellbackError`` with `invalidReport` for a limit, `queueFull`, `unreadableAttachment`, `storage` or
  ///   `closed`; nothing was saved then.
  @discardableResult
  public func report(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, groupingKey: String? = nil,
    attachments: [ReportAttachment] = [], isolation: isolated (any Actor)? = #isolation
  ) async throws -> ReportReceipt {
    let prepared = try await prepare(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      groupingKey: groupingKey, attachments: attachments, isolation: isolation)
    return try await core.report(prepared, isolation: isolation)
  }

  /// Composes and redacts a report without saving it. Its ``PreparedReport/bytes`` are what would be sent; pass it to
  /// ``Reporter/report(_:isolation:)`` to save exactly these bytes.
  /// - Throws: ``TellbackError`` with `invalidReport` for a limit, or `unreadableAttachment`.
  public func prepare(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, groupingKey: String? = nil,
    attachments: [ReportAttachment] = [], isolation: isolated (any Actor)? = #isolation
  ) async throws -> PreparedReport {
    let frames = error == nil || error is ReportedError ? [] : StackFrames.current()
    let (ownPage, steps) = history.withLock { ($0.page, $0.steps) }
    let draft = Draft(
      text: text, kind: kind, page: page ?? ownPage, user: user ?? self.user, contact: contact ?? self.contact,
      segment: segment ?? self.segment, locale: locale ?? core.locale, fields: self.fields.merging(fields),
      steps: steps, error: error.map { ReportedError(describing: $0, frames: frames) }, groupingKey: groupingKey,
      files: try await AttachmentReading.read(attachments, isolation: isolation))
    return try core.compose(draft)
  }

  /// The bytes that ``report(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)`` would send for the same
  /// parameters. Only the id and the moment differ, which each report gets anew.
  /// - Throws: ``TellbackError`` with `invalidReport` for a limit, or `unreadableAttachment`.
  public func preview(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, groupingKey: String? = nil,
    attachments: [ReportAttachment] = [], isolation: isolated (any Actor)? = #isolation
  ) async throws -> [UInt8] {
    try await prepare(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      groupingKey: groupingKey, attachments: attachments, isolation: isolation
    ).bytes
  }

  /// The draft for "me too": its text is the issue's title, which nobody typed.
  func draft(ofKnownIssue issue: KnownIssue) -> Draft {
    let (page, steps) = history.withLock { ($0.page, $0.steps) }
    return Draft(
      text: issue.title, kind: .problem, page: page, user: user, contact: contact, segment: segment,
      locale: locale ?? core.locale, fields: fields.merging([:]), steps: steps, error: nil, files: [],
      knownIssue: issue.id)
  }

  /// Runs `body` with this session as ``current``, also in its child tasks.
  /// - Throws: what `body` throws.
  public func run<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    try await Session.$current.withValue(self) { try await body() }
  }

  /// Runs `body` with this session as ``current``.
  /// - Throws: what `body` throws.
  public func run<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Session.$current.withValue(self) { try body() }
  }
}
