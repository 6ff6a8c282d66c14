// Suggestions while a person types: 1,000 known issues on the device, asked at each keystroke, against counting shared words.
import BenchKit
import Foundation
import Tellback
import TellbackTesting

/// SplitMix64, so that every run measures the same issues.
let chance = SeededRandom(seed: 11)

/// Words at the frequencies of a language: the n-th is as likely as 1/n (Zipf).
func word() -> String {
  let rank = Int(exp(Double(chance.next() >> 11) * 0x1p-53 * log(8_000.0)))
  let letters = Array("aeioulnrstmdkpbgvfhc")
  var number = rank &* 2_654_435_761
  return String(
    (0..<(3 + rank % 6)).map { _ in
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return letters[Int(UInt64(bitPattern: Int64(number)) >> 40) % letters.count]
    })
}

func words(_ count: Int) -> String { (0..<count).map { _ in word() }.joined(separator: " ") }

let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-suggestions-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }

let transport = RecordingTransport()
transport.knownIssues = (1...1_000).map {
  KnownIssue(id: Int64($0), title: words(8), words: words(8), workaround: words(14))
}
guard let url = URL(string: "https://collector.example") else { exit(1) }
var configuration = ReporterConfiguration(
  collector: url, appKey: "tb_bench", appName: "Bench", appVersion: "1.0", queueDirectory: folder.path)
configuration.transport = transport
configuration.sync.isAutomatic = false
let reporter = try Reporter(configuration)
try await reporter.refreshKnownIssues()
let issues = try await reporter.knownIssues()
note("\(issues.count) issues are known")

// Half of the drafts say what an issue says, in part; each is asked for at every word.
var drafts: [String] = []
for index in 0..<100 {
  let own = issues[index * 7 % issues.count].title.split(separator: " ")
  let text = index % 2 == 0 ? own.prefix(5).joined(separator: " ") + " " + words(10) : words(15)
  let parts = text.split(separator: " ")
  for length in 1...parts.count { drafts.append(parts.prefix(length).joined(separator: " ")) }
}

let bags = issues.map { Set("\($0.title) \($0.words)".split(separator: " ").map { $0.lowercased() }) }
var own = Durations(reservingCapacity: drafts.count)
var reference = Durations(reservingCapacity: drafts.count)
var offered = 0
for draft in drafts {
  let start = ContinuousClock.now
  offered += await reporter.suggestions(for: draft).count
  let middle = ContinuousClock.now
  let typed = Set(draft.split(separator: " ").map { $0.lowercased() })
  let best = bags.indices.max { bags[$0].intersection(typed).count < bags[$1].intersection(typed).count }
  own.add(middle - start)
  reference.add(ContinuousClock.now - middle)
  if best == nil { note("there are no issues") }
}
Measurement(
  "suggestions.p50", own.percentile(0.5), "us", reference: "counting shared words", reference.percentile(0.5)
).report()
Measurement(
  "suggestions.p99", own.percentile(0.99), "us", reference: "counting shared words", reference.percentile(0.99)
).report()
note("\(offered) suggestions for \(drafts.count) drafts")
await reporter.close(within: .zero)

// What stands in the file for the issues: the digest as it came.
let digest = KnownIssueDigest(issues: issues).encoded { _ in String(repeating: "0", count: 64) }
Measurement("suggestions.stored", Double(digest.count) / 1_000, "KB").report()
