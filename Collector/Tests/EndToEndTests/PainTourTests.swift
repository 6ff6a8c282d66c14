// The tour that `Samples/demo` shows: one pain point from the first report to the verdict. Practices C1, C2, C3 and C4.
import CollectorTour
import Foundation
import Synchronization
import Testing

@Suite struct PainTourTests {
  private func run() async throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.path + "/tour-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lines = Mutex<[String]>([])
    try await PainTour.run(in: folder) { line in lines.withLock { $0.append(line) } }
    return lines.withLock { $0 }
  }

  @Test func `one pain point goes through its life, and the next one rises; each run prints the same`() async throws {
    let lines = try await run()
    #expect(try await run() == lines)
    let text = lines.joined(separator: "\n")
    for part in [
      "My voucher is refused at the till", "1. Pain point 1, Vouchers are refused",
      "reported it again within seven days.",
      "Offered 12 times before anybody wrote: 9 read it, 3 wrote anyway, 9 wrote nothing",
      "Of 12 who were asked 10 say that it helps", "Not judged yet: nobody was seen with it.",
      "Pain fell: 0 reported it with the fix",
    ] { #expect(text.contains(part), "\(part)\n\(text)") }
    let first = try #require(lines.firstIndex { $0.contains("The next pain stands first now") })
    #expect(lines[first + 1].contains("1. Pain point 2, The delivery date is missing"))
  }
}
