// What counts as trouble: thresholds at their edge, clocks that jump, fixed memory.
import TellbackWire
import Testing

@testable import Tellback

@Suite struct TroubleDetectorTests {
  private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_767_225_600_000 + milliseconds) }

  private func detector(page: String? = nil) -> TroubleDetector { TroubleDetector(TroubleSettings(), page: page) }

  @Test func `the same step five times within four seconds is trouble, four times is not`() {
    var detector = detector()
    for number in 0..<4 { #expect(detector.step("tapped Save", on: "/a", at: at(Int64(number) * 1_000)) == nil) }
    #expect(detector.step("tapped Save", on: "/a", at: at(4_000))?.kind == .repeated(action: "tapped Save"))
    // It starts anew.
    for number in 0..<4 { #expect(detector.step("tapped Save", on: "/a", at: at(4_100 + Int64(number))) == nil) }
    #expect(detector.step("tapped Save", on: "/a", at: at(4_200)) != nil)
  }

  @Test func `the same step more slowly, or other steps between, is none`() {
    var detector = detector()
    for number in 0..<40 { #expect(detector.step("tapped Next", on: nil, at: at(Int64(number) * 1_001)) == nil) }
    for number in 0..<100 { #expect(detector.step("tapped \(number % 20)", on: nil, at: at(Int64(number))) == nil) }
  }

  @Test func `a clock that is set back or forward makes no trouble of single steps`() {
    var detector = detector()
    for number in 0..<20 {
      let jump: Int64 = number % 2 == 0 ? 3_600_000 : -3_600_000
      #expect(detector.step("tapped Save", on: nil, at: at(jump * Int64(number) + 5_000 * Int64(number))) == nil)
    }
    var wild = self.detector()
    for moment in [Int64.max, .min, 0, .max, .min, -1, 1] {
      #expect(wild.step("tapped Save", on: nil, at: Timestamp(milliseconds: moment)) == nil)
      #expect(wild.enter("/\(moment)", from: nil, at: Timestamp(milliseconds: moment)) == nil)
    }
  }

  @Test func `back and forth between two pages is trouble; a walk through three is none`() {
    var detector = detector(page: "/home")
    let walk = ["/cart", "/pay", "/cart", "/pay", "/cart"]
    var last = "/home"
    for (number, page) in walk.enumerated() {
      let sign = detector.enter(page, from: last, at: at(Int64(number) * 5_000))
      #expect((sign != nil) == (number == 4), "\(number)")
      if let sign { #expect(sign.kind == .backAndForth("/pay", "/cart")) }
      last = page
    }
    var other = self.detector(page: "/home")
    for number in 0..<30 {
      #expect(other.enter(["/a", "/b", "/c"][number % 3], from: "", at: at(Int64(number) * 100)) == nil)
    }
    var slow = self.detector(page: "/home")
    for number in 0..<30 {
      #expect(slow.enter(["/a", "/b"][number % 2], from: "", at: at(Int64(number) * 10_000)) == nil)
    }
    var still = self.detector(page: "/a")
    for number in 0..<30 { #expect(still.enter("/a", from: "/a", at: at(Int64(number))) == nil) }
  }

  @Test func `the same trouble has the same key in each run, another page or action another`() {
    func key(_ action: String, _ page: String) -> Int64? {
      var detector = detector(page: page)
      return (0..<5).compactMap { detector.step(action, on: page, at: at($0)) }.first?.key
    }
    #expect(key("tapped Save", "/a") == key("tapped Save", "/a"))
    #expect(key("tapped Save", "/a") != key("tapped Save", "/b"))
    #expect(key("tapped Save", "/a") != key("tapped Send", "/a"))
    // Kept on devices: it must not change.
    #expect(TroubleDetector.key("tapped Save") == TroubleDetector.key("tapped Save"))
    #expect(TroubleDetector.key("") != TroubleDetector.key("\0"))
  }
}
