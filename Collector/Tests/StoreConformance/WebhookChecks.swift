// Webhooks: what endpoints are told is derived from the history, once, in the order of each ticket.
import CollectorCore
import TellbackWire

private func secret(_ byte: UInt8) throws -> WebhookSecret {
  try unwrap(WebhookSecret([UInt8](repeating: byte, count: 32)))
}

extension StoreWrites {
  fileprivate func addEndpoint(_ change: (inout WebhookSettings) -> Void = { _ in }) throws -> Int64 {
    var settings = WebhookSettings(name: "chat", url: "https://hooks.example.com/x")
    change(&settings)
    return try WebhookActions(self, now: start, by: .command)
      .create(settings, secret: try secret(1), allowsPlain: false).id
  }

  /// Takes what is due, as bodies.
  fileprivate func take(_ seconds: Int64 = 0, except: Set<Int64> = []) throws -> [WebhookDispatch] {
    try WebhookAttempts(self, now: start.adding(seconds: seconds), board: "https://desk.example.com")
      .take(except: except, busy: [:], limit: 100)
  }

  fileprivate func plan(_ seconds: Int64 = 0) throws -> Int {
    try WebhookPlanner(self, now: start.adding(seconds: seconds)).plan()
  }
}

private func text(_ dispatch: WebhookDispatch) -> String { String(decoding: dispatch.body, as: UTF8.self) }

