// An hour without a mail server, then one that puts off and refuses: each mail comes once, and none goes round in circles.
import CollectorCore
import Foundation
import TestReceiver
import Testing

@testable import CollectorOutbox

@Suite(.enabled(if: MailServerProgram.packages != nil, "TELLBACK_AIOSMTPD names no folder; Tests/run fetches it"))
struct MailOutageTests {
  @Test func `through an hour without a server, greylisting and refused recipients each mail comes once`() async throws
  {
    try await Post.with { post in
      let recipients = (0..<6).map { "fine\($0)" } + (0..<4).map { "grey\($0)" } + ["refused0", "refused1"]
      try await add(recipients, post)
      let dead = try DeadPort()
      // Each service is a collector that was started again meanwhile.
      for _ in 0..<6 {
        let service = post.service { $0.port = dead.port }
        try await post.run(service, until: "the trouble") { service.tally.trouble != nil }
        post.desk.advance(seconds: 600)
      }
      #expect(try await counts(post) == MailCounts(waiting: 12))
      #expect(try await post.desk.store.read { reads in try (1...12).allSatisfy { try reads.mail($0)?.attempts == 0 } })

      try await post.run(post.service(), until: "what can be sent") {
        try await counts(post) == MailCounts(waiting: 4, sent: 6, failed: 2)
      }
      post.desk.advance(seconds: 600)
      try await post.run(post.service(), until: "what was put off") {
        try await counts(post) == MailCounts(sent: 10, failed: 2)
      }
      // Days later there is one mail more, the one that is new: what was refused is not tried again, and tells nobody by mail.
      post.desk.advance(seconds: MailLimits.patience)
      try await add(["last"], post)
      try await post.run(post.service(), until: "the last") { try await counts(post).sent == 11 }
      let taken = try post.serving.taken
      #expect(taken.flatMap(\.to).sorted() == (recipients.dropLast(2) + ["last"]).map { "\($0)@example.org" }.sorted())
      #expect(Set(taken.compactMap { $0.headers["message-id"] }).count == 11)
      // What answers by itself neither answers these nor has whom to answer.
      #expect(taken.allSatisfy { $0.headers["auto-submitted"] == "auto-generated" && $0.from == "<>" })
      #expect(try await post.notices(1).isEmpty)
    }
  }

  private func counts(_ post: Post) async throws -> MailCounts {
    try await post.desk.store.read { try $0.mailCounts() }
  }

  private func add(_ names: [String], _ post: Post) async throws {
    let now = post.desk.now
    try await post.desk.store.write { store in
      for name in names {
        try store.addMail(
          Mail(
            account: 1, recipient: "\(name)@example.org", subject: name, text: "T\n", createdAt: now, dueAt: now,
            token: "token-\(name)"))
      }
    }
  }
}
