// A report dialog without pixels: it takes what a person does and publishes what to show.
import TellbackSupport
import TellbackWire

/// The state of a report dialog, for a view in any toolkit.
///
/// ```swift
/// let form = try await reporter.form()
/// Task { for await state in form.states { draw(state) } }
/// form.setWords("Save does nothing")  // at each keystroke
/// let receipt = try await form.send()
/// ```
///
/// Words, kind, page and contact are kept on disk while the person writes, redacted, and restored by the next ``Reporter/form(_:kind:)`` of
/// the same name: in this run, or after the app was killed half-way. Files are not: the person adds them again. The methods return at
/// once and may be called from any thread; what must be computed or saved follows in the background.
public final class ReportForm: Sendable {
  private struct Model {
    var state: ReportFormState
    var files: [ReportAttachment] = []
    var listeners: [Int: AsyncStream<ReportFormState>.Continuation] = [:]
    var next = 0
    /// Grows with each change that is computed and saved in the background.
    var revision = 0
    var isOver: Bool {
      switch state.phase {
      case .sent, .cancelled: true
      case .writing, .sending: false
      }
    }

    mutating func countFiles() {
      state.attachments = files.map { file in
        var bytes: Int64 = 0
        if case .bytes(let data) = file.source { bytes = Int64(data.count) }
        return AttachmentInfo(name: file.name, type: file.type, bytes: bytes)
      }
      state.attachmentsLeft = WireLimits.attachments - files.count
    }
  }

  private let session: Session
  private let draft: FormDraft
  private let model: Lock<Model>
  private let wakeUp: WakeUp

  init(session: Session, draft: FormDraft, kind: ReportKind, restored: FormDraft.Content?) {
    self.session = session
    self.draft = draft
    var state = ReportFormState(kind: restored?.kind ?? kind)
    if let restored {
      state.words = restored.words
      state.page = restored.page
      state.contact = restored.contact
      state.isRestored = true
      state.isKept = true
    }
    state.redactedWords = state.words
    state.bytesLeft = WireLimits.text - state.words.utf8.count
    model = Lock(Model(state: state))
    wakeUp = WakeUp()
    // The task holds no form: a form that nobody holds ends.
    Task { [weak self, wakeUp] in
      while true {
        await wakeUp.sleep(for: nil)
        guard let form = self, await form.follow() else { return }
      }
    }
    if restored != nil { change { $0.revision += 1 } }
  }

  deinit {
    wakeUp.signal()
    model.withLock { $0.listeners.values.map { $0 } }.forEach { $0.finish() }
  }

  // MARK: What to show

  /// The state now.
  public var state: ReportFormState { model.withLock { $0.state } }

  /// The state now and after each change; a listener that lags gets the newest. The sequence ends when the report is sent or the
  /// form is cancelled. Each access starts a new sequence.
  public var states: AsyncStream<ReportFormState> {
    let (stream, listener) = AsyncStream.makeStream(of: ReportFormState.self, bufferingPolicy: .bufferingNewest(1))
    let number = model.withLock { model -> Int? in
      listener.yield(model.state)
      guard !model.isOver else { return nil }
      model.next += 1
      model.listeners[model.next] = listener
      return model.next
    }
    guard let number else {
      listener.finish()
      return stream
    }
    listener.onTermination = { [weak self] _ in self?.model.withLock { $0.listeners[number] = nil } }
    return stream
  }

  // MARK: What the person does

  /// Takes the whole text, at each keystroke.
  public func setWords(_ words: String) {
    change { model in
      model.state.words = words
      model.state.bytesLeft = WireLimits.text - words.utf8.count
      model.state.isCurrent = false
      model.state.failure = nil
      model.revision += 1
    }
  }

  /// Takes what the person means by it.
  public func setKind(_ kind: ReportKind) {
    change { model in
      model.state.kind = kind
      model.revision += 1
    }
  }

