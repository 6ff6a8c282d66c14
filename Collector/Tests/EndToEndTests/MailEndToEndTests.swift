// kill -9 at random while mails go out: none is lost, and at most one comes twice for each kill, as the same.
import CollectorCore
import CollectorSQLite
import Foundation
import TestReceiver
import Testing

@Suite(.enabled(if: MailServerProgram.packages != nil, "TELLBACK_AIOSMTPD names no folder; Tests/run fetches it"))
struct MailEndToEndTests {
  @Test func `a collector killed at random loses no mail and sends at most one twice`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    let serving = try await MailServerProgram(in: folder.file("mail"))
    _ = try await Tool.run(
      ["user", "create", "ann@example.com", "--role", "support", "--data", collector.data], input: "long enough\n")
    // Every tenth recipient is refused: it ends that mail, and no other.
    let (count, kills, now) = (60, 4, now())
    let wanted = count - count / 10
    let store = try collector.openStore()
    try await store.write { store in
      for place in 0..<count {
        try store.addMail(
          Mail(
            account: 1, recipient: place % 10 == 4 ? "refused\(place)@example.org" : "ann@example.org",
            subject: "Mail \(place)", text: "One of many.\n", createdAt: now,
            dueAt: now, token: "token-\(place)"))
      }
    }
    await store.close()
    let settings = [
      "--smtp-host", "127.0.0.1", "--smtp-port", "\(serving.port)", "--smtp-security", "none", "--mail-from",
      "desk@example.com",
    ]
    for _ in 0..<kills {
      let before = try serving.taken.count
      try await collector.start(settings)
      let enough = min(wanted, before + Int.random(in: 1...10))
      try await eventually("some mails") { try serving.taken.count >= enough }
      try await collector.crash()
    }
    try await collector.start(settings)
    try await eventually("every mail") {
      let ids = Set(try serving.taken.compactMap { $0.headers["message-id"] })
      let figures = try await Client(base: try collector.url, key: "none").metrics()
      return ids.count == wanted && figures["tellback_mail_waiting"] == 0
    }
    #expect(try await collector.stop() == 0)
    let taken = try serving.taken
    #expect(taken.count <= wanted + kills, "\(taken.count - wanted) came twice after \(kills) kills")
    // A mail that each kill met in the same moment came once more for each of them.
    for mails in Dictionary(grouping: taken, by: { $0.headers["message-id"] }).values {
      #expect(Set(mails.map(\.subject)).count == 1 && mails.count <= 1 + kills)
    }
    try await serving.stop()
  }

  @Test func `settings of mail that make no sense are refused with what was expected`() async throws {
    for (arguments, says) in [
      (["--mail-from", "desk@example.com"], "needs smtp-host"),
      (["--smtp-host", "mail.example.com"], "mail-from must be an address"),
      (["--smtp-host", "a b", "--mail-from", "desk@example.com"], "smtp-host must be"),
      (["--smtp-host", "m.example", "--mail-from", "desk@example.com", "--smtp-user", "x"], "go together"),
      (
        [
          "--smtp-host", "m.example", "--mail-from", "desk@example.com", "--smtp-user", "x", "--smtp-password-file",
          "/none/at/all",
        ], "cannot be read"
      ),
    ] {
      let result = try await Tool.run(["serve", "--check"] + arguments)
      #expect(result.status == 2 && result.errors.contains(says), "\(arguments): \(result.errors)")
    }
  }
}
