// Options, seeds and programs of the harnesses.
import Foundation
import Testing

@testable import FaultKit

@Suite struct KitTests {
  @Test func `The same seed gives the same numbers for a case, whatever ran before`() {
    var first = SeededRandom(seed: 7)
    var second = SeededRandom(seed: 7)
    #expect((0..<10).map { _ in first.next() } == (0..<10).map { _ in second.next() })
    var other = SeededRandom(seed: 8)
    #expect(first.next() != other.next())
  }

  @Test func `Unknown arguments are refused, known ones are read`() throws {
    #expect(throws: FaultError.self) { _ = try Options(["--lang"]) }
    #expect(throws: FaultError.self) { _ = try Options(["--seed", "x"]) }
    let options = try Options(["--long", "--seed", "5", "--only", "a.b", "child", "role", "--seed"])
    #expect(options.isLong && options.seed == 5 && options.only == ["a.b"] && options.child == ["role", "--seed"])
  }

  @Test func `A program's end is told, by status and by signal`() async throws {
    #expect(try await Program("/bin/sh", ["-c", "exit 7"]).wait() == .exit(7))
    let sleeper = try Program("/bin/sleep", ["60"])
    #expect(sleeper.isRunning)
    #expect(try await sleeper.killNow() == .signal(SIGKILL))
    let cat = try await Program.run("/bin/cat", [], stdin: "told")
    #expect(cat.output == "told" && cat.end == .exit(0))
  }
}
