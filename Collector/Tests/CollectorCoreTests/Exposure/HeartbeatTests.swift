// Heartbeats as the domain takes them. Practices C4 and D2 rest on these counts.
import CollectorCore
import TellbackWire
import Testing

@Suite struct HeartbeatTests {
  private let app = AppID(1)
  /// 2025-06-15.
  private let today = ExposureDay.day(of: noon)

  private func sender(_ number: UInt64 = 900) -> InstallationContact {
    InstallationContact(app: app, id: makeID(number), secretHash: [], at: noon)
  }

  /// Takes a day; the sender's clock is `ahead` milliseconds ahead. Returns the days that are counted now.
  private func counted(_ day: Int64, ahead: Int64 = 0, at now: Timestamp = noon) throws -> [Int64] {
    let store = MemoryTransaction()
    let batch = HeartbeatBatch(
      sentAt: Timestamp(milliseconds: now.milliseconds + ahead), days: [Heartbeat(day: day, version: "1")])
    try Heartbeats(store, now: now).take(batch, from: sender())
    return try store.exposure(of: app, days: 0...Int64.max).map(\.day)
  }

  private let hour: Int64 = 3_600_000
  private var wholeDay: Int64 { 24 * hour }

  @Test func `a day counts as the sender says where its clock is about right`() throws {
    for ahead: Int64 in [0, 1, -1, 11 * hour, -11 * hour] {
      for day in [today, today - 1, today - 30] { #expect(try counted(day, ahead: ahead) == [day], "\(ahead)") }
    }
  }

  @Test func `a clock that is wrong by days or decades is corrected in whole days`() throws {
    #expect(try counted(today + 3, ahead: 3 * wholeDay + 2 * hour) == [today])
    #expect(try counted(today - 40, ahead: -30 * wholeDay) == [today - 10])
    // A clock that begins at 1970 after each start.
    #expect(try counted(0, ahead: -noon.milliseconds) == [today])
    #expect(try counted(1, ahead: -noon.milliseconds + wholeDay) == [today])
  }

  @Test func `a repeat that travels longer counts for the same day`() throws {
    let store = MemoryTransaction()
    // Just before and just after the sender's midnight, by a collector that is twelve seconds behind it.
    let midnight = Timestamp(milliseconds: today * wholeDay)
    let delays: [Int64] = [0, 3, 90, 86_400, 432_000]
    for delay in delays {
      let sentAt = midnight.adding(seconds: delay)
      let batch = HeartbeatBatch(sentAt: sentAt, days: [Heartbeat(day: today)])
      try Heartbeats(store, now: sentAt.adding(seconds: -12)).take(batch, from: sender())
    }
    #expect(try store.exposure(of: app, days: 0...Int64.max).map(\.installations) == [1])
  }

  @Test func `what is too old counts nothing; what a changed clock dates in the future counts today`() throws {
    #expect(try counted(today - 400) == [today - 400])
    #expect(try counted(today - 401) == [])
    #expect(try counted(today + 1) == [today + 1])
    #expect(try counted(today + 2) == [today])
    #expect(try counted(100_000) == [today])
    #expect(try counted(5) == [today])
  }

  // Practice C4: what rose is told by how far people get.
  @Test func `pages count for a day in use, corrected as the day is`() throws {
    let store = MemoryTransaction()
    let ahead = 3 * wholeDay
    let batch = HeartbeatBatch(
      sentAt: Timestamp(milliseconds: noon.milliseconds + ahead), days: [Heartbeat(day: today + 2, version: "1")],
      reached: [ReachedDay(day: today + 2, pages: [4, 5, 4]), ReachedDay(day: today + 1, pages: [6])])
    for _ in 0..<2 { try Heartbeats(store, now: noon).take(batch, from: sender()) }
    let found = try store.pageReach(of: app, days: 0...Int64.max, pages: [4, 5, 6])
    #expect(found.map(\.day.day) == [today - 1] && found.map(\.day.installations) == [1])
    #expect(found.first?.pages == [4: 1, 5: 1])
    #expect(try store.saidPages(sender().id, app: app, day: today - 1))
    #expect(try !store.saidPages(sender().id, app: app, day: today - 2))
  }

  @Test func `help counts for issues that were published, and for reports`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).publish(
      1, title: "Saving fails", words: "", workaround: "Save twice.", fixedIn: nil, by: ann)
    let counts = HelpCounts(offered: 2, taken: 1)
    let help = [Int64(1), 99, nil].map { HelpDay(day: today, issue: $0, counts: counts) }
    try Heartbeats(store, now: noon).take(HeartbeatBatch(sentAt: noon, days: [], help: help + help), from: sender())
    #expect(
      try store.offeredHelp(of: app, days: 0...Int64.max) == [
        OfferedHelp(day: today, issue: 1, counts: counts), OfferedHelp(day: today, issue: nil, counts: counts),
      ])
  }
}
