// What the fields of a text say, and whether all of them can be filled in: asked before words are sent, and while they are written.
import TellbackWire

/// Looks at words to reporters without sending them. Stateless; it works inside a snapshot or a transaction.
public struct FieldCheck {
  private let store: any StoreReads

  public init(_ store: any StoreReads) { self.store = store }

  /// What the fields say to the reporter of one report, or, without one, to everybody alike. A field without a value is missing.
  public static func values(
    on ticket: Ticket, for report: StoredReport?, by name: String?, version: String? = nil
  ) -> [AnswerField: String] {
    var values: [AnswerField: String] = [:]
    values[.me] = value(name)
    values[.fixedIn] = value(version ?? ticket.fixedIn)
    guard let report else { return values }
    values[.reference] = report.id.reference.description
    // A report that cannot be read names nothing.
    guard let content = try? Report(decoding: report.body) else { return values }
    // An address is no name to greet somebody by.
    let contact = content.contact.flatMap { $0.contains("@") ? nil : $0 }
    values[.reporter] = value(content.user) ?? value(contact)
    values[.version] = value(content.context.appVersion)
    values[.page] = value(content.page)
    return values
  }

  /// Why a text cannot be sent, for whoever writes it; nil when it can.
  public func problem(of text: String, on ticket: Ticket, to report: ReportID?, by actor: Actor) throws -> FieldError? {
    do {
      _ = try prepare(text, on: ticket, to: report, by: actor)
      return nil
    } catch let error as FieldError {
      return error
    }
  }

  /// Fills in what is the same for everybody whom the words are for; throws ``FieldError`` when a field has no value.
  /// What the system says has no fields.
  func prepare(
    _ text: String?, on ticket: Ticket, to id: ReportID?, version: String? = nil, by actor: Actor
  ) throws -> PreparedWords {
    guard let text, let name = actor.name else { return PreparedWords(text: text) }
    let taken = FieldText(text)
    let fields = taken.fields
    guard !fields.isEmpty else { return PreparedWords(text: text) }
    func values(_ report: StoredReport?) -> [AnswerField: String] {
      Self.values(on: ticket, for: report, by: name, version: version)
    }
    if id == nil, fields.contains(where: \.isPersonal) {
      let all = try reachable(on: ticket.number).map { values($0) }
      try Self.check(fields, all.isEmpty ? [values(nil)] : all)
      for own in all { _ = try Self.fitting(taken.filled(own)) }
      return PreparedWords(text: text, hasFields: true)
    }
    let own = values(try id.flatMap { try store.report($0) })
    try Self.check(fields, [own])
    return PreparedWords(text: try Self.fitting(taken.filled(own)))
  }

  /// The reports whose reporters an answer to everybody reaches.
  private func reachable(on number: Int64) throws -> [StoredReport] {
    let limit = Int(FieldLimits.reports)
    let reports = try store.reports(ofTicket: number, offset: 0, limit: limit + 1)
    guard reports.count <= limit else {
      throw FieldError.tooMany(reports: try store.shownTicket(number)?.reportCount ?? Int64(reports.count))
    }
    return reports.filter { $0.installation != nil }
  }

  private static func check(_ fields: Set<AnswerField>, _ values: [[AnswerField: String]]) throws {
    for field in AnswerField.allCases where fields.contains(field) {
      let missing = values.count { $0[field] == nil }
      guard missing == 0 else { throw FieldError.unresolved(field, reporters: missing, of: values.count) }
    }
  }

  private static func fitting(_ text: String) throws -> String {
    guard text.utf8.count <= WireLimits.note else { throw FieldError.tooLong(bytes: text.utf8.count) }
    return text
  }

  private static func value(_ text: String?) -> String? {
    guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
    return text
  }
}
