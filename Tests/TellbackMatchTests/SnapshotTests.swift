// An index that was written and read back answers the same; bytes that are not whole are refused.
import Testing

@testable import TellbackMatch

@Suite struct SnapshotTests {
  private let now: Int64 = 1_700_000_000

  private func makeIndex(_ count: Int) throws -> MatchIndex {
    let words = "pay card button login page calendar export image push sync dark mode crash empty list slow".split(
      separator: " ")
    var random = SplitMix(state: 11)
    let index = MatchIndex()
    for number in 0..<count {
      let text = (0..<20).map { _ in String(words[Int(random.next() % UInt64(words.count))]) + "\(random.next() % 50)" }
      let document = MatchDocument(
        title: text.prefix(5).joined(separator: " "), text: text.joined(separator: " "),
        page: number % 3 == 0 ? "/page\(number % 7)" : nil, time: now - Int64(number) * 3_600)
      try index.add(document, id: MatchID(Int64(number)), group: MatchID(Int64(number / 3)))
    }
    index.remove(MatchID(5))
    index.merge(MatchID(1), into: MatchID(2))
    index.merge(MatchID(2), into: MatchID(9))
    return index
  }

  private func answers(_ index: MatchIndex) -> [String] {
    ["pay7 card button3", "calendar1 dark mode", "crash list9 slow4 empty"].flatMap { text in
      index.query(MatchDocument(text: text, page: "/page1", time: now), limit: 20, at: now).map {
        "\($0.group) \($0.member) \($0.score)"
      }
    }
  }

  @Test(arguments: [0, 1, 12, 900]) func `an index read back answers as before, and takes reports as before`(count: Int)
    throws
  {
    let index = try makeIndex(count)
    let copy = try MatchIndex(snapshot: index.snapshot())
    #expect(copy.count == index.count)
    #expect(answers(copy) == answers(index))
    #expect(copy.snapshot() == index.snapshot())
    for either in [index, copy] {
      try either.add(MatchDocument(text: "pay7 card again and again", time: now), id: MatchID(7_000), group: MatchID(1))
      #expect(either.split(MatchID(2)) == (index.groupCount > 0))
    }
    #expect(answers(copy) == answers(index))
  }

  @Test func `a snapshot cut short anywhere is refused`() throws {
    let bytes = try makeIndex(60).snapshot()
    for length in stride(from: 0, to: bytes.count, by: 37) {
      #expect(throws: MatchSnapshotError.self) { try MatchIndex(snapshot: Array(bytes[..<length])) }
    }
    #expect(throws: MatchSnapshotError.damaged) { try MatchIndex(snapshot: Array(bytes.dropLast())) }
    #expect(throws: MatchSnapshotError.damaged) { try MatchIndex(snapshot: bytes + [0]) }
  }

  @Test func `a snapshot with any bit altered is refused`() throws {
    var bytes = try makeIndex(60).snapshot()
    for place in stride(from: 0, to: bytes.count, by: 101) {
      bytes[place] ^= 1 << UInt8(place % 8)
      #expect(throws: MatchSnapshotError.self, "byte \(place)") { try MatchIndex(snapshot: bytes) }
      bytes[place] ^= 1 << UInt8(place % 8)
    }
  }

  @Test func `a snapshot of another version is told from a damaged one`() throws {
    var bytes = try makeIndex(3).snapshot()
    bytes[8] += 1
    #expect(throws: MatchSnapshotError.foreign) { try MatchIndex(snapshot: bytes) }
    #expect(throws: MatchSnapshotError.foreign) {
      try MatchIndex(snapshot: Array("not an index at all, only words".utf8))
    }
  }
}
