// `tellback-collector evaluate FILE.jsonl[.gz] --test-from DATE [--window-days N] [--groups] [--rankings OUT.jsonl]`
import Foundation
import TellbackMatch

/// Measures matching on a tracker's archive; the last line of its output holds the figures.
public enum EvaluateCommand {
  static let usage = """
    usage: tellback-collector evaluate FILE.jsonl[.gz] --test-from DATE [--window-days N] [--groups] \
    [--rankings OUT.jsonl]
    """

  struct Options {
    var file = ""
    var from: Int64 = 0
    var windowDays: Int?
    var rankings: String?
    var hasGroups = false
  }

  /// Runs the command; 0 on success, 1 when a file cannot be read or written, 2 for wrong arguments.
  public static func run(arguments: [String]) -> Int32 {
    let options: Options
    do {
      options = try parse(arguments)
    } catch {
      complain("evaluate: \(error)\n\(usage)")
      return 2
    }
    do {
      let (figures, groups) = try evaluate(options)
      print(figures.attachSummary)
      let deciles = Deciles(figures.judgements)
      print("calibration \(deciles.summary)\n\(deciles.table)")
      if options.hasGroups { print(groups.table) }
      print(figures.summary)
      return 0
    } catch {
      complain("evaluate: \(error)")
      return 1
    }
  }

  static func parse(_ arguments: [String]) throws(UsageError) -> Options {
    var options = Options()
    var hasDate = false
    var rest = arguments[...]
    func value(of option: String) throws(UsageError) -> String {
      guard let value = rest.popFirst() else { throw UsageError("\(option) needs a value") }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--test-from":
        let text = try value(of: argument)
        guard let date = ReportFile.seconds(text) else { throw UsageError("\(text) is no date; write 2012-07-01") }
        options.from = date
        hasDate = true
      case "--window-days":
        let text = try value(of: argument)
        guard let days = Int(text), days > 0, days < 100_000 else { throw UsageError("\(text) is no number of days") }
        options.windowDays = days
      case "--groups": options.hasGroups = true
      case "--rankings": options.rankings = try value(of: argument)
      default:
        guard !argument.hasPrefix("-") else { throw UsageError("\(argument) is not known") }
        guard options.file.isEmpty else { throw UsageError("one file at a time; \(argument) is one too many") }
        options.file = argument
      }
    }
    guard !options.file.isEmpty else { throw UsageError("the file is missing") }
    guard hasDate else { throw UsageError("--test-from is missing") }
    return options
  }

  static func evaluate(_ options: Options) throws -> (EvaluationFigures, GroupFigures) {
    let reports = try ReportFile.read(options.file)
    let writer = try options.rankings.map { try RankingWriter($0) }
    var figures = EvaluationFigures()
    var shown = GroupFigures()
    var stream = DuplicateProtocol(from: options.from, windowDays: options.windowDays)
    var curve = DecisionCurve.none
    let clock = ContinuousClock()
    try stream.run(reports) { question, stream in
      let start = clock.now
      let result = stream.index.match(
        question.document, limit: DuplicateProtocol.depth, at: question.report.time, curve: curve)
      let elapsed = clock.now - start
      let groups = result.candidates.map { stream.group($0.group) }
        .filter { stream.isCandidate($0, at: question.report.time) }
      let rank = question.isDuplicate ? groups.firstIndex(of: question.report.group).map { $0 + 1 } : nil
      figures.add(
        rank: rank, isDuplicate: question.isDuplicate, probability: Double(result.probability),
        microseconds: Double(elapsed.components.attoseconds) / 1e12 + Double(elapsed.components.seconds) * 1e6)
      if case .attach(let group, _) = result.decision(),
        let known = result.candidates.first(where: { $0.group == group })?.member.number
      {
        figures.add(
          attach: question.report, to: reports[Int(known)],
          isRight: question.isDuplicate && stream.group(group) == question.report.group)
      }
      let isShown = result.probability >= MatchSettings().suggestionProbability
      shown.add(
        isDuplicate: question.isDuplicate, candidate: groups.first, truth: question.report.group,
        likelihood: Double(result.probability))
      // A person decides on what was worth showing, and the next report profits from it.
      if isShown {
        var history = curve.history
        history.add(Double(result.base), agreed: result.agreed, isSame: rank == 1)
        curve = DecisionCurve(history)
      }
      try writer?.write(question, groups, result, rank)
    }
    try writer?.close()
    return (figures, shown)
  }

  static func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// A command line that cannot be understood, and why.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
