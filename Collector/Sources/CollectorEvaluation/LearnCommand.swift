// `tellback-collector learn FILE:UNTIL-DATE ... --output FILE.swift`: draws up the weights that ship.
import Foundation
import TellbackMatch
import TellbackSupport

/// Learns the weights of ranking and decision from trackers' archives, up to a date in each.
public enum LearnCommand {
  static let usage = "usage: tellback-collector learn FILE.jsonl[.gz]:UNTIL-DATE ... --output FILE.swift"
  /// Reports at the start of a file that are only indexed: an empty index teaches nothing.
  static let warmUp = 200

  struct Source {
    var file: String
    var until: Int64
    var untilText: String
  }

  /// Runs the command; 0 on success, 1 when a file cannot be read or written, 2 for wrong arguments.
  public static func run(arguments: [String]) -> Int32 {
    let sources: [Source]
    let output: String
    do {
      (sources, output) = try parse(arguments)
    } catch {
      EvaluateCommand.complain("learn: \(error)\n\(usage)")
      return 2
    }
    do {
      let learned = try learn(sources)
      print(learned.report)
      try source(learned, sources).write(toFile: output, atomically: true, encoding: .utf8)
      return 0
    } catch {
      EvaluateCommand.complain("learn: \(error)")
      return 1
    }
  }

  static func parse(_ arguments: [String]) throws(UsageError) -> ([Source], String) {
    var sources: [Source] = []
    var output: String?
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--output" {
        guard let path = rest.popFirst() else { throw UsageError("--output needs a value") }
        output = path
        continue
      }
      guard !argument.hasPrefix("-") else { throw UsageError("\(argument) is not known") }
      guard let colon = argument.lastIndex(of: ":") else { throw UsageError("\(argument): write FILE:UNTIL-DATE") }
      let date = String(argument[argument.index(after: colon)...])
      guard let until = ReportFile.seconds(date) else { throw UsageError("\(date) is no date; write 2012-07-01") }
      sources.append(Source(file: String(argument[..<colon]), until: until, untilText: date))
    }
    guard !sources.isEmpty else { throw UsageError("a file is missing") }
    guard let output else { throw UsageError("--output is missing") }
    return (sources, output)
  }

  /// What is learned, and a report on how the decision does on what it had not seen.
  struct Learned {
    var ranking: MatchWeights
    var decision: DecisionModel
    var report: String
  }

  static func learn(_ sources: [Source]) throws -> Learned {
    let archives = try sources.map { source in try ReportFile.read(source.file).filter { $0.time < source.until } }
    var examples: [RankingLearner.Example] = []
    for archive in archives { examples += try rankingExamples(archive) }
    guard !examples.isEmpty else {
      throw ReportFileError(description: "no duplicate before the dates given: nothing to learn from")
    }
    let ranking = MatchWeights(ranking: RankingLearner().learn(examples))
    let judged = try archives.map { try decisionExamples($0, ranking) }
    let names = sources.map { FilePaths.name(of: $0.file) }
    let learner = DecisionLearner()
    return Learned(
      ranking: ranking, decision: learner.learn(judged), report: learner.report(judged, names: names))
  }

  /// Candidates in an order that no weights have a say in: sums of floating-point numbers depend on it to the last bit, and
  /// what is learned must not depend on what shipped before.
  private static let inOrderOfArrival = MatchWeights(ranking: [])

  /// Each duplicate with its candidates; those whose group was not among the candidates teach nothing.
  static func rankingExamples(_ reports: [ArchivedReport]) throws -> [RankingLearner.Example] {
    var examples: [RankingLearner.Example] = []
    var stream = DuplicateProtocol(from: .min, windowDays: nil)
    var seen = 0
    try stream.run(reports) { question, stream in
      seen += 1
      guard question.isDuplicate, seen > warmUp else { return }
      let members = stream.index.scoredGroups(
        for: question.document, limit: 2_000, at: question.report.time, weights: inOrderOfArrival, allMembers: true)
      guard var example = example(members, question.report.group, stream) else { return }
      // Each is learned from twice, with the component and without: what ships must not lean on a field that may be absent.
      example.weight = 0.5
      examples.append(example)
      examples.append(example.without([.sameComponent, .otherComponent]))
    }
    return examples
  }

  private static func example(
    _ members: [ScoredMember], _ truth: String, _ stream: DuplicateProtocol
  ) -> RankingLearner.Example? {
    var byGroup: [MatchID: [ScoredMember]] = [:]
    var order: [MatchID] = []
    for member in members {
      if byGroup[member.group] == nil { order.append(member.group) }
      byGroup[member.group, default: []].append(member)
    }
    guard let right = order.firstIndex(where: { stream.group($0) == truth }) else { return nil }
    order.swapAt(0, right)
    var example = RankingLearner.Example()
    for group in order {
      example.starts.append(example.features.count / MatchFeature.count)
      for member in byGroup[group] ?? [] { example.features += member.features }
    }
    return example
  }

  static func decisionExamples(_ reports: [ArchivedReport], _ weights: MatchWeights) throws -> [DecisionExample] {
    var examples: [DecisionExample] = []
    var stream = DuplicateProtocol(from: .min, windowDays: nil)
    var seen = 0
    try stream.run(reports) { question, stream in
      seen += 1
      guard seen > warmUp else { return }
      let scored = stream.index.scoredGroups(
        for: question.document, limit: 5, at: question.report.time, weights: weights)
      guard let best = scored.first else { return }
      let isRight = question.isDuplicate && stream.group(best.group) == question.report.group
      examples.append(DecisionExample(evidence: stream.index.evidence(of: scored), isRight: isRight))
    }
    return examples
  }

  // MARK: Writing

  static func source(_ learned: Learned, _ sources: [Source]) -> String {
    let files = sources.map { "\(FilePaths.name(of: $0.file)) before \($0.untilText)" }
    let day = ISO8601DateFormatter.string(from: Date(), timeZone: .gmt, formatOptions: .withFullDate)
    var lines = [
      "// Learned on \(day) from \(files.joined(separator: ", and ")).",
      "// Made by `tellback-collector learn`; do not edit by hand.",
      "",
      "extension MatchWeights {",
      "  /// The weights that ship.",
      "  public static let standard = MatchWeights(",
      "    ranking: [",
    ]
    for (feature, weight) in zip(MatchFeature.allCases, learned.ranking.ranking) {
      lines.append("      \(weight),  // \(feature)")
    }
    lines += [
      "    ])", "}", "", "extension DecisionModel {", "  /// The model that ships.",
      "  public static let standard = DecisionModel(trees: words, slope: \(learned.decision.slope), offset: \(learned.decision.offset))",
      "", "  private static let words: [UInt32] = [",
    ]
    let words = learned.decision.trees.map { "0x" + String($0, radix: 16) }
    for start in stride(from: 0, to: words.count, by: DecisionModel.wordsPerTree) {
      lines.append(
        "    " + words[start..<min(start + DecisionModel.wordsPerTree, words.count)].joined(separator: ", ") + ",")
    }
    lines += ["  ]", "}", ""]
    return lines.joined(separator: "\n")
  }
}