extension StoreCheck {
  static let webhookChecks: [StoreCheck] = [
    StoreCheck("an endpoint is kept as it was set, with its apps, its secrets and its place in the history") { store in
      let app = try await store.makeApp()
      _ = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        _ = try store.makeStaff("Ann")
        try TicketActions(store, now: start).note(1, text: "before", by: .system)
        let id = try store.addEndpoint {
          $0.apps = .app(app)
          $0.events = [.opened, .rated]
          $0.format = .slack
          $0.carriesWords = true
        }
        let kept = try unwrap(try store.webhook(id))
        try expectEqual(kept.settings.apps, .app(app))
        try expectEqual(kept.settings.events, [.opened, .rated])
        try expect(kept.settings.format == .slack && kept.settings.carriesWords && kept.isEnabled)
        try expectEqual(kept.cursor, try store.newestEvent(in: .all))
        try expectEqual(try store.webhooks(), [kept])
        let actions = WebhookActions(store, now: start, by: .command)
        try actions.rotate(id, secret: try secret(2))
        let rotated = try unwrap(try store.webhook(id))
        try expectEqual(rotated.secrets(at: start), [try secret(2), try secret(1)])
        try expectEqual(rotated.secrets(at: start.adding(seconds: Webhook.rotationSeconds)), [try secret(2)])
        try actions.endOldSecret(id)
        try expectEqual(try store.webhook(id)?.secrets(at: start), [try secret(2)])
        try actions.save(WebhookSettings(name: "other", url: "https://b.example.com/"), of: id, allowsPlain: false)
        try expectEqual(try store.webhook(id)?.settings.apps, .all)
        try actions.delete(id)
        try expectEqual(try store.webhooks(), [])
      }
    },
    StoreCheck("each event is told once, to those who asked for it, of apps that they hear of") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      try await store.write { store in
        _ = try store.makeStaff("Ann")
        _ = try store.addEndpoint()
        _ = try store.addEndpoint { $0.apps = .app(other) }
        _ = try store.addEndpoint { $0.events = [.claimed] }
      }
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        let ann = Actor.staff(id: 1, name: "Ann")
        try store.append(TicketEvent(ticket: number, at: start, actor: .system, kind: .opened, report: reportID(1)))
        let actions = TicketActions(store, now: start)
        try actions.claim(number, by: ann)
        try actions.note(number, text: "a note of staff", by: ann)
        try actions.answer(number, note: "We know", by: ann)
        try expect(try WebhookPlanner.hasWork(store))
        try expectEqual(try store.plan(), 4)
        try expectEqual(try store.plan(), 0)
        try expect(try !WebhookPlanner.hasWork(store))
        // Of one ticket only the oldest may go; the one who asked for claims alone begins with it.
        let first = try store.take()
        try expectEqual(first.map(\.delivery.type), ["ticket.opened", "ticket.claimed"])
        try expectEqual(first.map(\.delivery.sequence), [1, 1])
        // What waits for its answer holds up what follows on the same ticket.
        try expect(try store.take(except: Set(first.map(\.delivery.id))).isEmpty)
        try expectEqual(try store.take().map(\.body), first.map(\.body))
        let body = text(first[0])
        try expect(body.contains("\"link\":\"https://desk.example.com/tickets/\(number)\""), body)
        try expect(!body.contains("It broke") && !body.contains("a note of staff"), body)
        let attempts = WebhookAttempts(store, now: start, board: nil)
        try attempts.note(WebhookAttempt(status: 200, answer: "ok"), of: first[0].delivery.id, spread: 0)
        let second = try store.take(except: [first[1].delivery.id])
        try expectEqual(second.map(\.delivery.type), ["ticket.claimed"])
        try expectEqual(second.first?.delivery.sequence, 2)
        try expectEqual(try store.deliveryCounts(ofWebhook: 1), WebhookCounts(waiting: 2, delivered: 1))
      }
    },
    StoreCheck("a failed attempt is made again later, holds up its own ticket alone, and ends after three days") {
      store in
      let app = try await store.makeApp()
      let one = try await store.openTicket(with: makeReport(1), app: app)
      let two = try await store.openTicket(with: makeReport(2), app: app)
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        _ = try store.addEndpoint()
        let actions = TicketActions(store, now: start)
        try actions.claim(one, by: ann)
        try actions.answer(one, note: "We know", by: ann)
        _ = try store.plan()
        let first = try unwrap(try store.take().first)
        try WebhookAttempts(store, now: start, board: nil)
          .note(WebhookAttempt(status: 500, problem: OutgoingProblem(.answered, 500)), of: first.delivery.id, spread: 0)
        try actions.claim(two, by: ann)
        _ = try store.plan()
        let other = try store.take()
        try expectEqual(other.map(\.delivery.ticket), [two])
        try expectEqual(try store.webhook(1)?.failures, 1)
        try WebhookAttempts(store, now: start, board: nil)
          .note(WebhookAttempt(status: 200), of: other[0].delivery.id, spread: 0)
        try expectEqual(try store.webhook(1)?.failures, 0)
        let again = try unwrap(try store.take(5).first { $0.delivery.ticket == one })
        try expect(again.body == first.body && again.delivery.messageID == first.delivery.messageID)
        // Retry-After is a floor.
        try WebhookAttempts(store, now: start.adding(seconds: 5), board: nil)
          .note(
            WebhookAttempt(status: 503, problem: OutgoingProblem(.answered, 503), retryAfter: 1_000),
            of: first.delivery.id, spread: 0)
        try expectEqual(try store.delivery(first.delivery.id)?.dueAt, start.adding(seconds: 1_005))
        let last = start.adding(seconds: WebhookLimits.patience)
        try WebhookAttempts(store, now: last, board: nil)
          .note(
            WebhookAttempt(problem: OutgoingProblem(.noAnswer, said: "No route to host.")), of: first.delivery.id,
            spread: 0)
        try expectEqual(try store.delivery(first.delivery.id)?.state, .failed)
        // The next of the ticket goes on.
        let next = try unwrap(try store.take(WebhookLimits.patience).first)
        try expectEqual(next.delivery.type, "ticket.answered")
        try WebhookAttempts(store, now: last, board: nil)
          .note(WebhookAttempt(status: 200), of: next.delivery.id, spread: 0)
        try WebhookActions(store, now: last, by: .command).sendAgain(first.delivery.id, of: 1)
        let resent = try unwrap(try store.take(WebhookLimits.patience).first { $0.delivery.id == first.delivery.id })
        try expectEqual(resent.body, first.body)
      }
    },
    StoreCheck("a receiver that answers 410 is told nothing more until it is enabled again") { store in
      let app = try await store.makeApp()
      let one = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        _ = try store.addEndpoint()
        let actions = TicketActions(store, now: start)
        try actions.claim(one, by: ann)
        try actions.answer(one, note: "We know", by: ann)
        _ = try store.plan()
        let first = try unwrap(try store.take().first)
        try WebhookAttempts(store, now: start, board: nil)
          .note(WebhookAttempt(status: 410, problem: OutgoingProblem(.unwanted, 410)), of: first.delivery.id, spread: 0)
        let webhook = try unwrap(try store.webhook(1))
        try expect(!webhook.isEnabled && webhook.disabledBecause?.contains("410") == true)
        try expectEqual(try store.deliveryCounts(ofWebhook: 1), WebhookCounts(failed: 2))
        try actions.answer(one, note: "Once more", by: ann)
        try expectEqual(try store.plan(), 0)
        try expect(try store.take(100_000).isEmpty)
        let admin = WebhookActions(store, now: start, by: .command)
        try admin.enable(1)
        try expectEqual(try store.plan(), 0)
        try actions.answer(one, note: "And more", by: ann)
        try expectEqual(try store.plan(), 1)
        try expect(try store.auditEntries(AuditQuery(act: .webhookDisabled)).contains { $0.actor == .system })
      }
    },
    StoreCheck("what can be taken back is told when it cannot any more, and never when it was taken back") { store in
      let app = try await store.makeApp()
      let one = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        _ = try store.addEndpoint { $0.events = [.answered] }
        let actions = TicketActions(store, now: start, undoSeconds: 10)
        try actions.claim(one, by: ann)
        try actions.answer(one, note: "One", by: ann)
        try actions.takeBack(1, by: ann)
        try expectEqual(try store.plan(), 0)
        try actions.answer(one, note: "Two", by: ann)
        try expectEqual(try store.plan(), 1)
        try expect(try store.take(9).isEmpty)
        try actions.takeBack(2, by: ann)
        try expect(try store.take(11).isEmpty)
        try actions.answer(one, note: "Three", by: ann)
        _ = try store.plan()
        let told = try store.take(10)
        try expectEqual(told.map(\.delivery.sequence), [1])
      }
    },
    StoreCheck("words go out only where they are asked for, and an erasure takes them out of what was sent") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        _ = try store.addEndpoint { $0.carriesWords = true }
        _ = try store.addEndpoint()
        _ = try store.addEndpoint {
          $0.carriesWords = true
          $0.format = .slack
        }
      }
      let report = makeReport(1, "Saving <fails> & burns")
      let number = try await store.openTicket(with: report, app: app)
      try await store.write { store in
        try store.append(TicketEvent(ticket: number, at: start, actor: .system, kind: .opened, report: report.id))
        _ = try store.plan()
        let sent = try store.take()
        try expect(text(sent[0]).contains("Saving <fails> & burns") && sent[0].delivery.hasWords)
        try expect(!text(sent[1]).contains("burns") && !sent[1].delivery.hasWords)
        try expect(text(sent[2]).contains("Saving &lt;fails&gt; &amp; burns"), text(sent[2]))
        try WebhookAttempts(store, now: start, board: nil)
          .note(WebhookAttempt(status: 200, answer: "burns"), of: sent[0].delivery.id, spread: 0)
        _ = try Eraser(store, now: start).erase(report.id, because: .wish)
        let kept = try unwrap(try store.delivery(sent[0].delivery.id))
        try expect(kept.body == nil && kept.answer == nil && kept.state == .delivered)
        try expect(try store.delivery(sent[1].delivery.id)?.body == sent[1].body)
        // What still waits is told, without them.
        let waiting = try unwrap(try store.take().first { $0.delivery.id == sent[2].delivery.id })
        try expect(!text(waiting).contains("burns"), text(waiting))
      }
    },
    StoreCheck("words that staff take out of a report leave what webhooks were told too") { store in
      let app = try await store.makeApp()
      try await store.write { store in _ = try store.addEndpoint { $0.carriesWords = true } }
      let report = makeReport(1, "My password is zwieback")
      let number = try await store.openTicket(with: report, app: app)
      try await store.write { store in
        try store.append(TicketEvent(ticket: number, at: start, actor: .system, kind: .opened, report: report.id))
        _ = try store.plan()
        let sent = try store.take()
        try expect(text(sent[0]).contains("zwieback"))
        _ = try Redactor(store, now: start).redact("zwieback", inReport: report.id, reason: "a password", by: .system)
        try expect(try unwrap(try store.delivery(sent[0].delivery.id)).body == nil)
        let again = try unwrap(try store.take().first { $0.delivery.id == sent[0].delivery.id })
        try expect(!text(again).contains("zwieback"), text(again))
      }
    },
    StoreCheck("a missed service level is told") { store in
      let app = try await store.makeApp()
      try await store.write { store in _ = try store.addEndpoint() }
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        try store.append(
          TicketEvent(ticket: number, at: start, actor: .system, kind: .breached, detail: "first_answer"))
        _ = try store.plan()
        let told = try store.take().map { text($0) }
        try expect(told.contains { $0.contains("ticket.breached") && $0.contains("first_answer") }, "\(told)")
      }
    },
    StoreCheck("the log forgets what is old or too much, and never what waits") { store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...6 { numbers.append(try await store.openTicket(with: makeReport(UInt64(index)), app: app)) }
      let tickets = numbers
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        _ = try store.addEndpoint()
        for number in tickets { try TicketActions(store, now: start).claim(number, by: ann) }
        _ = try store.plan()
        let sent = try store.take()
        for dispatch in sent.prefix(3) {
          try WebhookAttempts(store, now: start, board: nil)
            .note(WebhookAttempt(status: 204), of: dispatch.delivery.id, spread: 0)
        }
        func ids() throws -> [Int64] { try store.deliveries(ofWebhook: 1, before: nil, limit: 50).map(\.id) }
        try expectEqual(try ids().count, 6)
        try expectEqual(try store.forgetDeliveries(before: start, most: 2, limit: 50), 1)
        try expectEqual(try ids().count, 5)
        try expectEqual(try store.forgetDeliveries(before: start.adding(seconds: 1), most: 50, limit: 50), 2)
        try expectEqual(try store.deliveryCounts(ofWebhook: 1), WebhookCounts(waiting: 3))
        try expectEqual(try store.deliveries(ofWebhook: 1, before: try ids()[0], limit: 1).map(\.id), [try ids()[1]])
      }
    },
  ]
}
