// What is wrong with a form of a ticket beside what the domain says of it; its German stands with the other refusals.

/// Why a form was not carried out, beside what the domain says.
enum FormError: Error, Sendable, CustomStringConvertible {
  /// Somebody acted since the page was shown.
  case overtaken(by: String?)
  /// A reporter wrote since the page was shown.
  case unread
  case noCause, noOutcome, noDate, noRecipient

  var description: String {
    switch self {
    case .overtaken(let name):
      "\(name ?? "Somebody") changed this ticket after you opened this page. Read what is new below, then send your words if they still fit."
    case .unread:
      "A reporter wrote after you opened this page. Read what is new below, then send your words if they still fit."
    case .noRecipient: "Choose whom the answer is for."
    case .noCause: "Choose what the ticket waits for."
    case .noOutcome: "Choose the outcome."
    case .noDate: "Write the date as year-month-day, such as 2026-12-03."
    }
  }
}