  /// Takes the page, at most ``WireLimits/page`` bytes; nil takes the session's.
  public func setPage(_ page: String?) {
    change { model in
      model.state.page = page
      model.revision += 1
    }
  }

  /// Takes how the person wants to be reached, at most ``WireLimits/contact`` bytes; nil takes the session's.
  public func setContact(_ contact: String?) {
    change { model in
      model.state.contact = contact
      model.revision += 1
    }
  }

  /// Adds a file. One that is a path is read when the report is sent; its size is shown as 0 until then.
  /// - Throws: ``TellbackError`` with `invalidReport` when ``WireLimits/attachments`` are there already.
  public func attach(_ file: ReportAttachment) throws(TellbackError) {
    let isFull = change { model in
      guard model.files.count < WireLimits.attachments else { return true }
      model.files.append(file)
      model.countFiles()
      return false
    }
    if isFull {
      throw TellbackError(
        .invalidReport, "The report has \(WireLimits.attachments) attachments; that is the limit. Remove one first.")
    }
  }

  /// Removes the file at this place in ``ReportFormState/attachments``; another place changes nothing.
  public func removeAttachment(at index: Int) {
    change { model in
      guard model.files.indices.contains(index) else { return }
      model.files.remove(at: index)
      model.countFiles()
    }
  }

  /// The report as it would be sent now, after redaction, with its bytes. Nothing is saved.
  /// - Throws: ``TellbackError`` with `invalidReport` for a limit, or `unreadableAttachment`.
  public func preview(fields: ReportFields = [:], error: (any Error)? = nil) async throws(TellbackError)
    -> PreparedReport
  {
    let (state, files) = model.withLock { ($0.state, $0.files) }
    do {
      return try await session.prepare(
        state.words, kind: state.kind, page: state.page, contact: state.contact, fields: fields, error: error,
        attachments: files)
    } catch let error as TellbackError {
      throw error
    } catch {
      throw TellbackError(.invalidReport, "The report could not be composed.", cause: error)
    }
  }

  /// Saves the report. The form is over then, and its draft is removed.
  /// - Parameter fields: as of ``Session/report(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)``.
  /// - Throws: what that method throws; nothing was saved then, ``ReportFormState/failure`` says why, and the person can go on.
  @discardableResult
  public func send(fields: ReportFields = [:], error: (any Error)? = nil) async throws(TellbackError) -> ReportReceipt {
    try await finish { () async throws(TellbackError) in try await preview(fields: fields, error: error) }
  }

  /// Saves exactly the bytes that ``preview(fields:error:)`` made.
  /// - Throws: ``TellbackError`` with `queueFull`, `storage` or `closed`; nothing was saved then.
  @discardableResult
  public func send(_ prepared: PreparedReport) async throws(TellbackError) -> ReportReceipt {
    try await finish { () async throws(TellbackError) in prepared }
  }

  /// Counts the person onto a known issue instead of a report of their own; see ``Session/meToo(_:)``. The form is over then.
  /// - Throws: ``TellbackError`` as ``Session/meToo(_:)`` does.
  @discardableResult
  public func meToo(_ issue: KnownIssue) async throws(TellbackError) -> ReportReceipt {
    try await finish { [session] () async throws(TellbackError) in
      try session.core.compose(session.draft(ofKnownIssue: issue))
    }
  }

  /// Ends the form without a report and removes its draft.
  public func cancel() {
    end(as: .cancelled)
  }

  // MARK: Behind it

