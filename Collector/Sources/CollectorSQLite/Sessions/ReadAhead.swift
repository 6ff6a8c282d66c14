// Answers of a database server that were asked for before they were needed, many at once: a link with a delay is paid once for all
// of them. Invariant: an answer is given only while no write came after it, but such of which their caller says that they change no
// answer. Whoever says so where it is not true gets old answers, so it is said of few statements: those of the digest.
import CollectorCore
import TellbackSQLite

/// Confined like its database.
struct ReadAhead {
  /// Questions that follow from answers are followed so far.
  static let rounds = 8

  private var answers: [Question: ServerRows] = [:]
  /// What is asked while a body runs, in its order; nil while none does.
  private var asked: [Question]?
  private var isAsked: Set<Question> = []
  private(set) var generation = 0

  /// The rows of a query; nil while a body asks ahead and they are not known.
  mutating func rows(_ sql: String, _ values: [SQLiteValue], of session: any DatabaseSession) throws -> ServerRows? {
    guard asked != nil || !answers.isEmpty else { return ServerRows(try session.perform(sql, values)) }
    let question = Question(sql: sql, values: values)
    if let known = answers[question] { return known }
    guard asked != nil else { return ServerRows(try session.perform(sql, values)) }
    if isAsked.insert(question).inserted { asked?.append(question) }
    return nil
  }

  mutating func begin() throws {
    guard asked == nil else { throw StoreError.failed("Who asks ahead asks already.") }
    (asked, isAsked) = ([], [])
  }

  /// What is to be asked.
  mutating func end() -> [(sql: String, values: [SQLiteValue])] {
    defer { (asked, isAsked) = (nil, []) }
    return (asked ?? []).map { ($0.sql, $0.values) }
  }

  mutating func keep(_ rows: [any ServerResult], of questions: [(sql: String, values: [SQLiteValue])]) {
    for (question, rows) in zip(questions, rows) {
      answers[Question(sql: question.sql, values: question.values)] = ServerRows(rows)
    }
  }

  mutating func noteWrite(readsHold: Bool) throws {
    guard asked == nil else { throw StoreError.failed("Who asks ahead writes nothing.") }
    if !readsHold { forgetAll() }
  }

  mutating func forget(_ sql: String, _ values: [SQLiteValue]) {
    if !answers.isEmpty { answers[Question(sql: sql, values: values)] = nil }
  }

  mutating func forgetAll() {
    generation &+= 1
    forgetAnswers()
  }

  mutating func forgetAnswers() {
    if !answers.isEmpty { answers.removeAll() }
  }
}

/// A statement with its values.
private struct Question: Hashable {
  var sql: String
  var values: [SQLiteValue]

  /// Texts are compared as bytes: Swift takes NFC and NFD for the same, the server does not.
  static func == (one: Question, other: Question) -> Bool {
    one.values.count == other.values.count && one.sql == other.sql
      && zip(one.values, other.values).allSatisfy { one, other in
        if case .text(let one) = one, case .text(let other) = other { return one.utf8.elementsEqual(other.utf8) }
        return one == other
      }
  }

  /// The values tell questions apart; the texts of statements are long, and few.
  func hash(into hasher: inout Hasher) {
    hasher.combine(sql.utf8.count)
    for value in values {
      switch value {
      case .null: hasher.combine(0)
      case .integer(let number): hasher.combine(number)
      case .real(let number): hasher.combine(number)
      case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
      case .blob(let bytes): hasher.combine(bytes)
      }
    }
  }
}
