// Trackers with issues of every state, and hostile texts in each field that can hold one.
import CollectorCore
import TellbackWire

func fillTrackers(_ store: any StoreWrites, at now: Timestamp) throws {
  let tickets = try store.tickets(TicketQuery(order: .reporters)).tickets
  guard let app = tickets.first?.app else { return }
  let tracker = try TrackerActions(store, now: now, by: .command).create(
    TrackerSettings(
      name: "GitHub \(Hostile.override)", kind: .github, address: "https://github.com", project: "acme/shop",
      label: "<b>bug", body: "{link}\n\n\(Hostile.script)"),
    app: app, token: "ghp_x", hookSecret: String(repeating: "a", count: 64), allowsPlain: false)
  let own = tickets.filter { $0.app == app && $0.state != .resolved && $0.holder.owner == nil }.prefix(5)
  let outcomes: [TrackerOutcome.Result] = [
    .issue(IssueFacts(number: 1, isClosed: true, version: "2.1 \(Hostile.override)", closedAt: now), etag: nil),
    .issue(IssueFacts(number: 2), etag: nil),
    .failed(TrackerFailure(.refused, OutgoingProblem(.issueRefused, 422, said: Hostile.script), status: 422)),
    .failed(TrackerFailure(.unknown, OutgoingProblem(.noAnswer, said: "Timeout was reached."))),
    .issue(IssueFacts(number: 5, isClosed: true, isNotPlanned: true, closedAt: now), etag: nil),
  ]
  for (index, (ticket, outcome)) in zip(own, outcomes).enumerated() {
    let marker = String(repeating: "0123456789abcdef"[index], count: 32)
    let id = try TicketActions(store, now: now).openIssue(
      of: ticket.number, on: tracker.id, title: "<b>\(Hostile.override)", body: "x", marker: marker,
      by: .staff(id: 1, name: "Ada \(Hostile.override)"))
    _ = try TrackerWork(store, now: now).take(except: [], limit: 1)
    try TrackerWork(store, now: now).note(TrackerOutcome(outcome), of: id, tracker: tracker.id, spread: 0)
  }
}

extension String {
  fileprivate subscript(place: Int) -> Character { Array(self)[place % count] }
}
