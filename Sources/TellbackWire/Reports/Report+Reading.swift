// Reads a report from JSON strictly: every limit and type is checked. Unknown keys are skipped, so that newer SDKs are understood.

extension Report {
  /// Reads one report.
  /// - Throws: ``WireError`` for anything outside the format or its limits.
  public init(decoding bytes: [UInt8]) throws {
    guard bytes.count <= WireLimits.reportBytes else {
      throw WireError.tooLong("report", bytes: bytes.count, limit: WireLimits.reportBytes)
    }
    self = try JSONReader.read(bytes) { try Report(from: &$0) }
  }

  /// Checks one report by every rule of ``init(decoding:)`` and returns its id, in a third of the time: nothing else is kept.
  /// - Throws: ``WireError``, the same that ``init(decoding:)`` throws.
  public static func checkedID(of bytes: [UInt8]) throws -> ReportID {
    guard bytes.count <= WireLimits.reportBytes else {
      throw WireError.tooLong("report", bytes: bytes.count, limit: WireLimits.reportBytes)
    }
    return try JSONReader.read(bytes, isChecking: true) { try Report(from: &$0).id }
  }

  /// Reads one report at the reader's position.
  /// - Throws: ``WireError`` for anything outside the format or its limits.
  public init(from reader: inout JSONReader) throws {
    let start = reader.position
    var id: ReportID?
    var capturedAt: Timestamp?
    var text: String?
    var report = Report(
      id: ReportID(at: Timestamp(milliseconds: 0), random: (0, 0)), capturedAt: Timestamp(milliseconds: 0), text: "")
    try reader.members("report") { reader, key in
      switch key {
      case "id": id = try ReportID.read(&reader, "id")
      case "capturedAt": capturedAt = try Timestamp.read(&reader, "capturedAt")
      case "text": text = try reader.string("text", limit: WireLimits.text)
      case "kind": report.kind = try ReportKind.read(&reader)
      case "page": report.page = try reader.optionalText("page", limit: WireLimits.page)
      case "user": report.user = try reader.optionalText("user", limit: WireLimits.user)
      case "contact": report.contact = try reader.optionalText("contact", limit: WireLimits.contact)
      case "segment": report.segment = try reader.optionalText("segment", limit: WireLimits.segment)
      case "locale": report.locale = try reader.optionalText("locale", limit: WireLimits.locale)
      case "context": report.context = try ContextSnapshot(from: &reader)
      case "fields": report.fields = try ReportField.readAll(&reader)
      case "steps": report.steps = try reader.values("steps", limit: WireLimits.steps, Step.read)
      case "error": report.error = try reader.skipNull() ? nil : try ReportedError.read(&reader)
      case "attachments":
        report.attachments = try reader.values("attachments", limit: WireLimits.attachments, AttachmentInfo.read)
      case "knownIssue": report.knownIssue = try reader.skipNull() ? nil : try reader.integer("knownIssue")
      case "groupingKey":
        report.groupingKey = try reader.optionalString("groupingKey", limit: WireLimits.groupingKey)
        try Self.checkGroupingKey(report.groupingKey)
      default: try reader.skipValue()
      }
    }
    guard let id else { throw WireError.missing("id") }
    guard let capturedAt else { throw WireError.missing("capturedAt") }
    guard let text else { throw WireError.missing("text") }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw WireError.invalid("text", expected: "more than white space")
    }
    if let number = report.knownIssue, number < 1 {
      throw WireError.invalid("knownIssue", expected: "the number of a known issue")
    }
    guard reader.position - start <= WireLimits.reportBytes else {
      throw WireError.tooLong("report", bytes: reader.position - start, limit: WireLimits.reportBytes)
    }
    report.id = id
    report.capturedAt = capturedAt
    report.text = text
    self = report
  }
}

extension ReportID {
  static func read(_ reader: inout JSONReader, _ field: String) throws -> ReportID {
    guard let id = ReportID(try reader.string(field, limit: 64)) else {
      throw WireError.invalid(field, expected: "a UUID with 36 characters")
    }
    return id
  }
}

