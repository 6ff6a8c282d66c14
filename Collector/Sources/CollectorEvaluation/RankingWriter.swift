// Writes what was ranked for each report of the test period, one JSON object a line, so that a person can judge it.
import Foundation
import TellbackMatch

final class RankingWriter {
  private struct Line: Encodable {
    struct Candidate: Encodable {
      let group: String
      let score: Float
    }
    let id: String
    let group: String
    let duplicate: Bool
    let rank: Int?
    let probability: Float
    let decision: String
    let candidates: [Candidate]
  }

  private let file: FileHandle
  private let encoder = JSONEncoder()

  init(_ path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw ReportFileError(description: "cannot write the rankings to \(path)") }
    self.file = file
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  func write(_ question: DuplicateProtocol.Question, _ groups: [String], _ result: MatchResult, _ rank: Int?) throws {
    let line = Line(
      id: question.report.id, group: question.report.group, duplicate: question.isDuplicate, rank: rank,
      probability: result.probability, decision: "\(result.decision().name)",
      candidates: zip(groups, result.candidates).prefix(20).map { Line.Candidate(group: $0, score: $1.score) })
    try file.write(contentsOf: encoder.encode(line) + [0x0A])
  }

  func close() throws { try file.close() }
}
