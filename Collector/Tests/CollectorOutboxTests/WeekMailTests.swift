// The weekly digest as somebody gets it: by what they watch, in their language, once a week. Practice E2.
import CollectorCore
import TellbackWire
import Testing

@Suite struct WeekMailTests {
  private static let day: Int64 = 86_400

  /// The next Monday, some hours after mails go out.
  private func monday(after moment: Timestamp) -> Timestamp {
    PainWeek.start(PainWeek.of(moment) + 1).adding(seconds: (WatchLimits.mailHour + 1) * 3_600)
  }

  private func watch(_ subject: Watch.Subject, on desk: Desk, as account: Int64 = 1) async throws {
    let (app, now) = (desk.app, desk.now)
    try await desk.store.write { store in
      try WatchActions(store, now: now).watch(subject, of: app, by: #require(try store.account(account)))
    }
  }

  private func gather(_ desk: Desk, at now: Timestamp) async throws -> [Mail] {
    try await desk.store.write { store in
      while try WeekMailer.hasWork(store, now: now) {
        _ = try WeekMailer(store, now: now, board: "https://desk.example.com").gather { "token" }
      }
      return try store.dueMail(at: now, limit: 20)
    }
  }

  private func say(_ kind: TicketEvent.Kind, _ detail: String? = nil, on ticket: Int64, at: Timestamp, _ desk: Desk)
    async throws
  {
    _ = try await desk.store.write {
      try $0.append(TicketEvent(ticket: ticket, at: at, actor: .system, kind: kind, detail: detail))
    }
  }

  private func classify(
    _ ticket: Int64, _ component: String, _ kind: ReportKind, _ desk: Desk
  ) async throws {
    try await desk.act {
      try $0.triage(ticket, component: component, kind: kind, severity: .high, by: Desk.ann)
    }
  }

  @Test func `E2: the week of a component has its loudest pain, oldest wait, best idea and unhappiest answer`()
    async throws
  {
    try await Desk.with { desk in
      let started = desk.now
      let paying = try await desk.open("The secret reporter cannot pay")
      let elsewhere = try await desk.open("Logging in fails")
      let wish = try await desk.open("Pay by invoice")
      for ticket in [paying, wish] { try await classify(ticket, "Checkout", ticket == wish ? .idea : .problem, desk) }
      try await classify(elsewhere, "Login", .problem, desk)
      let now = monday(after: started.adding(seconds: 7 * Self.day))
      let pain = try await desk.store.write { store in
        let actions = PainActions(store, now: now.adding(seconds: -2 * Self.day))
        let pain = try actions.make(of: [paying], by: Desk.ann)
        let other = try actions.make(of: [elsewhere], by: Desk.ann)
        let fix = try actions.attempt(pain, "Longer timeout", .code, department: nil, release: nil, by: Desk.ann)
        try actions.release(fix, of: pain, in: .version("2.1"), by: Desk.ann)
        try store.saveAttemptVerdict(
          AttemptVerdict(attempt: fix, verdict: .fell, saidAt: now, releaseDay: 20_000, judgedAt: now))
        #expect(other != pain)
        return pain
      }
      // Two stars of long ago do not count; one star on another component does not either.
      try await say(.rated, "2", on: paying, at: started, desk)
      try await say(.rated, "1", on: elsewhere, at: now.adding(seconds: -3_600), desk)
      try await say(.notHelped, on: paying, at: now.adding(seconds: -7_200), desk)
      try await say(.rated, "2", on: paying, at: now.adding(seconds: -3_600), desk)
      try await watch(.component("Checkout"), on: desk)
      let mail = try #require(try await gather(desk, at: now).first)
      #expect(mail.account == 1 && mail.recipient == "ann@example.org")
      #expect(mail.subject == "Weekly digest of \(CivilDay(now).text)")
      let text = try #require(mail.text)
      for line in [
        "Loudest pain\n- Pain point \(pain): ", "\n  https://desk.example.com/pain/\(pain)\n",
        "Oldest wait\n- Ticket #\(paying) was opened ", "Most-felt idea\n- Ticket #\(wish): 1 person wants it",
        "Unhappiest answer\n- Ticket #\(paying): it did not help; 1 more in this week",
        "- Pain point \(pain) in version 2.1: pain fell", "- Shop & <Co>, Checkout: 0 of 7 days, 2 in the queue now",
        "https://desk.example.com/week",
      ] { #expect(text.contains(line), "\(line)\n\(text)") }
      // What reporters wrote is read on the board, and another component is another person's.
      #expect(!text.contains("secret") && !text.contains("#\(elsewhere)") && !text.contains("/pain/\(pain + 1)"))
    }
  }

  @Test func `each watch finds what it is about: a segment, a pain point, reporters by a field`() async throws {
    try await Desk.with { desk in
      let now = monday(after: desk.now)
      var tickets: [String: Int64] = [:]
      for (name, segment, plan) in [("One", "Gold", "free"), ("Two", "Silver", "pro"), ("Three", "Silver", "free")] {
        var report = Report(
          id: ReportID(at: desk.now, random: (UInt64(tickets.count) + 1, 1)), capturedAt: desk.now, text: name,
          segment: segment, groupingKey: name)
        report.fields = [ReportField("plan", .text(plan))]
        let incoming = IncomingReport(
          id: report.id, app: desk.app, installation: nil, receivedAt: desk.now, sentAt: nil, body: report.encoded())
        _ = try await withCheckedThrowingContinuation { continuation in
          desk.store.ingest([incoming], from: nil) { continuation.resume(with: $0) }
        }
        tickets[name] = try await desk.store.write { [now = desk.now, id = report.id] store -> Int64 in
          _ = try Digest().digestPending(in: store, now: now)
          return try #require(try store.shownTicket(ofReport: id))
        }
      }
      let three = try #require(tickets["Three"])
      let pain = try await desk.store.write { try PainActions($0, now: now).make(of: [three], by: Desk.ann) }
      for (subject, name) in [
        (Watch.Subject.segment("Gold"), "One"), (.reporters(field: "plan", value: "pro"), "Two"),
        (.pain(pain), "Three"),
      ] {
        try await watch(subject, on: desk)
        let digest = try await desk.store.read { try WeekDigest(of: #require(try $0.account(1)), at: now, $0) }
        #expect(digest.oldest?.number == tickets[name], "\(subject)")
        #expect(digest.pains.map(\.point.number) == (name == "Three" ? [pain] : []), "\(subject)")
        #expect(digest.queues.count == (name == "One" ? 1 : 0))
        try await desk.store.write { store in
          for watch in try store.watches(ofAccount: 1) { try WatchActions(store, now: now).unwatch(watch.id, by: 1) }
        }
      }
      // Who watches nothing reads the week of all their apps, and gets no mail.
      let all = try await desk.store.read { try WeekDigest(of: #require(try $0.account(1)), at: now, $0) }
      #expect(all.watches.isEmpty && all.oldest?.number == tickets["One"] && all.pains.count == 1)
      #expect(try await gather(desk, at: now).isEmpty)
    }
  }

  @Test func `a mail is made once a week for each person, in the language of each, and for nobody who left`()
    async throws
  {
    try await Desk.with { desk in
      _ = try await desk.open("Saving fails")
      let now = monday(after: desk.now)
      try await desk.store.write { store in
        for name in ["Ben", "Cleo", "Dan", "Eve"] {
          _ = try store.createAccount(
            email: "\(name.lowercased())@example.org", name: name, role: .lead, passwordHash: "-", at: Desk.noon)
        }
        try store.setBoardLanguage(.german, ofAccount: 2)
      }
      for account in 1...5 as ClosedRange<Int64> { try await watch(.app, on: desk, as: account) }
      try await desk.store.write { store in
        try WatchActions(store, now: now).wantMail(false, by: 3)
        _ = try store.setDisabled(now, account: 4)
        try store.setApps(.only([]), account: 5)
      }
      // Who begins in this week hears of it in the next one.
      #expect(try await gather(desk, at: desk.now).isEmpty)
      let early = PainWeek.start(PainWeek.of(now)).adding(seconds: WatchLimits.mailHour * 3_600 - 1)
      #expect(try await gather(desk, at: early).isEmpty)
      let mails = try await gather(desk, at: now)
      #expect(mails.map(\.account) == [1, 2])
      #expect(mails.last?.subject == "Wochenbericht vom \(CivilDay(now).text)")
      #expect(mails.last?.text?.contains("Längstes Warten\n- Ticket #1 wurde vor ") == true)
      #expect(mails.last?.text?.contains("Tage bei null") == true)
      #expect(try await gather(desk, at: now.adding(seconds: 6 * Self.day)).count == 2)
      #expect(try await gather(desk, at: now.adding(seconds: 7 * Self.day)).count == 4)
    }
  }
}