extension Timestamp {
  static func read(_ reader: inout JSONReader, _ field: String) throws -> Timestamp {
    Timestamp(milliseconds: try reader.integer(field))
  }
}

extension ReportKind {
  fileprivate static func read(_ reader: inout JSONReader) throws -> ReportKind {
    guard let kind = ReportKind(rawValue: try reader.string("kind", limit: 64)) else {
      throw WireError.invalid("kind", expected: "problem, question, idea or praise")
    }
    return kind
  }
}

extension Step {
  fileprivate static func read(_ reader: inout JSONReader) throws -> Step {
    var at: Timestamp?
    var page: String?
    var text: String?
    try reader.members("steps") { reader, key in
      switch key {
      case "at": at = try Timestamp.read(&reader, "steps.at")
      case "page": page = try reader.optionalText("steps.page", limit: WireLimits.page)
      case "text": text = try reader.text("steps.text", limit: WireLimits.stepText)
      default: try reader.skipValue()
      }
    }
    guard let at else { throw WireError.missing("steps.at") }
    guard let text else { throw WireError.missing("steps.text") }
    return Step(at: at, page: page, text: text)
  }
}

extension ReportField {
  fileprivate static func readAll(_ reader: inout JSONReader) throws -> [ReportField] {
    var fields: [ReportField] = []
    var count = 0
    try reader.members("fields") { reader, key in
      guard count < WireLimits.fields else { throw WireError.tooMany("fields", limit: WireLimits.fields) }
      count += 1
      let value = try FieldValue.read(&reader)
      if !reader.isChecking { fields.append(ReportField(key.text, value)) }
    }
    return fields
  }
}

extension FieldValue {
  fileprivate static func read(_ reader: inout JSONReader) throws -> FieldValue {
    switch reader.next() {
    case UInt8(ascii: "\""): return .text(try reader.text("fields", limit: WireLimits.fieldText))
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try reader.bool("fields"))
    case UInt8(ascii: "{"):
      var date: Timestamp?
      try reader.members("fields") { reader, key in
        if "date" ~= key { date = try Timestamp.read(&reader, "fields.date") } else { try reader.skipValue() }
      }
      guard let date else { throw WireError.missing("fields.date") }
      return .date(date)
    default:
      let text = try reader.number("fields")
      if let whole = Int64(text) { return .integer(whole) }
      guard let number = Double(text), number.isFinite else {
        throw WireError.invalid("fields", expected: "a number in the range of a double")
      }
      return .number(number)
    }
  }
}

extension ReportedError {
  fileprivate static func read(_ reader: inout JSONReader) throws -> ReportedError {
    var type: String?
    var error = ReportedError(type: "")
    try reader.members("error") { reader, key in
      switch key {
      case "type": type = try reader.text("error.type", limit: WireLimits.errorType)
      case "message": error.message = try reader.text("error.message", limit: WireLimits.errorMessage)
      case "frames":
        error.frames = try reader.values("error.frames", limit: WireLimits.errorFrames) {
          try $0.text("error.frames", limit: WireLimits.errorFrame)
        }
      default: try reader.skipValue()
      }
    }
    guard let type else { throw WireError.missing("error.type") }
    error.type = type
    return error
  }
}

extension AttachmentInfo {
  static func read(_ reader: inout JSONReader) throws -> AttachmentInfo {
    var info = AttachmentInfo(name: "", type: "", bytes: -1)
    try reader.members("attachments") { reader, key in
      switch key {
      case "name": info.name = try reader.string("attachments.name", limit: WireLimits.attachmentName)
      case "type": info.type = try reader.text("attachments.type", limit: WireLimits.attachmentType)
      case "bytes": info.bytes = try reader.integer("attachments.bytes")
      default: try reader.skipValue()
      }
    }
    guard !info.name.isEmpty else { throw WireError.missing("attachments.name") }
    guard info.bytes >= 0 else { throw WireError.invalid("attachments.bytes", expected: "a size in bytes") }
    guard info.bytes <= WireLimits.attachmentBytes else {
      throw WireError.tooLong("attachments.bytes", bytes: Int(clamping: info.bytes), limit: WireLimits.attachmentBytes)
    }
    return info
  }
}
