// The workaround of a pain point, from one form to everybody: the real SDK against the real program.
import CollectorCore
import CollectorSQLite
import Foundation
import Tellback
import Testing

@Suite struct PainEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func hears(_ words: String, _ receipt: ReportReceipt, _ reporter: Reporter) async throws {
    try await eventually("\(words) for \(receipt.reference)") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.state(of: receipt.id)?.states.contains { "\($0)".contains(words) } ?? false
    }
  }

  // Practice C2.
  @Test func `A workaround reaches who has reported it, who reports it later, and who is about to, also offline`()
    async throws
  {
    try await collector.start()
    let key = try await collector.createApp()
    let ann = try collector.reporter(key, "ann")
    let words = "My credit card is declined when I want to pay"
    let first = try await ann.report(words, user: "ann")
    try await eventually("its ticket") {
      try await ann.flush(within: .seconds(5))
      return try await ann.state(of: first.id)?.states.contains { if case .onTicket = $0 { true } else { false } }
        ?? false
    }
    try await collector.stop()
    var store = try collector.openStore()
    let pain = try await store.write { store in
      let kim = Actor.staff(
        id: try store.createAccount(email: "kim@example.com", name: "Kim", role: .support, passwordHash: "-", at: now())
          .id, name: "Kim")
      let actions = PainActions(store, now: now())
      let pain = try actions.make(of: [1], title: "Paying fails", by: kim)
      try actions.help(pain, "Pay by invoice.", publishedAs: "Paying by card is declined", by: kim)
      try actions.attempt(pain, "New client", .code, department: nil, release: .version("2.0"), by: kim)
      return pain
    }
    await store.close()
    try await collector.start()
    try await hears("Pay by invoice.", first, ann)
    let bob = try collector.reporter(key, "bob", version: "2.0")
    let later = try await bob.report(words, user: "bob")
    try await hears("Pay by invoice.", later, bob)
    let eve = try collector.reporter(key, "eve")
    #expect(try await eve.refreshKnownIssues())
    try await collector.stop()
    let offered = try #require(await eve.suggestions(for: "Paying by card: it is declined").first)
    #expect(offered.issue.workaround == "Pay by invoice.")
    store = try collector.openStore()
    let (reach, attempt, people) = try await store.read {
      (
        try $0.painReach(of: pain), try $0.painAttempts(of: pain).first,
        try $0.painFirstReports(of: pain, after: nil, limit: 9)
      )
    }
    #expect(reach == PainReach(told: 2))
    #expect(attempt?.regressedIn == "2.0", "bob's version has the attempt")
    #expect(people.compactMap(\.version).sorted() == ["1.0", "2.0"])
    await store.close()
    for one in [ann, bob, eve] { await one.close() }
  }
}
