// The ring of steps: order, bounds and marked cuts.
import Foundation
import Testing

@testable import Tellback

@Suite struct TrailTests {
  private func trail(_ capacity: Int, steps: Int) -> Trail {
    var trail = Trail(capacity: capacity)
    for number in 0..<steps { trail.record("\(number)", at: Timestamp(milliseconds: Int64(number))) }
    return trail
  }

  @Test func `the ring keeps the newest, oldest first, at every point of its turn`() {
    for steps in 0...25 {
      #expect(trail(10, steps: steps).steps.map(\.text) == (max(0, steps - 10)..<steps).map { "\($0)" })
    }
  }

  @Test func `a step remembers the page it happened on`() {
    var trail = Trail(capacity: 3)
    trail.record("a", at: Timestamp(milliseconds: 1))
    trail.enter("/x")
    trail.record("b", at: Timestamp(milliseconds: 2))
    #expect(trail.steps.map(\.page) == [nil, "/x"])
  }

  @Test func `a text at its limit stays, one byte more is cut with a mark that tells how much`() {
    var trail = Trail(capacity: 3)
    let full = String(repeating: "x", count: WireLimits.stepText)
    trail.record(full, at: Timestamp(milliseconds: 0))
    trail.record(full + "y", at: Timestamp(milliseconds: 0))
    #expect(trail.steps[0].text == full)
    #expect(trail.steps[1].text.utf8.count <= WireLimits.stepText)
    #expect(trail.steps[1].text.hasSuffix("bytes]"))
    #expect(trail.cuts == 1)
    trail.enter(String(repeating: "p", count: WireLimits.page + 1))
    #expect((trail.page?.utf8.count ?? 0) <= WireLimits.page)
    #expect(trail.cuts == 2)
  }

  @Test func `a cut falls between characters, and start and missing bytes add up`() throws {
    for unit in ["é", "漢", "😀", "x"] {
      let text = String(repeating: unit, count: 400)
      let cut = text.cut(toBytes: 100)
      #expect(cut.utf8.count <= 100)
      let mark = try #require(cut.range(of: "…[cut "))
      let kept = String(cut[..<mark.lowerBound])
      #expect(text.hasPrefix(kept))
      #expect(cut == kept + "…[cut \(text.utf8.count - kept.utf8.count) bytes]")
    }
  }

  @Test func `clearing forgets the steps and keeps the page`() {
    var trail = trail(3, steps: 5)
    trail.enter("/x")
    trail.clear()
    #expect(trail.steps.isEmpty)
    #expect(trail.page == "/x")
  }
}