  private func finish(
    _ prepare: () async throws(TellbackError) -> PreparedReport
  ) async throws(TellbackError) -> ReportReceipt {
    let mayBegin = change { model in
      guard model.state.phase == .writing else { return false }
      model.state.phase = .sending
      model.state.failure = nil
      return true
    }
    guard mayBegin else {
      throw TellbackError(.invalidReport, "The form is sent, being sent, or cancelled; begin a new one.")
    }
    let failure: TellbackError
    do {
      let receipt = try await session.core.report(try await prepare(), isolation: nil)
      await draft.remove()
      end(as: .sent(id: receipt.id, reference: receipt.reference, isDurable: receipt.durable))
      return receipt
    } catch let error as TellbackError {
      failure = error
    } catch {
      failure = TellbackError(.storage, "The report could not be saved.", cause: error)
    }
    change { model in
      // Cancelled meanwhile.
      guard model.state.phase == .sending else { return }
      model.state.phase = .writing
      model.state.failure = failure.message
    }
    throw failure
  }

  private func end(as phase: ReportFormState.Phase) {
    let (listeners, state) = model.withLock { model -> ([AsyncStream<ReportFormState>.Continuation], ReportFormState) in
      guard !model.isOver else { return ([], model.state) }
      model.state.phase = phase
      defer { model.listeners = [:] }
      return (Array(model.listeners.values), model.state)
    }
    for listener in listeners {
      listener.yield(state)
      listener.finish()
    }
    // The task in the background removes the draft and ends.
    wakeUp.signal()
  }

  @discardableResult
  private func change<Value>(_ body: (inout Model) -> Value) -> Value {
    let value = model.withLock { model -> Value in
      let before = model.state
      let value = body(&model)
      if model.state != before { for listener in model.listeners.values { listener.yield(model.state) } }
      return value
    }
    wakeUp.signal()
    return value
  }

  /// Computes and saves what the newest words need. False when the form is over.
  private func follow() async -> Bool {
    while true {
      let (state, revision, isOver) = model.withLock { ($0.state, $0.revision, $0.isOver) }
      if isOver {
        await draft.remove()
        return false
      }
      guard draft.lastRevision.withLock({ $0 }) != revision else { return true }
      draft.lastRevision.withLock { $0 = revision }
      let redacted = session.core.redact(state.words)
      let suggestions = await session.core.suggestions(for: state.words)
      let isKept = await draft.save(
        FormDraft.Content(
          words: redacted.text, kind: state.kind, page: state.page.map { session.core.redact($0).text },
          contact: state.contact))
      publish(redacted, suggestions, isKept, of: revision)
    }
  }

  private func publish(
    _ redacted: (text: String, names: [String]), _ suggestions: [Suggestion], _ isKept: Bool, of revision: Int
  ) {
    model.withLock { model in
      guard !model.isOver else { return }
      let before = model.state
      model.state.redactedWords = redacted.text
      model.state.takenOut = redacted.names
      model.state.suggestions = suggestions
      model.state.isKept = isKept && model.revision == revision
      model.state.isCurrent = model.revision == revision
      if model.state != before { for listener in model.listeners.values { listener.yield(model.state) } }
    }
  }
}

extension Reporter {
  /// See ``Session/form(_:kind:)``.
  /// - Throws: what that method throws.
  public func form(_ name: String = "report", kind: ReportKind = .problem) async throws(TellbackError) -> ReportForm {
    try await session.form(name, kind: kind)
  }
}

extension Session {
  /// Begins a report dialog without pixels, or goes on with the one of this name that was neither sent nor cancelled.
  /// - Parameters:
  ///   - name: tells the dialogs of an app apart, at most 100 bytes; in a service each user has their own.
  ///   - kind: what the person means, until they say otherwise.
  /// - Throws: ``TellbackError`` with `invalidReport` for a name that is too long, `storage` when the queue cannot be read, or
  ///   `closed`.
  public func form(_ name: String = "report", kind: ReportKind = .problem) async throws(TellbackError) -> ReportForm {
    guard name.utf8.count <= 100 else {
      throw TellbackError(.invalidReport, "The form's name has \(name.utf8.count) bytes; the limit is 100 bytes.")
    }
    let draft = FormDraft(core: core, name: (user.map { "\($0)\n" } ?? "") + name)
    return ReportForm(session: self, draft: draft, kind: kind, restored: try await draft.restored())
  }
}
