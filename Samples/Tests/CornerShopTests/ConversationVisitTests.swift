// A customer and support write each other through the shop: over several visits, offline, and after an upgrade.
import Foundation
import Tellback
import TellbackTesting
import Testing

@testable import CornerShop

struct ConversationVisitTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corner-shop-\(UUID())").path

  private func visit(
    _ transport: RecordingTransport, version: String = "1.0.0", _ lines: [String]
  ) async throws -> [String] {
    let options = try ShopOptions(["--key", "tb_test", "--data", folder, "--version", version], environment: [:])
    var configuration = try options.configuration()
    configuration.transport = transport
    let console = ScriptedConsole(lines)
    let app = ShopApp(console: console, reporter: try Reporter(configuration), user: "ann")
    #expect(await app.run())
    return console.output
  }

  @Test func `what is written both ways is shown, and a customer is asked once whether it is fixed`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let desk = TestDesk()
    _ = try await visit(desk.transport, ["report", "The total is wrong.", "", "", "", "", "", "wait accepted 20"])
    let report = try #require(desk.transport.reports.first?.id)
    desk.answer(report, "Sorry! We look at it.")
    _ = try await visit(desk.transport, ["wait answered 20"])

    let away = RecordingTransport { _, _ in throw URLError(.cannotConnectToHost) }
    let offline = try await visit(away, ["inbox", "reply It is still wrong", "inbox"])
    #expect(offline.contains { $0.contains("The total is wrong.  (1 new)") })
    #expect(offline.contains("    Kim: Sorry! We look at it."))
    #expect(offline.contains("    you: It is still wrong  [kept on this computer]"))
    #expect(desk.received.isEmpty)

    _ = try await visit(desk.transport, ["send"])
    #expect(desk.replies(to: report) == ["It is still wrong"])
    #expect(desk.hasSeen(report))
    desk.resolve([report], in: "1.2", note: "It adds up now.")
    let old = try await visit(desk.transport, ["wait fixed 20", "inbox"])
    #expect(!old.contains { $0.contains("Does it work for you now?") })
    let new = try await visit(
      desk.transport, version: "1.2.0", ["inbox", "fixed yes Exactly right", "thanks", "inbox", "send"])
    #expect(new.contains { $0.contains("fixed in 1.2. Does it work for you now?") })
    #expect(new.contains("    Kim: fixed in 1.2: It adds up now."))
    #expect(new.contains { $0.hasPrefix("    you: it works: Exactly right") })
    #expect(desk.verdicts(on: report) == [true])
    #expect(desk.received.last?.content == .thanks(text: nil))
    let again = try await visit(desk.transport, version: "1.2.0", ["inbox"])
    #expect(!again.contains { $0.contains("Does it work for you now?") })
  }

  @Test func `who is interrupted half-way finds their words again`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let transport = RecordingTransport()
    _ = try await visit(transport, ["report", "My basket is empty although"])
    let output = try await visit(
      transport, ["report", "I have put tea into it. I am ann@example.com.", "", "", "", "", "", "wait accepted 20"])
    #expect(output.contains("You began to write earlier; go on:"))
    #expect(output.contains("Taken out of your words: e-mail."))
    #expect(
      transport.reports.map(\.text) == ["My basket is empty although\nI have put tea into it. I am [e-mail]."])
  }
}
