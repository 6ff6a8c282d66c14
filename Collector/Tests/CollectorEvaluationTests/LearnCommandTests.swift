// Learning is deterministic: the same files give the same weights, to the last bit.
import Foundation
import TellbackMatch
import Testing

@testable import CollectorEvaluation

@Suite struct LearnCommandTests {
  /// 300 reports over a few matters, every third one a repetition in other words.
  private func makeArchive() -> String {
    let things = ["button", "dialog", "calendar", "slider", "menu", "table", "tooltip", "export", "search", "login"]
    let faults = ["flickers", "freezes", "stays empty", "loses focus", "shows twice", "ignores the mouse"]
    let places = ["after the update", "on my tablet", "in dark mode", "when offline", "with a long name"]
    return (0..<300).map { number -> String in
      let matter = number % 3 == 2 ? number - 2 : number
      let title = "The \(things[matter % 10]) \(faults[matter % 6])"
      let body = "\(title) \(places[(matter / 3) % 5]), case \(number % 7). \(things[(number * 7) % 10])"
      let day = String(format: "2020-%02d-%02dT10:00:00Z", 1 + number / 28, 1 + number % 28)
      let original = matter == number ? "null" : "\"\(matter)\""
      return """
        {"id":"\(number)","created":"\(day)","title":"\(title)","body":"\(body)","component":"","duplicate_of":\(original)}
        """
    }.joined(separator: "\n")
  }

  @Test func `the same archive gives the same weights again, with the date and the file in the source`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("learn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let archive = folder.appendingPathComponent("made.jsonl")
    try makeArchive().write(to: archive, atomically: true, encoding: .utf8)
    var sources: [String] = []
    for name in ["one.swift", "two.swift"] {
      let output = folder.appendingPathComponent(name).path
      let arguments = ["\(archive.path):2021-01-01", "--output", output]
      #expect(try await apart { LearnCommand.run(arguments: arguments) } == 0)
      sources.append(try String(contentsOfFile: output, encoding: .utf8))
    }
    // The day is the only thing that may differ, at midnight.
    let bodies = sources.map { $0.split(separator: "\n").dropFirst().joined(separator: "\n") }
    #expect(bodies[0] == bodies[1])
    #expect(sources[0].hasPrefix("// Learned on 2"))
    #expect(sources[0].split(separator: "\n")[0].hasSuffix("from made.jsonl before 2021-01-01."))
    // Something was learned: an archive of repetitions ranks by their words.
    #expect(!sources[0].contains("      0.0,  // textCoverage"))
  }

  @Test func `the weights that ship have no say in the order of what is learned from`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("learn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let archive = folder.appendingPathComponent("made.jsonl")
    try makeArchive().write(to: archive, atomically: true, encoding: .utf8)
    let examples = try LearnCommand.rankingExamples(try ReportFile.read(archive.path))
    #expect(!examples.isEmpty)
    for example in examples {
      let ages = example.starts.map { example.features[$0 * MatchFeature.count + MatchFeature.age.rawValue] }
      // In the order of arrival the older stands first; the true group changed places with the first.
      let moved = zip(ages, ages.sorted(by: >)).filter { $0 != $1 }.count
      #expect(moved <= 2)
    }
  }
}
