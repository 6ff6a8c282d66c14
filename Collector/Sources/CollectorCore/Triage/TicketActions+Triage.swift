// Setting what a ticket is about. What was proposed and what was chosen is counted, so that proposals get better or quieter.
import TellbackWire

extension TicketActions {
  /// The longest name of a component, in bytes.
  public static let componentLimit = 100

  /// Sets component, kind and severity; nothing changes where they are the same. An empty component is none.
  public func triage(
    _ number: Int64, component: String?, kind: ReportKind, severity: Severity, by actor: Actor
  ) throws {
    let ticket = try find(number)
    let name = component?.singleSpaced ?? ""
    guard name.utf8.count <= Self.componentLimit else { throw TicketError.componentTooLong(bytes: name.utf8.count) }
    let chosenComponent = name.isEmpty ? nil : name
    try count(
      [
        (.component, chosenComponent ?? ""), (.kind, kind.rawValue), (.severity, String(severity.rawValue)),
      ], for: ticket)
    var changes: [String] = []
    if ticket.component != chosenComponent { changes.append("component \(chosenComponent ?? "none")") }
    if ticket.kind != kind { changes.append("kind \(kind.rawValue)") }
    if ticket.severity != severity {
      changes.append("severity \(severity)")
      // A rule raises it no more.
      if case .staff = actor { try store.noteSeverityDecided(ofTicket: ticket.number) }
    }
    guard !changes.isEmpty else { return }
    try store.classify(
      ticket: ticket.number, component: chosenComponent, kind: kind, severity: severity, at: now)
    try store.append(
      TicketEvent(
        ticket: ticket.number, at: now, actor: actor, kind: .triaged, text: changes.joined(separator: ", ")))
    try refreshClocks(of: ticket.number)
  }

  private func count(_ chosen: [(TriageField, String)], for ticket: Ticket) throws {
    let proposals = try TriageAdvisor.proposals(for: ticket, in: store)
    for (field, value) in chosen {
      guard let proposed = proposals.first(where: { $0.field == field })?.value else { continue }
      try store.countTriage(field, proposed: proposed, chosen: value, app: ticket.app)
    }
  }
}
