// What was filled in for many tickets, read whole before anything is done: what is wrong comes back beside its field.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// What is wrong with the form, and with which of its fields.
struct BulkFormError: Error {
  var field: String
  var message: String

  init(_ field: String, _ message: String) {
    self.field = field
    self.message = message
  }

  init(_ field: String, _ phrase: Phrase) { self.init(field, phrase.text) }
}

struct BulkForm: Sendable {
  let act: BulkAct
  let form: HTTPForm

  /// As they were chosen, each once.
  var tickets: [Int64] {
    var seen: Set<Int64> = []
    return form.values("ticket").compactMap { Int64($0) }.filter { $0 > 0 && seen.insert($0).inserted }
  }

  /// The newest event of each ticket that the page had shown, as `42:901 43:880`: one field, since a form has not many.
  static func seenText(_ seen: [Int64: Int64]) -> String {
    seen.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
  }

  var seen: [Int64: Int64] {
    (form["seen"] ?? "").split(separator: " ").reduce(into: [:]) { seen, pair in
      let parts = pair.split(separator: ":").compactMap { Int64($0) }
      if parts.count == 2 { seen[parts[0]] = parts[1] }
    }
  }

  func verb() throws(BulkFormError) -> BulkVerb {
    let note = form.text("note")
    guard note.utf8.count <= WireLimits.note else {
      throw BulkFormError("note", TicketError.noteTooLong(bytes: note.utf8.count).sentence)
    }
    switch act {
    case .claim: return .claim
    case .tag: return try tags()
    case .severity:
      guard let severity = form["severity"].flatMap(Severity.init(word:)) else {
        throw BulkFormError("severity", BulkText.noSeverity)
      }
      return .severity(severity)
    case .wait: return .wait(try waiting(), note: note)
    case .resolve: return try resolution(note)
    case .merge:
      guard tickets.count > 1 else { throw BulkFormError("", BulkText.twoTickets) }
      guard let keep = form["keep"].flatMap({ Int64($0) }), tickets.contains(keep) else {
        throw BulkFormError("keep", BulkText.noSurvivor)
      }
      return .merge(survivor: keep)
    case .handOver:
      guard let receiver = OwnerRoutes.receiver(form["to"]) else { throw BulkFormError("to", BulkText.noReceiver) }
      return .handOver(receiver, note: note)
    case .answer:
      if note.contains(where: { !$0.isWhitespace }) { return .answer(.typed(note)) }
      guard let canned = form["canned"].flatMap({ Int64($0) }) else { throw BulkFormError("note", BulkText.noWords) }
      return .answer(.canned(canned))
    }
  }

  private func tags() throws(BulkFormError) -> BulkVerb {
    var lists: [[String]] = []
    for field in ["add", "remove"] {
      do { lists.append(try TicketTag.checked(RuleForm.tags(form[field] ?? ""))) } catch {
        throw BulkFormError(field, (error as? TagError)?.sentence ?? BulkText.noTags.text)
      }
    }
    guard !lists[0].isEmpty || !lists[1].isEmpty else { throw BulkFormError("add", BulkText.noTags) }
    return .tag(add: lists[0], remove: lists[1])
  }

  private func waiting() throws(BulkFormError) -> Waiting {
    do { return try TicketForm.waiting(form) } catch {
      guard let refused = RefusedForm(error, act: .wait, values: form) else {
        throw BulkFormError("cause", FormError.noCause.sentence)
      }
      throw BulkFormError(refused.field, refused.message)
    }
  }

  private func resolution(_ note: String) throws(BulkFormError) -> BulkVerb {
    guard let kind = form["resolution"].flatMap(ResolutionKind.init(rawValue:)), kind != .noAnswer else {
      throw BulkFormError("resolution", FormError.noOutcome.sentence)
    }
    if kind.needsReason, !note.contains(where: { !$0.isWhitespace }) {
      throw BulkFormError("note", BulkText.noReason)
    }
    guard kind == .code else { return .resolve(kind, nil, note: note) }
    do { return .resolve(kind, try TicketForm.release(form), note: note) } catch {
      throw BulkFormError("fixed-in", ResolutionError.releaseNeeded.sentence)
    }
  }
}
