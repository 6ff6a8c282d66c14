// Notices and mails, to a real SMTP server whose mails Python reads.
import CollectorCore
import Foundation
import Synchronization
import TellbackWire
import TestReceiver
import Testing

@testable import CollectorOutbox

/// A desk whose mails go to a server of its own.
struct Post {
  let desk: Desk
  let folder: String
  let server: MailServer
  let serving: MailServerProgram
  private let counter: Counter

  init(desk: Desk, folder: String, server: MailServer, serving: MailServerProgram) {
    (self.desk, self.folder, self.server, self.serving, counter) = (desk, folder, server, serving, Counter())
  }

  private final class Counter: Sendable { let value = Atomic(0) }

  static func with(
    user: String? = nil, password: String? = nil, _ body: (Post) async throws -> Void
  ) async throws {
    try await Desk.with { desk in
      let folder = FileManager.default.temporaryDirectory.path + "/mail-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let serving = try await MailServerProgram(in: folder, user: user, password: password)
      let server = MailServer(
        host: "127.0.0.1", port: serving.port, security: user == nil ? .none : .starttls, user: user ?? "",
        password: password ?? "", from: "desk@example.com", name: "Shop & Söhne", certificates: serving.certificate)
      try await body(Post(desk: desk, folder: folder, server: server, serving: serving))
      try await serving.stop()
    }
  }

  func service(_ change: (inout MailServer) -> Void = { _ in }) -> MailService {
    var server = server
    change(&server)
    let (desk, counter) = (desk, counter)
    return MailService(
      store: desk.store, server: server, board: "https://desk.example.com", interval: 0.02, clock: { desk.now },
      token: { "token\(counter.value.add(1, ordering: .relaxed).newValue)" }
    ) { _, _ in }
  }

  /// Runs the service until `condition` holds.
  func run(_ service: MailService, until what: String, _ condition: () async throws -> Bool) async throws {
    let task = Task { await service.run() }
    let result: Result<Void, any Error>
    do { result = .success(try await eventually(what, condition)) } catch { result = .failure(error) }
    service.stop()
    await task.value
    try result.get()
  }

  func addBen(_ email: String = "ben@example.org") async throws -> Int64 {
    try await desk.store.write { store in
      try store.createAccount(email: email, name: "Ben", role: .support, passwordHash: "-", at: Desk.noon).id
    }
  }

  /// Mails that are noted as sent: the server has one a moment before.
  func sent() async throws -> Int64 { try await desk.store.read { try $0.mailCounts().sent } }

  func notices(_ account: Int64) async throws -> [Notice] {
    try await desk.store.read { try $0.notices(ofAccount: account, in: .all, before: nil, limit: 50) }
  }
}

