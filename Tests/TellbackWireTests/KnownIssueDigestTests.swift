// The digest of known issues: what is written is read again, and nothing but that.
import TellbackMatch
import TellbackWire
import Testing

struct KnownIssueDigestTests {
  private let issues = [
    KnownIssue(
      id: 7, title: "Saving says \"disk full\"", words: "cannot save, no space",
      workaround: "Empty the bin.\nThen save.",
      state: .open),
    KnownIssue(id: 9, title: "Füße auf der Rechnung", state: .fixed, fixedIn: "2.2.0"),
  ]

  private func encoded() -> [UInt8] { KnownIssueDigest(issues: issues).encoded(checksum: Checksum.sha256) }

  @Test func whatIsWrittenIsReadAgain() throws {
    #expect(try KnownIssueDigest(decoding: encoded(), checksum: Checksum.sha256).issues == issues)
  }

  @Test func anEmptyDigestIsADigest() throws {
    let bytes = KnownIssueDigest(issues: []).encoded(checksum: Checksum.sha256)
    #expect(try KnownIssueDigest(decoding: bytes, checksum: Checksum.sha256).issues.isEmpty)
  }

  @Test func aDigestCutAnywhereIsRefused() {
    let bytes = encoded()
    for length in 0..<bytes.count {
      #expect(throws: WireError.self) {
        try KnownIssueDigest(decoding: Array(bytes[..<length]), checksum: Checksum.sha256)
      }
    }
  }

  @Test func aDigestWithOneBitTurnedAnywhereIsRefused() {
    let bytes = encoded()
    for position in bytes.indices {
      for bit in 0..<8 {
        var altered = bytes
        altered[position] ^= 1 << UInt8(bit)
        // A turned bit may make a key unknown or white space another one, but never another digest.
        let read = try? KnownIssueDigest(decoding: altered, checksum: Checksum.sha256)
        #expect(read == nil || read?.issues == issues)
      }
    }
  }

  @Test func anIssueMovedFromAnotherDigestIsRefused() throws {
    let text = String(decoding: encoded(), as: UTF8.self)
    let forged = text.replacingFirst("Empty the bin.", with: "Call 0900 123.")
    #expect(forged != text)
    #expect(throws: WireError.self) { try KnownIssueDigest(decoding: Array(forged.utf8), checksum: Checksum.sha256) }
  }

  @Test func anIdThatStandsTwiceIsRefused() {
    let twice = KnownIssueDigest(issues: [issues[0], issues[0]]).encoded(checksum: Checksum.sha256)
    #expect(throws: WireError.self) { try KnownIssueDigest(decoding: twice, checksum: Checksum.sha256) }
  }

  @Test func theFirstIssuesThatFitAreKept() throws {
    let long = String(repeating: "w", count: 900)
    let many = (1...1_200).map { KnownIssue(id: Int64($0), title: "Issue \($0)", words: long) }
    let digest = KnownIssueDigest(fitting: many)
    let bytes = digest.encoded(checksum: Checksum.sha256)
    #expect(bytes.count <= WireLimits.knownIssueDigestBytes)
    #expect(digest.issues.first?.id == 1)
    #expect(digest.issues.count > 300)
    #expect(try KnownIssueDigest(decoding: bytes, checksum: Checksum.sha256) == digest)
    #expect(
      KnownIssueDigest(fitting: many.map { KnownIssue(id: $0.id, title: $0.title) }).issues.count
        == WireLimits.knownIssues)
  }

  @Test func aReportSaysWhichKnownIssueItMeans() throws {
    let report = Report(
      id: ReportID(at: Timestamp(milliseconds: 5), random: (1, 2)), capturedAt: Timestamp(milliseconds: 5),
      text: "Saving fails", knownIssue: 7)
    #expect(try Report(decoding: report.encoded()) == report)
    var wrong = report
    wrong.knownIssue = 0
    #expect(throws: WireError.self) { try Report(decoding: wrong.encoded()) }
    #expect(throws: WireError.self) { try wrong.validate() }
  }
}

extension String {
  fileprivate func replacingFirst(_ old: String, with new: String) -> String {
    let parts = split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? parts[0] + new + parts[1] : self
  }
}
