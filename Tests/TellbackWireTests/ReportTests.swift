// A report is read as it was written; every limit holds at its edge, on both sides.
import Testing

@testable import TellbackWire

@Suite struct ReportTests {
  @Test func `what is written is read again, and written the same`() throws {
    for report in [Samples.minimal, Samples.full] {
      try report.validate()
      let bytes = report.encoded()
      let again = try Report(decoding: bytes)
      #expect(again == report)
      #expect(again.encoded() == bytes)
    }
  }

  @Test func `the form on the wire is the documented one`() {
    let text = String(decoding: Samples.minimal.encoded(), as: UTF8.self)
    #expect(text == #"{"id":"\#(Samples.id)","capturedAt":1767225600123,"kind":"problem","text":"Hello"}"#)
  }

  @Test(arguments: ["", " ", "\n\t "])
  func `a grouping key that is blank is refused where it is made and where it is read`(key: String) throws {
    var report = Samples.minimal
    report.groupingKey = key
    for attempt in [{ try report.validate() }, { _ = try Report(decoding: report.encoded()) }] as [() throws -> Void] {
      let error = #expect(throws: WireError.self) { try attempt() }
      #expect(error?.code == .invalid && error?.field == "groupingKey")
    }
    #expect(throws: WireError.self) { try Report.checkedID(of: report.encoded()) }
    #expect(throws: WireError.self) { try Report(decoding: Samples.json(#""groupingKey":7"#)) }
    #expect(try Report(decoding: Samples.json(#""groupingKey":null"#)).groupingKey == nil)
  }

  /// A change to a report whose size is at the limit for `n = limit`.
  private static let limits: [(String, Int, @Sendable (inout Report, Int) -> Void)] = [
    ("text", WireLimits.text, { $0.text = Samples.x($1) }), ("page", WireLimits.page, { $0.page = Samples.x($1) }),
    ("user", WireLimits.user, { $0.user = Samples.x($1) }),
    ("contact", WireLimits.contact, { $0.contact = Samples.x($1) }),
    ("segment", WireLimits.segment, { $0.segment = Samples.x($1) }),
    ("locale", WireLimits.locale, { $0.locale = Samples.x($1) }),
    ("groupingKey", WireLimits.groupingKey, { $0.groupingKey = Samples.x($1) }),
    ("context", WireLimits.contextValue, { $0.context.device = Samples.x($1) }),
    ("context", WireLimits.contextValue, { $0.context.appName = Samples.x($1) }),
    (
      "steps", WireLimits.steps, { $0.steps = (0..<$1).map { Step(at: Timestamp(milliseconds: Int64($0)), text: "t") } }
    ),
    ("steps.text", WireLimits.stepText, { $0.steps = [Step(at: Timestamp(milliseconds: 1), text: Samples.x($1))] }),
    (
      "steps.page", WireLimits.page,
      { $0.steps = [Step(at: Timestamp(milliseconds: 1), page: Samples.x($1), text: "t")] }
    ),
    ("fields", WireLimits.fields, { $0.fields = (0..<$1).map { ReportField("k\($0)", 1) } }),
    ("fields", WireLimits.fieldKey, { $0.fields = [ReportField(Samples.x($1), 1)] }),
    ("fields", WireLimits.fieldText, { $0.fields = [ReportField("k", .text(Samples.x($1)))] }),
    ("error.type", WireLimits.errorType, { $0.error = ReportedError(type: Samples.x($1)) }),
    ("error.message", WireLimits.errorMessage, { $0.error = ReportedError(type: "E", message: Samples.x($1)) }),
    (
      "error.frames", WireLimits.errorFrames,
      { $0.error = ReportedError(type: "E", frames: [String](repeating: "f", count: $1)) }
    ),
    ("error.frames", WireLimits.errorFrame, { $0.error = ReportedError(type: "E", frames: [Samples.x($1)]) }),
    (
      "attachments", WireLimits.attachments,
      { $0.attachments = [AttachmentInfo](repeating: AttachmentInfo(name: "n", type: "t", bytes: 1), count: $1) }
    ),
    (
      "attachments.name", WireLimits.attachmentName,
      { $0.attachments = [AttachmentInfo(name: Samples.x($1), type: "t", bytes: 1)] }
    ),
    (
      "attachments.type", WireLimits.attachmentType,
      { $0.attachments = [AttachmentInfo(name: "n", type: Samples.x($1), bytes: 1)] }
    ),
    (
      "attachments.bytes", WireLimits.attachmentBytes,
      { $0.attachments = [AttachmentInfo(name: "n", type: "t", bytes: Int64($1))] }
    ),
  ]

  @Test func `each limit holds at its edge, where a report is made and where it is read, and both name it`() throws {
    for (field, limit, change) in Self.limits {
      var report = Samples.minimal
      change(&report, limit)
      try report.validate()
      #expect(try Report(decoding: report.encoded()) == report, "\(field) at \(limit)")

      change(&report, limit + 1)
      for refuse in [{ try report.validate() }, { _ = try Report(decoding: report.encoded()) }] {
        do {
          try refuse()
          Issue.record("\(field) took \(limit + 1)")
        } catch let error as WireError {
          #expect(error.code == .tooLong || error.code == .tooMany, "\(field): \(error)")
          #expect(error.message.contains("\(limit)"), "\(field): \(error)")
          #expect(error.message.contains(field.split(separator: ".")[0]), "\(field): \(error)")
        }
      }
    }
  }

