// The body of a delivery, made at its first attempt and sent unchanged at each. It says what happened with numbers and names of
// staff; words of people only where the endpoint is set to carry them. Notes of staff are in none.
import TellbackWire

/// What the body is made of.
struct WebhookSubject {
  var delivery: WebhookDelivery
  var event: TicketEvent
  var ticket: Ticket
  /// The ticket that it is found as now.
  var shownAs: Int64
  var appName: String?
  /// The board's public address without a slash at its end; nil where it is not known.
  var board: String?
  /// The ticket's title and what was said; nil where the endpoint carries no words.
  var words: (title: String, text: String?)?

  var link: String? { board.map { "\($0)/tickets/\(shownAs)" } }
}

extension WebhookSubject {
  /// By the Standard Webhooks convention: `type`, `timestamp` and `data`.
  func standard() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 1_024)
    writer.object { writer in
      writer.string("type", delivery.type)
      writer.string("timestamp", RFC3339.text(event.at))
      writer.object("data") { write(&$0) }
    }
    return writer.bytes
  }

  private func write(_ writer: inout JSONWriter) {
    writer.integer("event", event.id)
    writer.integer("sequence", optional: delivery.sequence)
    writer.object("app") { writer in
      writer.integer("id", ticket.app.value)
      writer.string("name", optional: appName)
    }
    writer.object("ticket") { writer in
      writer.integer("number", ticket.number)
      writer.integer("foundAs", optional: shownAs == ticket.number ? nil : shownAs)
      writer.string("link", optional: link)
      writer.string("kind", ticket.kind.rawValue)
      writer.string("severity", ticket.severity.word)
      writer.string("component", optional: ticket.component)
      writer.string("state", ticket.state.rawValue)
      writer.string("title", optional: words?.title)
    }
    if case .staff(let id, let name) = event.actor {
      writer.object("by") { writer in
        writer.integer("id", id)
        writer.string("name", name)
      }
    }
    writer.string("from", optional: event.from?.rawValue)
    writer.string("to", optional: event.to?.rawValue)
    writer.string("resolution", optional: event.resolution?.rawValue)
    writer.integer("other", optional: event.other)
    switch event.kind {
    case .helped: writer.bool("helped", true)
    case .notHelped: writer.bool("helped", false)
    case .rated: writer.integer("stars", optional: event.detail.flatMap { Int64($0) })
    case .breached: writer.string("target", optional: event.detail)
    default: break
    }
    writer.string("text", optional: words?.text)
  }

  /// One line, and the words below it.
  func slack() -> [UInt8] {
    let name = "#\(ticket.number)"
    let title = words.map { " \(SlackText.escaped($0.title))" } ?? ""
    let linked = link.map { "<\($0)|\(name)\(title)>" } ?? name + title
    var text = "\(appName.map { "*\(SlackText.escaped($0))* " } ?? "")\(linked) \(sentence)"
    if let said = words?.text { text += "\n" + SlackText.quoted(said) }
    return SlackText.body(text)
  }

  private var sentence: String {
    let by: String
    if case .staff(_, let name) = event.actor { by = " by \(SlackText.escaped(name))" } else { by = "" }
    switch event.kind {
    case .opened: return "was opened: \(ticket.kind.rawValue), \(ticket.severity.word)"
    case .splitFrom: return "was split off\(by)"
    case .claimed, .tookOver: return "was claimed\(by)"
    case .answered: return "was answered\(by)"
    case .replied: return "has a reply of its reporter"
    case .mergedInto: return "was merged into #\(event.other ?? shownAs)\(by)"
    case .helped: return "helped its reporter"
    case .notHelped: return "did not help its reporter"
    case .rated: return "was rated \(event.detail ?? "?") of 5"
    case .breached: return "missed its target: \((event.detail ?? "?").replacing("_", with: " "))"
    case .moved:
      switch event.to {
      case .open: return "is open again\(by)"
      case .waiting: return "waits\(by)"
      case .resolved: return "was resolved\(by)"
      case nil: return "was moved\(by)"
      }
    default: return "changed\(by)"
    }
  }
}

/// Text as Slack reads it.
enum SlackText {
  /// The three characters that Slack reads as markup of its own.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  static func quoted(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { "> " + escaped(String($0)) }
      .joined(separator: "\n")
  }

  static func body(_ text: String) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: text.utf8.count + 32)
    writer.object { $0.string("text", text) }
    return writer.bytes
  }
}

extension Severity {
  fileprivate var word: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }
}

/// A moment as RFC 3339 has it, in UTC with milliseconds.
public enum RFC3339 {
  public static func text(_ moment: Timestamp) -> String {
    // What a clock in the field says may lie outside the calendar; this is the collector's own.
    let milliseconds = min(max(moment.milliseconds, 0), 253_402_300_799_999)
    let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000)
    let (day, inDay) = (CivilDay(number: Int(seconds / 86_400)), seconds % 86_400)
    return day.text
      + "T\(padded(inDay / 3_600, 2)):\(padded(inDay % 3_600 / 60, 2)):\(padded(inDay % 60, 2)).\(padded(rest, 3))Z"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
