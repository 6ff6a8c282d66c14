import Foundation
import Tellback
import TellbackTesting
import Testing

@testable import CornerShop

/// Whole visits to the shop: real reporter, real queue files, a transport that records.
struct ShopAppTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corner-shop-\(UUID())").path

  /// Lets a customer type `lines`.
  private func visit(
    _ transport: RecordingTransport, user: String? = "ann", _ lines: [String]
  ) async throws -> (output: [String], isContent: Bool) {
    var configuration = try ShopOptions(["--key", "tb_test", "--data", folder], environment: [:]).configuration()
    configuration.transport = transport
    let console = ScriptedConsole(lines)
    let app = ShopApp(console: console, reporter: try Reporter(configuration), user: user)
    let isContent = await app.run()
    return (console.output, isContent)
  }

  private func cleanUp() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func `a report carries the words, the page, the steps and the error that the customer met`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    let visit = try await visit(
      transport,
      [
        "add tea", "voucher SPRING-SALE-15", "report", "My voucher is not taken.", "It hangs in your window!", "", "",
        "y",
        "", "", "wait accepted 20",
      ])
    #expect(visit.isContent)
    let report = try #require(transport.reports.first)
    #expect(transport.reports.count == 1)
    #expect(report.text == "My voucher is not taken.\nIt hangs in your window!")
    #expect(report.page == "/basket/voucher")
    #expect(report.user == "ann")
    #expect(report.steps.map(\.text).contains("added tea"))
    #expect(report.error?.type.contains("VoucherError") == true)
    #expect(report.error?.message.contains("SPRING-SALE-15") == true)
    #expect(report.fields.first { $0.key == "pieces" }?.value == .integer(1))
    #expect(visit.output.contains { $0.contains("Your reference is \(report.id.reference)") })
  }

  @Test func `who meets a known problem is told what helps before writing anything`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    transport.knownIssues = [
      KnownIssue(
        id: 3, title: "Vouchers with several words are refused", words: "code unreadable SPRING-SALE-15",
        workaround: "AUTUMN-10 works instead.")
    ]
    _ = try await visit(transport, ["send"])
    let visit = try await visit(transport, ["add tea", "voucher SPRING-SALE-15", "pause", "yes"])
    #expect(visit.output.contains { $0.hasPrefix("  * We know of this: Vouchers") && $0.contains("AUTUMN-10 works") })
    #expect(visit.output.contains("Good."))
    #expect(transport.reports.isEmpty)
  }

  @Test func `without consent neither steps nor facts about the computer go along`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    _ = try await visit(
      transport, ["add tea", "report question", "Do you have rye bread?", "", "", "n", "no", "y", "wait accepted 20"])
    let report = try #require(transport.reports.first)
    #expect(report.kind == .question)
    #expect(report.steps.isEmpty)
    #expect(report.context.osName == nil && report.context.appVersion == nil)
  }

  @Test(arguments: [["report", "", ""], ["report", "words", "", "", "", "", "n"], ["report", "words"]])
  func `nothing is saved without words and a yes`(lines: [String]) async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    let first = try await visit(transport, lines)
    let second = try await visit(transport, ["send", "reports"])
    #expect(transport.reports.isEmpty)
    #expect(!first.output.contains { $0.contains("Your reference") })
    #expect(second.output.contains("You have not told us anything yet."))
  }

  @Test func `what was said while the collector was away is sent by the next visit`() async throws {
    defer { cleanUp() }
    let away = RecordingTransport { _, _ in throw URLError(.cannotConnectToHost) }
    let first = try await visit(away, ["report", "The total is wrong.", "", "", "", "", "", "send", "reports"])
    #expect(first.output.contains("    saved on this computer"))
    #expect(first.output.contains { $0.hasPrefix("We cannot be reached just now") })
    #expect(away.reports.isEmpty)

    let back = RecordingTransport()
    let second = try await visit(back, ["wait accepted 20", "reports"])
    #expect(second.isContent)
    #expect(back.reports.map(\.text) == ["The total is wrong."])
    #expect(second.output.contains("    we have it"))
  }

  @Test func `answers appear as they come`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    _ = try await visit(transport, ["report", "The total is wrong.", "", "", "", "", "", "wait accepted 20"])
    let id = try #require(transport.reports.first?.id)
    let at = Timestamp(milliseconds: 1_800_000_000_000)
    transport.updates = [
      TicketUpdate(sequence: 1, report: id, kind: .onTicket, at: at, ticket: 7),
      TicketUpdate(sequence: 2, report: id, kind: .answered, at: at, message: "We count anew.", by: "Kim"),
      TicketUpdate(sequence: 3, report: id, kind: .fixed, at: at, message: "It adds up now.", by: "Kim"),
    ]
    let visit = try await visit(transport, ["wait ticket 20", "wait answered 20", "wait fixed 20", "reports"])
    #expect(visit.isContent)
    #expect(visit.output.contains("    on ticket #7"))
    #expect(visit.output.contains("    Kim answered: We count anew."))
    #expect(visit.output.contains("    fixed by Kim: It adds up now."))
  }

  @Test func `who describes a known problem in other words is offered it, and can say 'me too' instead`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    transport.knownIssues = [
      KnownIssue(
        id: 7, title: "Voucher codes with several words are refused at the till", words: "discount coupon not accepted",
        workaround: "Use AUTUMN-10.")
    ]
    let visit = try await visit(
      transport, ["send", "report", "The till does not take my discount voucher", "me too", "", "", "wait accepted 20"])
    #expect(visit.output.contains("  We know of this: Voucher codes with several words are refused at the till"))
    #expect(visit.output.contains("  Until it is mended: Use AUTUMN-10."))
    #expect(visit.isContent)
    #expect(transport.reports.map(\.knownIssue) == [7])
  }

  @Test func `waiting in vain is told to whoever started the shop`() async throws {
    defer { cleanUp() }
    let visit = try await visit(RecordingTransport(), ["wait ticket 1"])
    #expect(!visit.isContent)
  }

  @Test func `prices in the basket follow the voucher`() async throws {
    defer { cleanUp() }
    let visit = try await visit(
      RecordingTransport(), ["add honey", "voucher AUTUMN-10", "pay", "pay", "remove tea", "add x"])
    #expect(visit.output.contains("  To pay: 4.86"))
    #expect(visit.output.contains("Your basket is empty."))
    #expect(visit.output.contains("We have no x."))
  }
}
