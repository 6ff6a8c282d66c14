// The badge of a ticket's severity, which is also where it is changed: a press shows the four, another one sets it.
import CollectorCore
import TellbackWire

struct SeverityMenu: Sendable {
  let ticket: Ticket
  let viewer: Viewer

  var html: HTML {
    guard viewer.may(.move) else { return Marks.severity(ticket.severity) }
    let choices = Severity.allCases.reversed().map { severity -> HTML in
      """
      <button type="submit" name="severity"\(.value, severity.word)\(.ariaCurrent, optional: severity == ticket.severity ? "true" : nil)>\(Marks.severity(severity))</button>
      """
    }
    return """
      <details class="menu"><summary><span class="unseen">\(KitText.severity): </span>\(Marks.severity(ticket.severity))</summary>
      <form method="post"\(.action, Link("tickets", String(ticket.number), "triage"))>\(Field.token(viewer))\(choices)</form></details>
      """
  }
}
