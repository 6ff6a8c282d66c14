// Endpoints with deliveries of every state, and hostile texts in each field that can hold one.
import CollectorCore
import TellbackWire

func fillWebhooks(_ store: any StoreWrites, at now: Timestamp) throws {
  let admin = WebhookActions(store, now: now, by: .command)
  guard let secret = WebhookSecret([UInt8](repeating: 7, count: 32)) else { return }
  for name in ["Chat \(Hostile.override)", "Build server <b>"] {
    _ = try admin.create(
      WebhookSettings(name: name, url: "https://hooks.example.com/a?b=%3Cscript%3E", carriesWords: true),
      secret: secret, allowsPlain: false)
  }
  for number in try store.tickets(TicketQuery(order: .oldest)).tickets.map(\.number).prefix(8) {
    try TicketActions(store, now: now).note(number, text: "seen", by: .system)
    let event = try store.newestEvents(ofTicket: number, limit: 1).last?.id
    try store.addDelivery(
      WebhookDelivery(
        webhook: 1, type: WebhookEvent.opened.rawValue, event: event, ticket: number, createdAt: now, dueAt: now))
  }
  let taken = try WebhookAttempts(store, now: now, board: "https://desk.example.com")
    .take(except: [], busy: [:], limit: 4)
  let outcomes = [
    WebhookAttempt(status: 200, answer: "ok"),
    WebhookAttempt(status: 500, answer: "<img src=x onerror=alert(1)>", problem: OutgoingProblem(.answered, 500)),
    WebhookAttempt(problem: OutgoingProblem(.noAnswer, said: "Timeout was reached.")), WebhookAttempt(status: 204),
  ]
  for (dispatch, outcome) in zip(taken, outcomes) {
    try WebhookAttempts(store, now: now, board: nil).note(outcome, of: dispatch.delivery.id, spread: 0)
  }
  try admin.rotate(1, secret: secret)
  try admin.test(2)
  try admin.disable(2)
}
