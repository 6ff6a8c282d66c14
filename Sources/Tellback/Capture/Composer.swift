// Composes a report from text, steps and context, redacts it and checks every limit. Pure apart from the clock and random numbers.
import TellbackWire

/// The input for one report.
struct Draft: Sendable {
  var text: String
  var kind: ReportKind
  var page: String?
  var user: String?
  var contact: String?
  var segment: String?
  var locale: String?
  var fields: [ReportField]
  var steps: [Step]
  var error: ReportedError?
  var groupingKey: String? = nil
  var files: [QueueItem.File]
  /// Set for "me too".
  var knownIssue: Int64? = nil
}

struct Composer: Sendable {
  let redactor: Redactor
  let context: ContextSource
  let time: any TimeSource
  let random: any RandomSource

  /// Throws for the limit that the report breaks. Text that a person wrote is never cut.
  func compose(_ draft: Draft, consent: Consent) throws(TellbackError) -> PreparedReport {
    let now = time.now()
    var report = Report(
      id: ReportID(at: now, random: (random.next(), random.next())), capturedAt: now, kind: draft.kind,
      text: redactor.redact(draft.text), page: draft.page.map { redact($0, within: WireLimits.page) }, user: draft.user,
      contact: draft.contact, segment: draft.segment, locale: draft.locale)
    if consent.automaticContext { report.context = context.current }
    report.fields = draft.fields.map(redact)
    if consent.steps { report.steps = draft.steps.map(redact) }
    report.error = draft.error.map(redact)
    report.attachments = draft.files.map {
      AttachmentInfo(
        name: redact($0.name, within: WireLimits.attachmentName), type: $0.type, bytes: Int64($0.data.count))
    }
    report.knownIssue = draft.knownIssue
    report.groupingKey = draft.groupingKey.map { redact($0, within: WireLimits.groupingKey) }
    return try finish(report, draft.files)
  }

  /// Applies the same rules to a report that was written elsewhere. Its id, moment and context stay as they are.
  func recompose(_ original: Report) throws(TellbackError) -> PreparedReport {
    var report = original
    report.text = redactor.redact(original.text)
    report.page = original.page.map { redact($0, within: WireLimits.page) }
    report.fields = original.fields.map(redact)
    report.steps = original.steps.map(redact)
    report.error = original.error.map(redact)
    report.groupingKey = original.groupingKey.map { redact($0, within: WireLimits.groupingKey) }
    report.attachments = []
    return try finish(report, [])
  }

  private func finish(_ redacted: Report, _ given: [QueueItem.File]) throws(TellbackError) -> PreparedReport {
    var report = redacted
    do {
      try report.validate()
    } catch let error as WireError {
      throw .invalidReport(error)
    } catch {
      throw TellbackError(.invalidReport, "The report was not saved.", cause: error)
    }
    let bytes = try encode(&report)
    var files = given
    for (index, info) in report.attachments.enumerated() { files[index].name = info.name }
    return PreparedReport(report: report, bytes: bytes, files: files)
  }

  /// Encodes the report. When it is too large, the oldest steps are left out, and a step says how many.
  private func encode(_ report: inout Report) throws(TellbackError) -> [UInt8] {
    let steps = report.steps
    var left = steps.count
    var bytes = report.encoded()
    while bytes.count > WireLimits.reportBytes, left > 0 {
      left /= 2
      report.steps = Array(steps.suffix(left))
      let mark = "…[\(steps.count - left) earlier steps left out: the report was too large]"
      report.steps.insert(Step(at: report.capturedAt, text: mark), at: 0)
      bytes = report.encoded()
    }
    guard bytes.count <= WireLimits.reportBytes else {
      throw TellbackError(
        .invalidReport,
        "The report was not saved: it has \(bytes.count) bytes; the limit is \(WireLimits.reportBytes) bytes.")
    }
    return bytes
  }

  /// A page as a report names it.
  func redact(page: String) -> String { redact(page, within: WireLimits.page) }

  /// Redacts a text. A text within its limit stays within it, also where a replacement is longer than what it replaces.
  private func redact(_ text: String, within limit: Int) -> String {
    let redacted = redactor.redact(text)
    return text.utf8.count <= limit ? redacted.cut(toBytes: limit) : redacted
  }

  private func redact(_ step: Step) -> Step {
    Step(
      at: step.at, page: step.page.map { redactor.redact($0).cut(toBytes: WireLimits.page) },
      text: redactor.redact(step.text).cut(toBytes: WireLimits.stepText))
  }

  private func redact(_ field: ReportField) -> ReportField {
    if let name = redactor.redaction(of: field) { return ReportField(field.key, .text(name)) }
    guard case .text(let text) = field.value else { return field }
    return ReportField(field.key, .text(redact(text, within: WireLimits.fieldText)))
  }

  private func redact(_ error: ReportedError) -> ReportedError {
    ReportedError(
      type: error.type.cut(toBytes: WireLimits.errorType),
      message: redactor.redact(error.message).cut(toBytes: WireLimits.errorMessage),
      frames: error.frames.map { redactor.redact($0).cut(toBytes: WireLimits.errorFrame) })
  }
}