@Suite(.enabled(if: MailServerProgram.packages != nil, "TELLBACK_AIOSMTPD names no folder; Tests/run fetches it"))
struct MailServiceTests {
  @Test func `what concerns somebody becomes one mail, well formed, and nobody hears of what they did`() async throws {
    try await Post.with { post in
      let ben = try await post.addBen()
      let one = try await post.desk.open("Saving fails, says the secret reporter")
      let two = try await post.desk.open("Loading fails")
      try await post.desk.act { desk in
        try desk.claim(one, by: Desk.ann)
        try desk.note(one, text: "@Ben and @Ann, please look", by: Desk.ann)
        try desk.handOver(one, to: .account(ben), by: Desk.ann)
        try desk.claim(two, by: .staff(id: ben, name: "Ben"))
        try desk.note(two, text: "@Ben to myself", by: .staff(id: ben, name: "Ben"))
      }
      let service = post.service()
      try await post.run(service, until: "the notices") { try await post.notices(ben).count == 2 }
      #expect(try await post.notices(ben).map(\.reason).reversed() == [.mention, .handedOver])
      // She mentioned herself.
      #expect(try await post.notices(1).isEmpty)
      #expect(try await post.desk.store.read { try $0.mailCounts() } == MailCounts())
      post.desk.advance(seconds: MailLimits.gathering)
      try await post.run(post.service(), until: "a mail") { try await post.sent() == 1 }
      let mail = try #require(try post.serving.taken.first)
      #expect(mail.from == "<>" && mail.to == ["ben@example.org"] && mail.subject == "2 notices on ticket #\(one)")
      #expect(mail.defects.isEmpty && mail.isASCII && mail.longestLine <= 78)
      #expect(mail.headers["auto-submitted"] == "auto-generated" && mail.headers["list-id"] == "<tellback.example.com>")
      #expect(
        mail.headers["from"] == "Shop & Söhne <desk@example.com>"
          || mail.headers["from"] == "\"Shop & Söhne\" <desk@example.com>")
      #expect(mail.headers["references"] == "<ticket.\(one)@example.com>")
      #expect(
        mail.text.contains("Ann mentioned you on #\(one)") && mail.text.contains("Ann handed over #\(one) to Ben"))
      #expect(mail.text.contains("https://desk.example.com/tickets/\(one)") && !mail.text.contains("secret"))
      // The log keeps neither address nor text.
      let kept = try #require(try await post.desk.store.read { try $0.mail(1) })
      #expect(kept.state == .sent && kept.recipient == nil && kept.text == nil)
    }
  }

  @Test func `between two mails to somebody some time passes, and what was read is left out`() async throws {
    try await Post.with { post in
      let ben = try await post.addBen()
      let one = try await post.desk.open("Saving fails")
      try await post.desk.act { try $0.note(one, text: "@Ben, one", by: Desk.ann) }
      post.desk.advance(seconds: 0)
      try await post.run(post.service(), until: "a notice") { try await post.notices(ben).count == 1 }
      post.desk.advance(seconds: MailLimits.gathering)
      try await post.run(post.service(), until: "a mail") { try await post.sent() == 1 }
      try await post.desk.act { desk in
        try desk.note(one, text: "@Ben, two", by: Desk.ann)
        try desk.note(one, text: "@Ben, three", by: Desk.ann)
      }
      try await post.run(post.service(), until: "the notices") { try await post.notices(ben).count == 3 }
      let second = try await post.notices(ben)[1]
      let now = post.desk.now
      try await post.desk.store.write {
        try $0.markRead(notice: second.id, ofAccount: ben, upTo: second.id, at: now)
      }
      post.desk.advance(seconds: MailLimits.gathering)
      let waiting = try await post.desk.store.write { store in
        try StaffMailer(store, now: now.adding(seconds: MailLimits.gathering), board: nil).gather { "x" }
      }
      #expect(waiting == 0)
      post.desk.advance(seconds: MailLimits.gap)
      try await post.run(post.service(), until: "the second mail") { try await post.sent() == 2 }
      #expect(try post.serving.taken[1].subject == "Ann mentioned you on #\(one)")
    }
  }

  @Test func `everybody chooses where they hear of what`() async throws {
    try await Post.with { post in
      let ben = try await post.addBen()
      let one = try await post.desk.open("Saving fails")
      try await post.desk.store.write { store in
        try store.setNoticeChoices([.mention: .none, .followed: .mail], ofAccount: ben)
        try TicketActions(store, now: Desk.noon).follow(one, account: ben)
      }
      post.desk.advance(seconds: 1)
      try await post.desk.act { desk in
        try desk.note(one, text: "@Ben", by: Desk.ann)
        try desk.note(one, text: "for all", by: Desk.ann)
      }
      try await post.run(post.service(), until: "one notice") { try await post.notices(ben).count == 1 }
      #expect(try await post.notices(ben).map(\.reason) == [.followed])
      post.desk.advance(seconds: MailLimits.gathering)
      try await post.run(post.service(), until: "a mail") { try await post.sent() == 1 }
      #expect(try post.serving.taken[0].subject == "Ann wrote a note on #\(one)")
    }
  }

  @Test func `greylisting is waited for, a refused recipient ends that mail, and others go on`() async throws {
    try await Post.with { post in
      let now = post.desk.now
      try await post.desk.store.write { store in
        for (place, name) in ["grey", "refused", "fine"].enumerated() {
          try store.addMail(
            Mail(
              account: 1, recipient: "\(name)@example.org", subject: "S", text: "T\n", createdAt: now, dueAt: now,
              token: "token-\(place)"))
        }
      }
      try await post.run(post.service(), until: "the third") { try await post.sent() == 1 }
      try await post.run(post.service(), until: "their ends") {
        try await post.desk.store.read { try $0.mailCounts() } == MailCounts(waiting: 1, sent: 1, failed: 1)
      }
      let refused = try #require(try await post.desk.store.read { try $0.mail(2) })
      #expect(refused.state == .failed && refused.error?.contains("550") == true && refused.recipient == nil)
      let grey = try #require(try await post.desk.store.read { try $0.mail(1) })
      #expect(grey.attempts == 1 && grey.error?.contains("451") == true)
      post.desk.advance(seconds: 60)
      try await post.run(post.service(), until: "the first") { try await post.sent() == 2 }
    }
  }

  @Test func `while the server is down everything waits without losing an attempt, and says so`() async throws {
    try await Post.with { post in
      let now = post.desk.now
      _ = try await post.desk.store.write { store in
        try store.addMail(
          Mail(
            account: 1, recipient: "ann@example.org", subject: "S", text: "T\n", createdAt: now, dueAt: now,
            token: "token-one"))
      }
      let dead = try DeadPort()
      let service = post.service { $0.port = dead.port }
      try await post.run(service, until: "the trouble") { service.tally.trouble != nil }
      #expect(try await post.desk.store.read { try $0.mail(1) }?.attempts == 0)
      try await post.run(post.service(), until: "the mail") { try await post.sent() == 1 }
      // Not for ever.
      post.desk.advance(seconds: 3_600)
      let later = post.desk.now
      _ = try await post.desk.store.write { store in
        try store.addMail(
          Mail(
            account: 1, recipient: "ann@example.org", subject: "S", text: "T\n", createdAt: later, dueAt: later,
            token: "token-two"))
      }
      post.desk.advance(seconds: MailLimits.patience)
      try await post.run(post.service { $0.port = dead.port }, until: "its end") {
        try await post.desk.store.read { try $0.mail(2) }?.state == .failed
      }
    }
  }

  @Test func `mail travels by TLS with a sign-in, and not to a server that cannot show who it is`() async throws {
    try await Post.with(user: "desk", password: "pass word") { post in
      let now = post.desk.now
      _ = try await post.desk.store.write { store in
        try store.addMail(
          Mail(
            account: 1, recipient: "ann@example.org", subject: "S", text: "T\n", createdAt: now, dueAt: now,
            token: "token-one"))
      }
      for spoil in [
        { $0.certificates = nil }, { $0.password = "wrong" },
        {
          $0.security = .none; $0.user = ""
        },
      ] as [(inout MailServer) -> Void] {
        let service = post.service(spoil)
        try await post.run(service, until: "the trouble") { service.tally.trouble != nil }
      }
      #expect(try post.serving.taken.isEmpty)
      #expect(try await post.desk.store.read { try $0.mail(1) }?.attempts == 0)
      try await post.run(post.service(), until: "the mail") { try await post.sent() == 1 }
      let mail = try post.serving.taken[0]
      #expect(mail.hasTLS && mail.user == "desk")
    }
  }

  @Test func `reporters get by mail what they did not read in the app, once, where it is asked for`() async throws {
    try await Post.with { post in
      let device = ReportID(at: Desk.noon, random: (9, 9))
      let one = try await post.desk.open(
        "Saving fails", installation: device, contact: "eve@example.org")
      let two = try await post.desk.open("Loading fails", installation: device, contact: "call me: 079 123 45 67")
      try await post.desk.act { desk in
        for number in [one, two] { try desk.claim(number, by: Desk.ann) }
        try desk.answer(one, note: "Too early", by: Desk.ann)
      }
      let app = post.desk.app
      try await post.desk.store.write { store in
        try store.setReporterMail(ReporterMailSetting(hours: 4, cursor: store.newestUpdate()), app: app)
      }
      try await post.desk.act { desk in
        try desk.answer(one, note: "Wir lösen das.\nBis bald", by: Desk.ann)
        try desk.resolve(one, as: .content, note: "It works now.", by: Desk.ann)
        try desk.answer(two, note: "For you too", by: Desk.ann)
      }
      post.desk.advance(seconds: 4 * 3_600 - 1)
      let early = post.desk.now
      #expect(try await post.desk.store.read { try !ReporterMailer.hasWork($0, now: early) })
      post.desk.advance(seconds: 1)
      try await post.run(post.service(), until: "a mail") { try await post.sent() == 1 }
      let mail = try post.serving.taken[0]
      #expect(
        mail.to == ["eve@example.org"] && mail.from == "<>"
          && mail.text.contains("Ann wrote:\r\n\r\nWir lösen das.\r\nBis bald"), "\(mail.text.debugDescription)")
      #expect(
        mail.text.contains("It works now.") && !mail.text.contains("Too early") && !mail.text.contains("For you too"))
      #expect(mail.subject.hasPrefix("Shop & <Co>: an answer to your report TB-"))
      // Read in the app, it is not sent.
      try await post.desk.act { try $0.reopen(one, note: "Once more", by: Desk.ann) }
      try await post.desk.act { try $0.answer(one, note: "Read in the app", by: Desk.ann) }
      let newest = try await post.desk.store.read { try $0.newestUpdate() }
      try await post.desk.store.write { store in
        let report = try #require(try store.firstReport(ofTicket: one))
        try store.noteRead(report: report, upTo: newest)
      }
      post.desk.advance(seconds: 5 * 3_600)
      let late = post.desk.now
      let made = try await post.desk.store.write { try ReporterMailer($0, now: late).gather { "x" } }
      #expect(made.made == 0)
    }
  }

  @Test func `a claim that ended and a reporter's reply are told to whom they concern`() async throws {
    try await Post.with { post in
      let ben = try await post.addBen()
      let one = try await post.desk.open("Saving fails")
      try await post.desk.act { desk in
        try desk.claim(one, by: .staff(id: ben, name: "Ben"))
        try desk.takeOver(one, by: Desk.ann)
      }
      let now = post.desk.now
      try await post.desk.store.write { store in
        try store.append(TicketEvent(ticket: one, at: now, actor: .system, kind: .replied))
        try store.append(TicketEvent(ticket: one, at: now, actor: .system, kind: .rated, detail: "5"))
      }
      try await post.run(post.service(), until: "the notices") { try await post.notices(1).count == 2 }
      #expect(try await post.notices(1).map(\.reason) == [.feedback, .reply])
      #expect(try await post.notices(ben).map(\.reason) == [.claimEnded])
      #expect(try await post.desk.store.read { try $0.unreadNotices(ofAccount: 1, in: .all) } == 2)
      let event = try #require(try await post.notices(1).first).event
      try await post.desk.store.write { try TicketActions($0, now: now).markSeen(event, on: one, by: 1) }
      #expect(try await post.desk.store.read { try $0.unreadNotices(ofAccount: 1, in: .all) } == 0)
      // Nobody is told of a ticket that they may not see.
      #expect(
        try await post.desk.store.read { try $0.notices(ofAccount: 1, in: .only([]), before: nil, limit: 5) }.isEmpty)
    }
  }
}
