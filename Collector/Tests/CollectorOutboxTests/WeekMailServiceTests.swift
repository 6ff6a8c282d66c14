// Digests beside other mail, to a real SMTP server.
import CollectorCore
import TellbackSQLite
import TellbackWire
import TestReceiver
import Testing

@testable import CollectorOutbox

@Suite(.enabled(if: MailServerProgram.packages != nil, "TELLBACK_AIOSMTPD names no folder; Tests/run fetches it"))
struct WeekMailServiceTests {
  @Test func `a weekly digest that cannot be made holds up no other mail, and is made later`() async throws {
    try await Post.with { post in
      let (app, monday) = (post.desk.app, PainWeek.start(PainWeek.of(post.desk.now) + 1))
      try await post.desk.store.write { store in
        try WatchActions(store, now: Desk.noon).watch(.app, of: app, by: #require(try store.account(1)))
      }
      post.desk.advance(seconds: (monday.milliseconds - Desk.noon.milliseconds) / 1_000 + 86_400)
      let file = try Connection(path: post.desk.store.path)
      // The digest alone reads this table.
      try file.execute("ALTER TABLE pain_figure RENAME TO elsewhere")
      let now = post.desk.now
      _ = try await post.desk.store.write { store in
        try store.addMail(
          Mail(
            account: 1, recipient: "ann@example.org", subject: "S", text: "T\n", createdAt: now, dueAt: now,
            token: "token-one"))
      }
      let service = post.service()
      try await post.run(service, until: "the other mail") { try await post.sent() == 1 }
      try file.execute("ALTER TABLE elsewhere RENAME TO pain_figure")
      post.desk.advance(seconds: 3_600)
      try await post.run(post.service(), until: "the digest") { try await post.sent() == 2 }
      #expect(try post.serving.taken.last?.subject.hasPrefix("Weekly digest") == true)
    }
  }
}
