// Batches, receipts, updates, identities, references and credentials.
import Testing

@testable import TellbackWire

@Suite struct MessageTests {
  private func id(_ number: UInt64) -> ReportID { ReportID(at: Timestamp(milliseconds: 1), random: (0, number)) }

  // MARK: Batches

  @Test func `a batch is read as it was written, and knows where each report stands in it`() throws {
    let reports = [Samples.minimal, Samples.full].map { $0.encoded() }
    let accounting = Accounting(captured: 5, delivered: 2, queued: 2, discarded: ["queue_full": 1])
    let bytes = ReportBatch.encoded(reports: reports, sentAt: Timestamp(milliseconds: 9), accounting: accounting)
    let batch = try ReportBatch.decode(bytes)
    #expect(batch.sentAt?.milliseconds == 9)
    #expect(batch.accounting == accounting)
    let ranges = batch.elements.compactMap { element -> Range<Int>? in
      guard case .report(_, let range) = element else { return nil }
      return range
    }
    #expect(ranges.map { Array(bytes[$0]) } == reports)
    #expect(try ranges.map { try Report(decoding: Array(bytes[$0])) } == [Samples.minimal, Samples.full])
  }

  @Test func `one report that breaks a limit is refused alone`() throws {
    var long = Samples.minimal
    long.page = Samples.x(1_001)
    let bytes = ReportBatch.encoded(
      reports: [long.encoded(), Samples.minimal.encoded()], sentAt: Timestamp(milliseconds: 1), accounting: nil)
    let batch = try ReportBatch.decode(bytes)
    guard case .refused(let id, let error) = batch.elements[0], case .report = batch.elements[1] else {
      Issue.record("\(batch.elements)")
      return
    }
    #expect(id == long.id && error.field == "page")
  }

  @Test func `a batch of bad JSON, or with a report without an id, is refused as a whole`() {
    for json in [
      #"{"reports":[{"id":"#, #"{"reports":[{"text":"x"}]}"#, #"{"reports":[1]}"#, "{}", #"{"reports":{}}"#,
    ] {
      #expect(throws: WireError.self, "\(json)") { try ReportBatch.decode(Array(json.utf8)) }
    }
  }

  @Test func `reports and bytes of a batch are limited at their edge`() throws {
    func batch(_ count: Int) -> [UInt8] {
      ReportBatch.encoded(
        reports: [[UInt8]](repeating: Samples.minimal.encoded(), count: count), sentAt: Timestamp(milliseconds: 1),
        accounting: nil)
    }
    #expect(try ReportBatch.decode(batch(WireLimits.batchReports)).elements.count == WireLimits.batchReports)
    #expect(throws: WireError.self) { try ReportBatch.decode(batch(WireLimits.batchReports + 1)) }
    let small = batch(1)
    let padding = [UInt8](repeating: 0x20, count: WireLimits.batchBytes - small.count)
    #expect(try ReportBatch.decode(small + padding).elements.count == 1)
    #expect(throws: WireError.self) { try ReportBatch.decode(small + padding + [0x20]) }
  }

  // MARK: Answers

