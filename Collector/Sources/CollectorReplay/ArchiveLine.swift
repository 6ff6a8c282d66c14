// One line of a tracker's archive as a report. Deterministic: the same line gives the same id on every run.
import CollectorEvaluation
import CollectorServer
import Foundation
import TellbackMatch
import TellbackWire

/// What `replay` reads of a line: `id`, `created`, `title`, and if there `body`, `product`, `component`, `version`, `type`.
struct ArchiveLine: Decodable, Sendable {
  let id: String
  let created: String
  let title: String?
  let body: String?
  let product: String?
  let component: String?
  let version: String?
  let type: String?

  /// The report that this line stands for; its limits are checked when it is reported. Throws for a date that is none.
  func report(file: String) throws -> Report {
    guard let seconds = ReportFile.seconds(created) else {
      throw CommandFailure("'created' of report \(id) is no date: \(created)")
    }
    let moment = Timestamp(milliseconds: seconds * 1_000)
    let chance = ExactKey.verbatim(["replay", file, id])
    func word(_ range: Range<Int>) -> UInt64 { chance[range].reduce(0) { $0 << 8 | UInt64($1) } }
    let words = [title ?? "", body ?? ""].filter { !$0.isEmpty }.joined(separator: "\n\n")
    var report = Report(id: ReportID(at: moment, random: (word(0..<8), word(8..<16))), capturedAt: moment, text: words)
    if let component, !component.isEmpty { report.page = "/\(component)" }
    if let version, !version.isEmpty { report.context.appVersion = version }
    report.context.appName = product
    report.fields = [("archive_id", id), ("product", product), ("component", component), ("type", type)]
      .compactMap { key, value in value.flatMap { $0.isEmpty ? nil : ReportField(key, .text($0)) } }
    return report
  }
}
