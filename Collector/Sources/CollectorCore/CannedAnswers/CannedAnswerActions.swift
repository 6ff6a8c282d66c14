// What staff do with canned answers.
import TellbackWire

/// Why a canned answer was not kept.
public enum CannedAnswerError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchAnswer
  case notYourApp
  case noName
  case nameTooLong(bytes: Int)
  case nameTaken(String)
  case tooMany
  case noText
  case tooManyTexts(Int)
  /// `text` counts from 1.
  case badLanguage(String, text: Int)
  case emptyText(Int)
  case textTooLong(bytes: Int, text: Int)
  case segmentTooLong(bytes: Int, text: Int)
  case doubled(language: String, text: Int)
  /// Somebody without a segment would get nothing.
  case onlySegments
  case tooManyBytes(Int)

  /// The text that is wrong, from 1; nil when it is none of them.
  public var text: Int? {
    switch self {
    case .badLanguage(_, let text), .emptyText(let text), .textTooLong(_, let text), .segmentTooLong(_, let text),
      .doubled(_, let text):
      text
    default: nil
    }
  }

  public var description: String {
    switch self {
    case .noSuchAnswer: "There is no such canned answer any more."
    case .notYourApp: "A canned answer for all apps, or for an app that you do not see, is not yours to change."
    case .noName: "Give the answer a name."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(CannedAnswer.nameLimit) bytes."
    case .nameTaken(let name): "There is a canned answer of the name \"\(name)\" already."
    case .tooMany: "There are \(CannedAnswer.limit) canned answers already, which is the limit; delete one first."
    case .noText: "Write at least one text."
    case .tooManyTexts(let count): "These are \(count) texts; the limit is \(CannedAnswer.textLimit)."
    case .badLanguage(let tag, _):
      tag.isEmpty
        ? "Say in which language the text is, such as de or pt-BR."
        : "Write the language as a tag such as de or pt-BR; this is \"\(tag)\"."
    case .emptyText: "Write the text for this language, or take its language away."
    case .textTooLong(let bytes, _): "The text has \(bytes) bytes; the limit is \(WireLimits.note) bytes."
    case .segmentTooLong(let bytes, _): "The segment has \(bytes) bytes; the limit is \(WireLimits.segment) bytes."
    case .doubled(let language, _): "There are two texts in \(language) for the same reporters; join them."
    case .onlySegments: "Write one text without a segment: others would get nothing."
    case .tooManyBytes(let bytes):
      "With this text all canned answers have \(bytes) bytes; the limit is \(CannedAnswer.bytesLimit) bytes."
    }
  }
}

/// Makes, changes and deletes canned answers. Stateless; it works inside a transaction of the store.
public struct CannedAnswerActions {
  private let store: any StoreWrites
  private let now: Timestamp
  private let editor: AuditActor
  private let apps: AppScope

  /// `apps` are those that the editor sees: an answer for all apps is changed by who sees all.
  public init(_ store: any StoreWrites, now: Timestamp, by editor: AuditActor, apps: AppScope) {
    self.store = store
    self.now = now
    self.editor = editor
    self.apps = apps
  }

  /// Keeps a new answer (``CannedAnswer/id`` is 0), or changes the one with this id. Texts without words and language are left
  /// out. Gives back the id.
  @discardableResult
  public func save(_ answer: CannedAnswer) throws -> Int64 {
    var answer = answer
    if answer.id != 0 { _ = try find(answer.id) }
    guard maySee(answer.app) else { throw CannedAnswerError.notYourApp }
    answer.name = try Self.checked(name: answer.name)
    answer.texts = try Self.checked(answer.texts)
    (answer.changedAt, answer.changedBy) = (now, editor.name)
    if let other = try store.cannedAnswer(named: answer.name, app: answer.app), other.id != answer.id {
      throw CannedAnswerError.nameTaken(answer.name)
    }
    let others = try store.cannedAnswers(in: .all).filter { $0.id != answer.id }
    guard others.count < CannedAnswer.limit else { throw CannedAnswerError.tooMany }
    let bytes = others.reduce(answer.bytes) { $0 + $1.bytes }
    guard bytes <= CannedAnswer.bytesLimit else { throw CannedAnswerError.tooManyBytes(bytes) }
    let id = try store.saveCannedAnswer(answer)
    try audit(.cannedAnswerSaved, answer)
    return id
  }

  public func delete(_ id: Int64) throws {
    let answer = try find(id)
    guard try store.deleteCannedAnswer(id) else { throw CannedAnswerError.noSuchAnswer }
    try audit(.cannedAnswerDeleted, answer)
  }

  /// The answer as it is. One for an app that is not seen is one that is not there.
  private func find(_ id: Int64) throws -> CannedAnswer {
    guard let answer = try store.cannedAnswer(id), answer.app.map(apps.contains) ?? true else {
      throw CannedAnswerError.noSuchAnswer
    }
    guard maySee(answer.app) else { throw CannedAnswerError.notYourApp }
    return answer
  }

  private func maySee(_ app: AppID?) -> Bool { app.map(apps.contains) ?? (apps == .all) }

  private func audit(_ act: AuditAct, _ answer: CannedAnswer) throws {
    try store.audit(AuditEntry(at: now, act: act, by: editor, app: answer.app, subject: answer.name))
  }

  private static func checked(name text: String) throws -> String {
    let name = text.singleSpaced
    guard !name.isEmpty else { throw CannedAnswerError.noName }
    guard name.utf8.count <= CannedAnswer.nameLimit else {
      throw CannedAnswerError.nameTooLong(bytes: name.utf8.count)
    }
    return name
  }

  private static func checked(_ texts: [CannedText]) throws -> [CannedText] {
    var found: [CannedText] = []
    for (index, text) in texts.enumerated() {
      let place = index + 1
      let locale = text.locale.singleSpaced
      let isEmpty = !text.text.contains { !$0.isWhitespace }
      if isEmpty, locale.isEmpty { continue }
      guard !isEmpty else { throw CannedAnswerError.emptyText(place) }
      guard let tag = LanguageTag(locale) else { throw CannedAnswerError.badLanguage(locale, text: place) }
      guard text.text.utf8.count <= WireLimits.note else {
        throw CannedAnswerError.textTooLong(bytes: text.text.utf8.count, text: place)
      }
      let segment = (text.segment ?? "").split { $0.isNewline }.joined(separator: " ")
      guard segment.utf8.count <= WireLimits.segment else {
        throw CannedAnswerError.segmentTooLong(bytes: segment.utf8.count, text: place)
      }
      let own = segment.contains { !$0.isWhitespace } ? segment : nil
      guard !found.contains(where: { $0.locale == tag.text && $0.segment == own }) else {
        throw CannedAnswerError.doubled(language: tag.text, text: place)
      }
      found.append(CannedText(locale: tag.text, segment: own, text: text.text))
    }
    guard !found.isEmpty else { throw CannedAnswerError.noText }
    guard found.count <= CannedAnswer.textLimit else { throw CannedAnswerError.tooManyTexts(found.count) }
    guard found.contains(where: { $0.segment == nil }) else { throw CannedAnswerError.onlySegments }
    return found
  }
}
