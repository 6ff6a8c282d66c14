// A form that could not be carried out: what is wrong, with which of its fields, and what was typed. The page shows it again.
import CollectorCore
import CollectorHTTP

struct RefusedForm: Sendable {
  /// The form's id on the page.
  var form: String
  /// The name of the field; empty when it is none of them.
  var field: String
  var message: String
  var values: HTTPForm

  init(form: String, field: String, message: String, values: HTTPForm) {
    self.form = form
    self.field = field
    self.message = message
    self.values = values
  }

  /// Nil for an error that is no fault of what was filled in.
  init?(_ error: any Error, act: TicketAction, values: HTTPForm) {
    guard let (field, message) = Self.place(of: error, act: act, values: values) else { return nil }
    self.init(form: act.form, field: field, message: message, values: values)
  }

  private static func place(
    of error: any Error, act: TicketAction, values: HTTPForm
  ) -> (field: String, message: String)? {
    switch error {
    case TicketError.emptyNote: ("note", (act == .note ? TicketText.noNote : TicketText.noAnswer).text)
    case let error as TicketError:
      if case .noteTooLong = error { ("note", error.sentence) } else { ("", error.sentence) }
    case let error as OwnerError: ("", error.sentence)
    case let error as FormError:
      switch error {
      case .overtaken, .unread: ("", error.sentence)
      case .noRecipient: ("to", error.sentence)
      case .noCause: ("cause", error.sentence)
      case .noOutcome: ("resolution", error.sentence)
      case .noDate: ("until", error.sentence)
      }
    case let error as WaitingError:
      switch error {
      case .noDepartment, .noVersion, .nameTooLong: ("\(values["cause"] ?? "")-name", error.sentence)
      case .noDate, .datePassed: ("until", error.sentence)
      }
    case let error as ResolutionError:
      switch error {
      case .doesNotFit: ("resolution", error.sentence)
      case .reasonNeeded: ("note", error.sentence)
      case .releaseNeeded, .versionTooLong: ("fixed-in", error.sentence)
      }
    case let error as TakeBackError: ("", error.sentence)
    case let error as FieldError: ("note", error.sentence)
    case let error as ApprovalError: ("", error.sentence)
    case let error as ConversationError:
      switch error {
      case .notOnTicket, .outOfReach: (act == .answer ? "to" : "", error.sentence)
      case .badFile: ("files", error.sentence)
      case .noSuchAnswer, .notSentYet, .nobodyWasTold: ("", error.sentence)
      }
    default: nil
    }
  }
}

/// The fields of one form on the page: their values as typed, and what is wrong beside the field that it is wrong with.
struct FormFields: Sendable {
  let form: String
  private let refused: RefusedForm?

  init(_ form: String, _ refused: RefusedForm?) {
    self.form = form
    self.refused = refused?.form == form ? refused : nil
  }

  var isRefused: Bool { refused != nil }

  func value(_ name: String, or fallback: String = "") -> String {
    refused.map { $0.values.text(name) } ?? fallback
  }

  func isChosen(_ name: String, _ value: String, or fallback: Bool = false) -> Bool {
    refused.map { $0.values.values(name).contains(value) } ?? fallback
  }

  /// The attributes that tie a field to what is wrong with it and to its hint; a wrong field has the focus.
  func marks(_ name: String, hint: String? = nil) -> HTML {
    let isWrong = refused?.field == name
    let ids = [isWrong ? errorID(name) : nil, hint].compactMap { $0 }
    return """
      \(.ariaInvalid, optional: isWrong ? "true" : nil)\(.ariaDescribedBy, optional: ids.isEmpty ? nil : ids.joined(separator: " "))\(.autofocus, if: isWrong)
      """
  }

  /// What is wrong with a field, to stand beside it.
  func error(_ name: String) -> HTML? {
    guard let refused, refused.field == name else { return nil }
    return "<p class=\"field-error\" role=\"alert\"\(.id, errorID(name))>\(refused.message)</p>"
  }

  /// What is wrong with none of the fields, to stand above them.
  var error: HTML? { error("") }

  private func errorID(_ name: String) -> String { "\(form)-\(name)-error" }
}
