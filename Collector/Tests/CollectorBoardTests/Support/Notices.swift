// An inbox and mails of every state, with hostile texts.
import CollectorCore
import TellbackWire

func fillInbox(_ store: any StoreWrites, at now: Timestamp) throws {
  let other = Actor.staff(id: 2, name: "Ben <b> \(Hostile.override)")
  let numbers = try store.tickets(TicketQuery(order: .oldest)).tickets.map(\.number).prefix(8)
  for number in numbers {
    try TicketActions(store, now: now.adding(seconds: -1)).follow(number, account: 1)
    try store.append(TicketEvent(ticket: number, at: now, actor: other, kind: .noted, text: "@Ada Keller, look"))
    try store.append(TicketEvent(ticket: number, at: now, actor: .system, kind: .replied))
    try store.append(TicketEvent(ticket: number, at: now, actor: .system, kind: .rated, detail: "5"))
    try store.append(
      TicketEvent(ticket: number, at: now, actor: other, kind: .handedOver, detail: "<script>alert(1)</script>"))
  }
  while try NoticePlanner.hasWork(store) { _ = try NoticePlanner(store, now: now).plan(mails: true) }
  if let newest = try store.notices(ofAccount: 1, in: .all, before: nil, limit: 10).last {
    try store.markRead(notice: newest.id, ofAccount: 1, upTo: newest.id, at: now)
  }
  for place in 0..<3 {
    let id = try store.addMail(
      Mail(
        account: 1, recipient: "elsewhere@example.org", subject: "<b>", text: "T\n", createdAt: now, dueAt: now,
        token: "token-\(place)"))
    let outcomes: [MailOutcome] = [
      .sent, .failed(OutgoingProblem(.mailPutOff, 451, said: "<img src=x>")),
      .refused(OutgoingProblem(.mailRefused, 550, said: Hostile.override)),
    ]
    try MailAttempts(store, now: now).note(outcomes[place], of: id)
  }
}
