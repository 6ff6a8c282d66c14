// Days in use, from the real SDK to the real collector's counts: once, whatever is killed, repeated or refused.
import CollectorCore
import Foundation
import Tellback
import Testing

@Suite struct HeartbeatEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func reporter(_ key: String, _ name: String, version: String = "1.0") throws -> Reporter {
    try collector.reporter(key, name, version: version, updates: nil) {
      $0.consent.heartbeat = true
      $0.channel = "beta"
      $0.segment = "acme"
    }
  }

  private func counts(at now: Timestamp) async throws -> Exposure {
    try await collector.stop()
    let store = try collector.openStore()
    let today = ExposureDay.day(of: now)
    let found = try await store.read { store in
      try store.bestExposure(of: store.apps()[0].id, days: today - 2...today + 2)
    }
    await store.close()
    #expect(try collector.errors().isEmpty)
    return found
  }

  @Test func `each installation counts once a day, also when the collector is killed and everything repeats`()
    async throws
  {
    try await collector.start()
    let key = try await collector.createApp()
    let began = now()
    for name in ["ann", "bob", "ann", "ann"] {
      let reporter = try reporter(key, name)
      try await reporter.report("Something is wrong for \(name)")
      try await eventually("it is sent") { try await reporter.flush(within: .seconds(5)).isComplete }
      await reporter.close()
    }
    let client = Client(base: try collector.url, key: key)
    try await eventually("both are counted") { try await client.metrics()["tellback_heartbeat_days_total"] == 2 }
    let found = try await counts(at: began)
    #expect(found.source == .heartbeats)
    // Two where midnight fell into the test.
    #expect(found.days.reduce(0) { $0 + $1.installations } >= 2)
    #expect(found.days.allSatisfy { $0.version == "1.0" && $0.segment == "acme" && $0.channel == "beta" })
  }

  @Test func `by the plain API a repeat counts once, and nobody counts for another installation`() async throws {
    try await collector.start()
    let client = Client(base: try collector.url, key: try await collector.createApp())
    let moment = now()
    let day = moment.milliseconds / 86_400_000
    let batch = HeartbeatBatch(
      sentAt: moment, days: [Heartbeat(day: day, version: "1.0")], reached: [ReachedDay(day: day, pages: [7, 8])]
    ).encoded()
    let id = ReportID(at: moment, random: (1, 2))
    let own = try #require(InstallationCredential(id: id, secret: [UInt8](repeating: 1, count: 32)))
    let other = try #require(InstallationCredential(id: id, secret: [UInt8](repeating: 2, count: 32)))
    for _ in 0..<2 {
      let answer = try await client.send(
        "POST", WirePaths.heartbeats, batch, headers: [WireHeaders.installation: own.header])
      #expect(answer.status == 202 && HeartbeatAnswer.count(answer.body) == 1)
    }
    let wrong = try await client.send(
      "POST", WirePaths.heartbeats, batch, headers: [WireHeaders.installation: other.header])
    #expect(wrong.status == 403)
    #expect(try await client.send("POST", WirePaths.heartbeats, batch).status == 401)
    let bad = try await client.send(
      "POST", WirePaths.heartbeats, Array("{\"sentAt\":1}".utf8),
      headers: [WireHeaders.installation: own.header])
    #expect(bad.status == 422 && bad.text.contains("\"field\":\"days\""))
    #expect(try await client.metrics()["tellback_heartbeat_days_total"] == 1)
    let asked = try await client.send("GET", WirePaths.export, headers: [WireHeaders.installation: own.header])
    #expect(try ExportPage(decoding: asked.body).heartbeats.count == 1)
    let erased = try await client.send(
      "POST", WirePaths.erasures, ErasureRequest.everything(nil).encoded(),
      headers: [WireHeaders.installation: own.header])
    #expect(erased.status == 200)
    // What it sends later counts nothing.
    let late = try await client.send(
      "POST", WirePaths.heartbeats, batch, headers: [WireHeaders.installation: own.header])
    #expect(late.status == 202)
    #expect(try await counts(at: moment).days == [])
  }

  @Test func `D1: who repeats what fails is offered what staff know of it, before writing anything`() async throws {
    try await collector.start()
    let key = try await collector.createApp()
    let ann = try reporter(key, "ann")
    try await ann.report("Paying by card is declined")
    try await eventually("it is sent") { try await ann.flush(within: .seconds(5)).isComplete }
    await ann.close()
    try await collector.stop()
    let store = try collector.openStore()
    try await store.write { store in
      _ = try Digest().digestPending(in: store, now: now())
      try TicketActions(store, now: now()).publish(
        1, title: "Paying by card is declined", words: "visa refused, cannot pay, till", workaround: "Pay by invoice.",
        fixedIn: nil, by: .staff(id: 1, name: "Kim"))
    }
    await store.close()
    try await collector.start()
    let bob = try reporter(key, "bob")
    var troubles = bob.troubles.makeAsyncIterator()
    try await bob.refreshKnownIssues()
    for _ in 0..<5 { bob.step("Paying by card, declined") }
    let trouble = try #require(await troubles.next())
    #expect(trouble.suggestion?.issue.workaround == "Pay by invoice.")
    trouble.take()
    #expect(try await bob.statistics().captured == 0)
    await bob.close()
  }
}
