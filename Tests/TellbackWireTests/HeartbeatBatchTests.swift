// The daily heartbeat on the wire: read as written, limits at their edge, anything else refused.
import Testing

@testable import TellbackWire

@Suite struct HeartbeatBatchTests {
  private func batch(_ days: [Heartbeat], _ help: [HelpDay] = [], _ reached: [ReachedDay] = []) -> HeartbeatBatch {
    HeartbeatBatch(sentAt: Timestamp(milliseconds: 9), days: days, help: help, reached: reached)
  }

  private func read(_ json: String) throws -> HeartbeatBatch { try HeartbeatBatch(decoding: Array(json.utf8)) }

  @Test func `heartbeats are read as they were written`() throws {
    let written = batch(
      [Heartbeat(day: 20_783, version: "2.1.0", segment: "acme \"&\" sons", channel: "beta"), Heartbeat(day: 0)],
      [
        HelpDay(day: 1, issue: 7, counts: HelpCounts(offered: 3, taken: 1, dismissed: 2, wroteAnyway: 1)),
        HelpDay(day: 2, issue: nil, counts: HelpCounts(offered: 1_000)),
      ], [ReachedDay(day: 3, pages: [0, 32_767, 5]), ReachedDay(day: 4, pages: [])])
    #expect(try HeartbeatBatch(decoding: written.encoded()) == written)
  }

  @Test func `keys of newer programs are skipped`() throws {
    let found = try read(#"{"sentAt":9,"new":[1],"days":[{"day":5,"new":{}}],"help":[{"day":6,"issue":null,"new":0}]}"#)
    #expect(found == batch([Heartbeat(day: 5)], [HelpDay(day: 6, issue: nil, counts: HelpCounts())]))
  }

  @Test func `limits hold at their edge`() throws {
    let most = (0..<WireLimits.heartbeats).map { Heartbeat(day: Int64($0)) }
    #expect(try HeartbeatBatch(decoding: batch(most).encoded()).days.count == WireLimits.heartbeats)
    #expect(throws: WireError.self) { try HeartbeatBatch(decoding: batch(most + [Heartbeat(day: 99)]).encoded()) }
    let help = (0..<WireLimits.helpDays).map { HelpDay(day: Int64($0), issue: nil, counts: HelpCounts()) }
    #expect(try HeartbeatBatch(decoding: batch([], help).encoded()).help.count == WireLimits.helpDays)
    #expect(throws: WireError.self) { try HeartbeatBatch(decoding: batch([], help + [help[0]]).encoded()) }
    let reached = (0..<WireLimits.heartbeats).map {
      ReachedDay(day: Int64($0), pages: Array(0..<WireLimits.reachedPages))
    }
    #expect(try HeartbeatBatch(decoding: batch([], [], reached).encoded()).reached == reached)
    #expect(throws: WireError.self) { try HeartbeatBatch(decoding: batch([], [], reached + [reached[0]]).encoded()) }
    let more = ReachedDay(day: 1, pages: Array(0...WireLimits.reachedPages))
    #expect(throws: WireError.self) { try HeartbeatBatch(decoding: batch([], [], [more]).encoded()) }
    for (key, limit) in [
      ("version", WireLimits.contextValue), ("segment", WireLimits.segment), ("channel", WireLimits.channel),
    ] {
      #expect(throws: Never.self) { try read(#"{"sentAt":1,"days":[{"day":1,"\#(key)":"\#(Samples.x(limit))"}]}"#) }
      let error = #expect(throws: WireError.self) {
        try read(#"{"sentAt":1,"days":[{"day":1,"\#(key)":"\#(Samples.x(limit + 1))"}]}"#)
      }
      #expect(error?.code == .tooLong && error?.field == "days.\(key)")
    }
    let small = batch([]).encoded()
    let padding = [UInt8](repeating: 0x20, count: WireLimits.heartbeatBytes - small.count)
    #expect(throws: Never.self) { try HeartbeatBatch(decoding: small + padding) }
    #expect(throws: WireError.self) { try HeartbeatBatch(decoding: small + padding + [0x20]) }
  }

  @Test(arguments: [
    #"{"days":[]}"#, #"{"sentAt":1}"#, #"{"sentAt":1,"days":[{}]}"#, #"{"sentAt":1,"days":[{"day":-1}]}"#,
    #"{"sentAt":1,"days":[{"day":100001}]}"#, #"{"sentAt":1,"days":[{"day":"5"}]}"#, #"{"sentAt":1,"days":{}}"#,
    #"{"sentAt":1,"days":[],"help":[{"issue":1}]}"#, #"{"sentAt":1,"days":[],"help":[{"day":1,"issue":0}]}"#,
    #"{"sentAt":1,"days":[],"help":[{"day":1,"offered":1001}]}"#,
    #"{"sentAt":1,"days":[],"help":[{"day":1,"taken":-1}]}"#, #"{"sentAt":1,"days":[],"reached":[{"pages":[1]}]}"#,
    #"{"sentAt":1,"days":[],"reached":[{"day":1,"pages":[32768]}]}"#, "[]", "",
    #"{"sentAt":1,"days":[],"reached":[{"day":1,"pages":[-1]}]}"#,
    #"{"sentAt":1,"days":[],"reached":[{"day":1,"pages":["/cart"]}]}"#,
  ])
  func `what breaks the format is refused`(json: String) {
    #expect(throws: WireError.self) { try read(json) }
  }

  @Test func `numbers of pages stay as they are: devices send them and collectors keep them`() {
    for (page, number) in [
      ("", 11_105), ("/a", 12_308), ("/pay", 5_933), ("/checkout", 4_184), ("/zahlung/übersicht", 23_259),
    ] { #expect(PageNumber.of(page) == number) }
    let numbers = Set((0..<300).map { PageNumber.of("/page/\($0)") })
    #expect(numbers.count > 290 && numbers.allSatisfy { (0..<PageNumber.count).contains($0) })
  }

  @Test func `only a collector's answer settles anything`() {
    #expect(HeartbeatAnswer.count(HeartbeatAnswer.encoded(51)) == 51)
    for other in ["<html>Sign in to the hotel</html>", "{}", "{\"receipts\":[]}", "{\"heartbeats\":\"1\"}", ""] {
      #expect(HeartbeatAnswer.count(Array(other.utf8)) == nil)
    }
  }
}