  @Test func `a report as a whole is limited too`() throws {
    var report = Samples.minimal
    report.fields = (0..<64).map { ReportField("k\($0)", .text(Samples.x(2_000))) }
    report.text = Samples.x(WireLimits.text)
    let rest = WireLimits.reportBytes - report.encoded().count
    #expect(rest > 0)
    report.page = Samples.x(min(rest, WireLimits.page))
    var bytes = report.encoded()
    let padding = WireLimits.reportBytes - bytes.count
    bytes += [UInt8](repeating: 0x20, count: max(0, padding))
    #expect(bytes.count == WireLimits.reportBytes)
    #expect(try Report(decoding: bytes).id == report.id)
    #expect(throws: WireError.self) { try Report(decoding: bytes + [0x20]) }
  }

  @Test(arguments: [
    (#"{"capturedAt":1,"text":"x"}"#, WireError.Code.missing), (#"{"id":"x","capturedAt":1,"text":"x"}"#, .invalid),
    (#"{"id":"\#(Samples.id)","text":"x"}"#, .missing), (#"{"id":"\#(Samples.id)","capturedAt":1}"#, .missing),
    (#"{"id":"\#(Samples.id)","capturedAt":1,"text":" \n "}"#, .invalid),
    (#"{"id":"\#(Samples.id)","capturedAt":1,"text":""}"#, .invalid), ("[]", .wrongType), ("", .syntax), ("{", .syntax),
    ("null", .wrongType), ("@", .syntax),
  ])
  func `a report without what it needs is refused with the reason`(json: String, code: WireError.Code) {
    #expect { try Report(decoding: Array(json.utf8)) } throws: { ($0 as? WireError)?.code == code }
  }

  @Test(arguments: [
    (#""kind":"rant""#, WireError.Code.invalid), (#""page":1"#, .wrongType), (#""steps":{}"#, .wrongType),
    (#""steps":[{"text":"t"}]"#, .missing), (#""steps":[{"at":1}]"#, .missing), (#""fields":[1]"#, .wrongType),
    (#""fields":{"a":1,"a":2}"#, .duplicateKey), (#""fields":{"a":1e999}"#, .invalid),
    (#""fields":{"a":{"day":1}}"#, .missing), (#""fields":{"a":[1]}"#, .wrongType),
    (#""error":{"message":"m"}"#, .missing),
    (#""attachments":[{"type":"t","bytes":1}]"#, .missing), (#""attachments":[{"name":"n","bytes":-1}]"#, .invalid),
    (#""attachments":[{"name":"n","type":"t"}]"#, .invalid), (#""capturedAt":2"#, .duplicateKey),
    (#""context":{"diskFree":1.5}"#, .wrongType), (#""context":{"diskFree":9223372036854775808}"#, .wrongType),
  ])
  func `a member of the wrong form is refused with the reason`(member: String, code: WireError.Code) {
    #expect { try Report(decoding: Samples.json(member)) } throws: { ($0 as? WireError)?.code == code }
  }

  @Test func `what a newer SDK adds is passed over`() throws {
    let report = try Report(
      decoding: Samples.json(#""mood":{"a":[1,{"b":null}]},"steps":[{"at":1,"text":"t","new":1}]"#))
    #expect(report.steps.count == 1)
  }

  @Test func `checking a report comes to the same as reading it, whatever the bytes`() throws {
    /// The id, or the error.
    func outcome(_ id: () throws -> ReportID) -> String {
      do { return "\(try id())" } catch let error as WireError {
        return "\(error.code) \(error.field) \(error.message)"
      } catch { return "\(error)" }
    }
    func compare(_ bytes: [UInt8]) {
      let (read, checked) = (
        outcome { try Report(decoding: bytes).id }, outcome { try Report.checkedID(of: bytes) }
      )
      #expect(read == checked, "\(String(decoding: bytes, as: UTF8.self))")
    }
    for (_, limit, change) in Self.limits {
      for count in [limit, limit + 1] {
        var report = Samples.full
        change(&report, count)
        compare(report.encoded())
      }
    }
    let full = Samples.full.encoded() + Samples.json(#""mood":{"a":[1,{"b":null}]},"steps":[{"at":1,"new":"\n"}]"#)
    let whole = Samples.full.encoded()
    for index in whole.indices {
      compare(Array(whole[..<index]))
      for byte in Array(#"{}[]",:\e0- "#.utf8) + [0, 0x80, 0xC3] {
        var bytes = whole
        bytes[index] = byte
        compare(bytes)
      }
      compare(Array(whole[..<index]) + full[(index * 7 % full.count)...])
    }
    #expect(try Report.checkedID(of: whole) == Samples.id)
  }
}
