// What becomes of a report, in the words of the shop.
import Tellback

extension ReportState {
  /// One line for the customer.
  var words: String {
    switch self {
    case .saved: "saved on this computer"
    case .sent: "sent to us"
    case .accepted: "we have it"
    case .onTicket(let number): "on ticket #\(number)"
    case .lookedAt(let by): "\(by ?? "somebody") is looking at it"
    case .answered(let note, let by): "\(by ?? "we") answered: \(note)"
    case .fixed(let note, let by): "fixed\(by.map { " by \($0)" } ?? "")\(note.map { ": \($0)" } ?? "")"
    case .reopened(let note): "taken up again\(note.map { ": \($0)" } ?? "")"
    case .refused(_, let why): "could not be taken: \(why)"
    case .attachmentShed(let name, let why): "went without \(name): \(why)"
    }
  }
}

extension SyncCondition {
  /// One line for the customer; nil when there is nothing to say.
  var words: String? {
    switch self {
    case .idle, .healthy: nil
    case .waiting(let why): "We cannot be reached just now (\(why)); what you write is kept and sent later."
    case .rejected(let status, let why): "We refuse this app's key (\(status), \(why)); what you write is kept."
    case .gone: "This version of the shop is no longer supported; what you write is kept."
    }
  }
}

extension PreparedReport {
  /// What would be sent, line by line, for the customer to read before saying yes.
  var previewLines: [String] {
    var lines = ["kind      \(report.kind.rawValue)"]
    lines += report.text.split(separator: "\n").enumerated().map { ($0 == 0 ? "words     " : "          ") + $1 }
    if let page = report.page { lines.append("page      \(page)") }
    if let user = report.user { lines.append("customer  \(user)") }
    if let contact = report.contact { lines.append("contact   \(contact)") }
    if let error = report.error { lines.append("error     \(error.type): \(error.message)") }
    for field in report.fields { lines.append("field     \(field.key) = \(field.value.words)") }
    for step in report.steps { lines.append("step      \(step.page ?? "") \(step.text)") }
    let context = report.context
    let facts = [context.appVersion, context.osName, context.osVersion, context.device, context.timeZone]
    let known = facts.compactMap { $0 }
    if !known.isEmpty { lines.append("computer  \(known.joined(separator: ", "))") }
    return lines
  }
}

extension FieldValue {
  fileprivate var words: String {
    switch self {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .bool(let flag): flag ? "yes" : "no"
    case .date(let moment): "\(moment.milliseconds) ms since 1970"
    }
  }
}
