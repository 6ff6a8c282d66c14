// Known issues from the desk to the device and back, and what matching suggests: the real SDK against the real program.
import CollectorCore
import CollectorSQLite
import Foundation
import Tellback
import Testing

@Suite struct KnownIssueEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  /// What staff would do on the board, while the collector rests.
  private func atTheDesk<Value: Sendable>(
    _ body: @escaping @Sendable (TicketActions, any StoreWrites) throws -> Value
  ) async throws -> Value {
    try await collector.stop()
    let store = try collector.openStore()
    let value = try await store.write { try body(TicketActions($0, now: now()), $0) }
    await store.close()
    try await collector.start()
    return value
  }

  private func ticket(of receipt: ReportReceipt, _ reporter: Reporter) async throws -> Int64 {
    var found: Int64?
    try await eventually("the ticket of \(receipt.reference)") {
      try await reporter.flush(within: .seconds(5))
      for case .onTicket(let number) in try await reporter.state(of: receipt.id)?.states ?? [] { found = number }
      return found != nil
    }
    return found ?? 0
  }

  @Test func `The second person is offered the known issue, says me too, and hears of the fix`() async throws {
    try await collector.start()
    let key = try await collector.createApp()
    let ann = try collector.reporter(key, "ann")
    let first = try await ann.report("My credit card is declined when I want to pay", user: "ann")
    let number = try await ticket(of: first, ann)
    let bob = try collector.reporter(key, "bob")
    #expect(try await bob.refreshKnownIssues())
    #expect(await bob.suggestions(for: "Cannot pay: the till refuses my visa card").isEmpty)
    _ = try await atTheDesk { desk, _ in
      try desk.publish(
        number, title: "Paying by card is declined", words: "visa refused, cannot pay, till",
        workaround: "Pay by invoice.", fixedIn: nil, by: .staff(id: 1, name: "Kim"))
    }
    #expect(try await bob.refreshKnownIssues())
    #expect(try await bob.refreshKnownIssues() == false)
    try await collector.stop()
    // Offline by now, and still helped.
    let offered = try #require(await bob.suggestions(for: "Cannot pay: the till refuses my visa card").first)
    #expect(offered.issue.id == number)
    #expect(offered.issue.workaround == "Pay by invoice.")
    #expect(offered.words.contains("pay"))
    let meToo = try await bob.meToo(offered.issue)
    #expect(meToo.durable)
    try await collector.start()
    #expect(try await ticket(of: meToo, bob) == number)
    let counted = try await atTheDesk { desk, store in
      _ = try store.createAccount(email: "kim@example.com", name: "Kim", role: .support, passwordHash: "-", at: now())
      try desk.claim(number, by: .staff(id: 1, name: "Kim"))
      try desk.resolve(number, as: .code, note: "Fixed in 1.1", by: .staff(id: 1, name: "Kim"))
      return try store.ticket(number)
    }
    #expect(counted?.reportCount == 2)
    #expect(counted?.reporterCount == 2)
    for (reporter, receipt) in [(ann, first), (bob, meToo)] {
      try await eventually("the fix") {
        try await reporter.flush(within: .seconds(5))
        return try await reporter.state(of: receipt.id)?.state == .fixed(note: "Fixed in 1.1", by: "Kim")
      }
    }
    await ann.close()
    await bob.close()
  }

  @Test func `A version that has the fix is not told of the issue, and the tag answers a repeat`() async throws {
    try await collector.start()
    let key = try await collector.createApp()
    let client = Client(base: try collector.url, key: key)
    _ = try await client.report(newReport("It broke"))
    try await eventually("the digest") { try await client.metrics()["tellback_reports_opened_total"] == 1 }
    _ = try await atTheDesk { desk, _ in
      try desk.publish(1, title: "It breaks", words: "", workaround: nil, fixedIn: "1.10", by: .system)
    }
    let old = try await client.send("GET", "/v1/known-issues?version=1.9")
    #expect(old.status == 200)
    #expect(old.text.contains("It breaks"))
    let new = try await client.send("GET", "/v1/known-issues?version=1.10")
    #expect(new.status == 200)
    #expect(!new.text.contains("It breaks"))
    let tag = try #require(old.headers["etag"])
    let again = try await client.send(
      "GET", "/v1/known-issues?version=1.9", headers: ["If-None-Match": "\"x\", W/\(tag)"])
    #expect(again.status == 304)
    #expect(again.body.isEmpty)
    let stranger = try await Client(base: collector.url, key: "tb_wrong").send("GET", "/v1/known-issues")
    #expect(stranger.status == 401)
    let endless = try await client.send("GET", "/v1/known-issues?version=" + String(repeating: "1", count: 600))
    #expect(endless.status == 422)
    #expect(endless.text.contains("500 bytes"))
  }

  @Test func `What an erased report said leaves the index and its file`() async throws {
    try await collector.start()
    let client = Client(base: try collector.url, key: try await collector.createApp())
    let report = newReport("Zugzwang appears in the ledger of my grandmother")
    _ = try await client.report(report)
    _ = try await client.report(newReport("Something else entirely"))
    try await eventually("the digest") { try await client.metrics()["tellback_reports_opened_total"] == 2 }
    try await collector.stop()
    let file = URL(fileURLWithPath: collector.data + "/match.index")
    #expect(try Data(contentsOf: file).range(of: Data("zugzwang".utf8)) != nil)
    try await collector.start()
    try await eventually("the index") { try await client.metrics()["tellback_match_index_reports"] == 2 }
    let erased = try await Tool.run(["report", "erase", report.id.description, "--data", collector.data])
    #expect(erased.status == 0)
    #expect(try await client.metrics()["tellback_match_index_reports"] == 1)
    try await collector.stop()
    #expect(!FileManager.default.fileExists(atPath: file.path))
    try await collector.start()
    try await eventually("the index") { try await client.metrics()["tellback_match_index_ready"] == 1 }
    #expect(try await client.metrics()["tellback_match_index_reports"] == 1)
  }

  @Test func `An app's thresholds are set by a command`() async throws {
    _ = try await collector.createApp()
    let data = ["--data", collector.data]
    let set = try await Tool.run(
      ["app", "match", "shop", "--suggest", "0.3", "--attach", "2", "--triage", "0.8"] + data)
    #expect(set.status == 0 && set.output.contains("suggests at 0.3") && set.output.contains("proposes at 0.8"))
    let kept = try await Tool.run(["app", "match", "shop", "--triage", "0.5"] + data)
    #expect(kept.output.contains("joins at 2.0, suggests at 0.3, proposes at 0.5"))
    #expect(try await Tool.run(["app", "match", "shop", "--suggest", "2"] + data).status == 2)
    let rule = try await Tool.run(["app", "match", "shop", "--title", "0.5", "--days", "14", "--mass", "12"] + data)
    #expect(rule.output.contains("join within 14.0 days, with titles alike to 0.5, when they weigh 12.0 or more"))
    let read = try await Tool.run(["app", "match", "shop"] + data)
    #expect(read.output == rule.output)
    let beyond = [
      ["--title", "1.01"], ["--days", "3651"], ["--mass", "-1"], ["--mass", "10001"], ["--days", "soon"],
    ]
    for wrong in beyond { #expect(try await Tool.run(["app", "match", "shop"] + wrong + data).status == 2) }
    #expect(try await Tool.run(["app", "match", "nobody"] + data).status == 1)
  }

  @Test func `A report in other words opens its own ticket, with the one that it is like and why`() async throws {
    try await collector.start()
    let client = Client(base: try collector.url, key: try await collector.createApp())
    let others = [
      "The photo gallery is slow to scroll", "Please add a dark theme", "Cannot change my delivery address",
      "The invoice has the wrong company name", "Login asks for the code every single time",
    ]
    for (index, words) in others.enumerated() {
      #expect(try await client.report(newReport(words)).status == 202)
      try await eventually("the digest") {
        try await client.metrics()["tellback_reports_opened_total"] == Int64(index + 1)
      }
    }
    #expect(
      try await client.report(newReport("Export to PDF cuts the last column of the monthly statement")).status == 202)
    try await eventually("the digest") { try await client.metrics()["tellback_reports_opened_total"] == 6 }
    // Started anew, the index comes from its file, and from the store when the file is gone, damaged or of another store.
    let file = collector.data + "/match.index"
    let spoils: [(Data) throws -> Void] = [
      { _ in }, { _ in try FileManager.default.removeItem(atPath: file) },
      { try $0.dropLast(9).write(to: URL(fileURLWithPath: file)) },
      { bytes in
        var other = bytes
        other[20] ^= 1
        try other.write(to: URL(fileURLWithPath: file))
      },
    ]
    for spoil in spoils {
      try await collector.stop()
      try spoil(try Data(contentsOf: URL(fileURLWithPath: file)))
      try await collector.start()
      try await eventually("the index") { try await client.metrics()["tellback_match_index_ready"] == 1 }
      #expect(try await client.metrics()["tellback_match_index_reports"] == 6)
    }
    let doctor = try await Tool.run(["doctor", "--reindex", "--data", collector.data])
    #expect(doctor.status == 0)
    #expect(doctor.output.contains("builds it anew") || doctor.output.contains("builds the index"))
    #expect(
      try await client.report(newReport("The last column is missing when I export my monthly statement as PDF")).status
        == 202)
    try await eventually("the digest") { try await client.metrics()["tellback_reports_opened_total"] == 7 }
    let suggestions = try await atTheDesk { _, store in try store.suggestions(ofTicket: 7) }
    let best = try #require(suggestions.first)
    #expect(best.candidate == 6)
    #expect(best.words.contains { $0.lowercased() == "column" })
    #expect(try await client.metrics()["tellback_match_failures_total"] == 0)
    // Merged, there is nothing left to suggest; undone, there is again.
    let link = try await atTheDesk { desk, store in
      let link = try desk.merge(7, into: 6, by: .staff(id: 1, name: "Kim"))
      if try store.suggestions(ofTicket: 6).contains(where: { $0.candidate == 7 }) { throw TestFailure("still there") }
      return link.id
    }
    let again = try await atTheDesk { desk, store in
      try desk.undo(link: link, by: .staff(id: 1, name: "Kim"))
      return try store.suggestions(ofTicket: 6)
    }
    #expect(again.map(\.candidate).contains(7))
  }
}
