// Notices and mail: derived once, kept in order, and forgotten with what they were about.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let noticeChecks: [StoreCheck] = [
    StoreCheck("the history is passed over to what concerns staff, and nobody is told twice of one event") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { store in
        let ann = try store.makeStaff("Ann", "Ben")[0]
        for place in 0..<5 {
          try store.append(
            TicketEvent(
              ticket: number, at: start, actor: .system, kind: .attached, report: reportID(UInt64(place + 50))))
        }
        let passed = try store.newestEvent(in: .all)
        try expectEqual(try store.noticeableEvents(after: 0, limit: 10).last, passed)
        try expect(try store.noticeableEvents(after: 0, limit: 10).events.isEmpty)
        try expect(try !NoticePlanner.hasWork(store))
        try TicketActions(store, now: start).note(number, text: "@Ben, and @Ben again", by: ann)
        try expect(try NoticePlanner.hasWork(store))
        try expectEqual(try NoticePlanner(store, now: start).plan(mails: true), 1)
        try expectEqual(try NoticePlanner(store, now: start).plan(mails: true), 0)
        let notice = try unwrap(try store.notices(ofAccount: 2, in: .all, before: nil, limit: 5).first)
        try expect(notice.reason == .mention && notice.awaitsMail && notice.readAt == nil)
        try store.addNotice(notice)
        try expectEqual(try store.notices(ofAccount: 2, in: .all, before: nil, limit: 5).count, 1)
        try expectEqual(try store.noticesAwaitingMail(since: start, limit: 5), [notice])
        try expect(try store.noticesAwaitingMail(since: start.adding(seconds: -1), limit: 5).isEmpty)
        try store.setNoticeCursor(0)
        try expectEqual(try store.noticeCursor(), try store.newestEvent(in: .all))
        try store.noteMailed(notices: [notice.id])
        try expect(try store.oldestAwaitingMail() == nil)
        try expectEqual(try store.forgetNotices(before: start, most: 0, limit: 5), 1)
      }
    },
    StoreCheck("a mail is tried until it ends, and then neither its text nor its address is kept") { store in
      try await store.write { store in
        _ = try store.makeStaff("Ann")
        let id = try store.addMail(
          Mail(
            account: 1, recipient: "ann@example.org", subject: "S", text: "T", createdAt: start, dueAt: start,
            token: "12345678"))
        try expectEqual(try store.dueMail(at: start, limit: 5).map(\.id), [id])
        try MailAttempts(store, now: start).note(.failed(OutgoingProblem(.mailPutOff, 451)), of: id)
        try expect(try store.dueMail(at: start, limit: 5).isEmpty)
        try expectEqual(try store.nextMail(), start.adding(seconds: 60))
        try expectEqual(try store.troubledMail(limit: 5).map(\.error), [OutgoingProblem(.mailPutOff, 451).stored])
        let late = start.adding(seconds: MailLimits.patience)
        try MailAttempts(store, now: late).note(.failed(OutgoingProblem(.mailPutOff, 451)), of: id)
        let ended = try unwrap(try store.mail(id))
        try expect(ended.state == .failed && ended.recipient == nil && ended.text == nil)
        try expectEqual(try store.mailCounts(), MailCounts(failed: 1))
        try expectEqual(try store.forgetMail(before: late.adding(seconds: 1), limit: 5), 1)
      }
    },
    StoreCheck("what waits for the reporter of an erased report is gone with it") { store in
      let app = try await store.makeApp()
      let report = makeReport(1)
      _ = try await store.openTicket(with: report, app: app)
      try await store.write { store in
        try store.addMail(
          Mail(
            report: report.id, recipient: "eve@example.org", subject: "S", text: "T", createdAt: start, dueAt: start,
            token: "12345678"))
        _ = try Eraser(store, now: start).erase(report.id, because: .wish)
        try expectEqual(try store.mailCounts(), MailCounts())
      }
    },
  ]
}
