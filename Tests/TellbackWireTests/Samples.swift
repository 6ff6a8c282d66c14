// Reports for the tests of the format.
import TellbackWire

enum Samples {
  static let id = ReportID(at: Timestamp(milliseconds: 1_767_225_600_123), random: (0x123, 0x456))

  static var minimal: Report { Report(id: id, capturedAt: Timestamp(milliseconds: 1_767_225_600_123), text: "Hello") }

  static var full: Report {
    Report(
      id: id, capturedAt: Timestamp(milliseconds: -5), kind: .praise, text: "Üñí \"quoted\" \\ \n\t\u{1} 😀 \u{7f}",
      page: "/a?b=c", user: "u", contact: "c@example.com", segment: "acme", locale: "de-CH",
      context: ContextSnapshot(
        appName: "N", appVersion: "1", appBuild: "2", osName: "Linux", osVersion: "12", device: "d",
        timeZone: "Europe/Zurich", diskFree: .max, memoryFree: 0, sdk: "s"),
      fields: [
        ReportField("text", "t"), ReportField("whole", .integer(.min)), ReportField("number", 1.5),
        ReportField("tiny", .number(.leastNonzeroMagnitude)), ReportField("yes", true),
        ReportField("date", .date(Timestamp(milliseconds: 7))), ReportField("", ""),
      ],
      steps: [
        Step(at: Timestamp(milliseconds: 1), page: "/p", text: "t"), Step(at: Timestamp(milliseconds: 2), text: ""),
      ],
      error: ReportedError(type: "E", message: "m", frames: ["a", "b"]),
      attachments: [AttachmentInfo(name: "n", type: "image/png", bytes: 10_485_760)], knownIssue: 3,
      groupingKey: "checkout-timeout \u{1F6D2}")
  }

  static func json(_ members: String) -> [UInt8] {
    Array(#"{"id":"\#(id)","capturedAt":1,"text":"x"\#(members.isEmpty ? "" : ",")\#(members)}"#.utf8)
  }

  static func x(_ count: Int) -> String { String(repeating: "x", count: count) }
}