  @Test func `receipts are read as they were written`() throws {
    let receipts = [
      Receipt(id: id(1), outcome: .accepted), Receipt(id: id(2), outcome: .refused, code: "c", message: "why"),
      Receipt(id: id(3), outcome: .duplicate), Receipt(id: id(4), outcome: .erased),
    ]
    #expect(try Receipt.decodeAll(Receipt.encoded(receipts)) == receipts)
    #expect(throws: WireError.self) { try Receipt.decodeAll(Array("{}".utf8)) }
    #expect(throws: WireError.self) {
      try Receipt.decodeAll(Array(#"{"receipts":[{"id":"\#(id(1))","outcome":"maybe"}]}"#.utf8))
    }
  }

  @Test func `updates are read as they were written, and unknown kinds are passed over`() throws {
    let update = TicketUpdate(
      sequence: 4, report: id(1), kind: .answered, at: Timestamp(milliseconds: 8), ticket: 7, message: "m", by: "b")
    let page = UpdatePage(updates: [update], cursor: 4, hasMore: true)
    #expect(try UpdatePage(decoding: page.encoded()) == page)
    let json = #"{"cursor":9,"updates":[{"sequence":9,"report":"\#(id(1))","kind":"sung","at":1}]}"#
    #expect(try UpdatePage(decoding: Array(json.utf8)) == UpdatePage(updates: [], cursor: 9, hasMore: false))
  }

  // MARK: Identities

  @Test func `an id is a UUIDv7 that sorts by its moment and is read in either case`() throws {
    let early = ReportID(at: Timestamp(milliseconds: 1_000), random: (.max, .max))
    let late = ReportID(at: Timestamp(milliseconds: 1_001), random: (0, 0))
    #expect(early < late)
    #expect(early.description == "00000000-03e8-7fff-bfff-ffffffffffff")
    #expect(ReportID(early.description.uppercased()) == early)
    #expect(ReportID(bytes: early.bytes) == early)
    #expect(early.bytes.lexicographicallyPrecedes(late.bytes))
    // A clock before 1970 or past the year 10889 stays within the 48 bits.
    #expect(ReportID(at: Timestamp(milliseconds: .min), random: (0, 0)).bytes.prefix(6).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [
    "", "00000000-03e8-7fff-bfff-fffffffffff", "00000000-03e8-7fff-bfff-ffffffffffff0",
    "00000000003e8-7fff-bfff-ffffffffffff",
    "g0000000-03e8-7fff-bfff-ffffffffffff", "{0000000-03e8-7fff-bfff-fffffffffff}", "0000000003e87fffbfffffffffffffff",
    "00000000-03e8-7fff-bfff-ffffffffff-f",
  ])
  func `anything else is no id`(text: String) { #expect(ReportID(text) == nil) }

  @Test func `a reference is heard in any spelling, and every single slip is noticed`() throws {
    var random: UInt64 = 5
    for _ in 0..<200 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let reference = Reference(value: random >> 20)
      let text = reference.description
      #expect(Reference(text) == reference)
      #expect(Reference(text.lowercased().split(separator: "-").joined(separator: " ")) == reference)
      #expect(Reference(String(text.dropFirst(3)).replacing("0", with: "O").replacing("1", with: "l")) == reference)
      var characters = Array(text)
      for index in 3..<characters.count where characters[index] != "-" {
        let old = characters[index]
        characters[index] = old == "7" ? "8" : "7"
        #expect(Reference(String(characters)) == nil)
        characters[index] = old
      }
      for index in 3..<characters.count - 1 {
        guard characters[index] != "-", characters[index + 1] != "-", characters[index] != characters[index + 1]
        else { continue }
        characters.swapAt(index, index + 1)
        #expect(Reference(String(characters)) == nil)
        characters.swapAt(index, index + 1)
      }
    }
    for text in ["", "TB-", "TB-7K3Q-M2X", "TB-7K3Q-M2X99", "TB-7K3Q-M2XU"] { #expect(Reference(text) == nil) }
  }

  @Test func `a credential is read as it was written, and from nothing else`() throws {
    let secret = (0..<32).map { UInt8($0 * 8) }
    let credential = try #require(InstallationCredential(id: id(1), secret: secret))
    #expect(InstallationCredential(header: credential.header) == credential)
    #expect(InstallationCredential(id: id(1), secret: [1]) == nil)
    for header in [
      "", ".", "\(id(1))", "\(id(1)).", "\(id(1)).00", credential.header + "0", credential.header + ".",
      String(credential.header.dropLast()) + "g",
    ] {
      #expect(InstallationCredential(header: header) == nil, "\(header)")
    }
  }

  @Test func `moments stay at the ends of their range`() {
    #expect(Timestamp(milliseconds: .max).adding(seconds: 1).milliseconds == .max)
    #expect(Timestamp(milliseconds: .min).adding(seconds: -1).milliseconds == .min)
    #expect(Timestamp(milliseconds: 0).adding(seconds: .max).milliseconds == .max)
    #expect(Timestamp(milliseconds: 5).adding(seconds: -1).milliseconds == -995)
  }
}

extension MessageTests {
  @Test func `a number of the wrong kind refuses its report alone, not the batch`() throws {
    let bad = String(decoding: Samples.json(#""context":{"diskFree":1.5}"#), as: UTF8.self)
    let good = String(decoding: Samples.minimal.encoded(), as: UTF8.self)
    let batch = try ReportBatch.decode(Array(#"{"reports":[\#(bad),\#(good)]}"#.utf8))
    guard case .refused(_, let error) = batch.elements[0], case .report = batch.elements[1] else {
      Issue.record("\(batch.elements)")
      return
    }
    #expect(error.code == .wrongType && error.field == "context.diskFree")
  }
}
