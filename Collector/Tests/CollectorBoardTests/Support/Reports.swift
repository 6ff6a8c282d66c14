// Reports for tests: plain ones, and ones that their senders meant badly.
import Foundation
import TellbackWire

func makeReport(
  _ text: String, capturedAt: Timestamp = BoardFixture.noon, change: (inout Report) -> Void = { _ in }
) -> Report {
  var report = Report(
    id: ReportID(at: capturedAt, random: (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))),
    capturedAt: capturedAt, text: text)
  change(&report)
  return report
}

enum Hostile {
  static let script = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'><b>&amp;"
  static let override = "\u{202E}gpj.exe\u{202D} \u{2066}\u{2067}"
  static let controls = "a\u{0}b\u{1}c\u{1B}[31m\u{7F}\u{85}d"
  static let zalgo = "Z" + String(repeating: "\u{0301}\u{0335}\u{0489}", count: 200)
  static let invisible = "\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}"
  static let emoji = "👩‍👩‍👧‍👦🏳️‍🌈🧑🏿‍🚀"
  static let word = String(repeating: "W", count: 131_072)

  /// Every field at its limit, every text one that would like to be markup.
  static func report(_ text: String = script + override + controls + zalgo + emoji) -> Report {
    makeReport(text) { report in
      report.page = String((script + "/" + String(repeating: "long-page-", count: 100)).utf8.prefix(1_000)) ?? script
      report.user = script + override
      report.contact = "\"><script>@example.com"
      report.segment = script
      report.locale = "\"><script>"
      report.context.appVersion = "<i>9.9" + String(repeating: "9", count: 300)
      report.context.appName = script
      report.context.device = controls
      report.context.osName = override
      report.context.timeZone = "../../etc/passwd"
      report.context.diskFree = .max
      report.context.memoryFree = .min
      report.fields = (0..<64).map { index in
        ReportField("<b>key \(index)", .text(script + String(repeating: "v", count: 1_900)))
      }
      report.fields[0] = ReportField("date", .date(Timestamp(milliseconds: .max)))
      report.fields[1] = ReportField("number", .number(-0.0))
      report.steps = (0..<200).map(step)
      report.error = ReportedError(
        type: "<Error>", message: script + controls, frames: (0..<50).map { "0x\($0) <frame> \(script)" })
      report.attachments = [
        AttachmentInfo(name: "../../<script>\u{202E}gpj.exe\"\r\nX: y", type: "text/html", bytes: 30),
        AttachmentInfo(name: "picture.png", type: "image/png", bytes: 30),
        AttachmentInfo(name: "drawing.svg", type: "image/svg+xml", bytes: 30),
      ]
    }
  }

  private static func step(_ index: Int) -> Step {
    let usual = 1_790_000_000_000 - Int64(index) * 977
    let moment: Int64 = index == 0 ? .min : index == 1 ? .max : usual
    let text = index % 5 == 0 ? invisible : "tapped <Save> \(index) \(override)"
    return Step(at: Timestamp(milliseconds: moment), page: "/\(index / 7)" + script, text: text)
  }
}
