// Checks a report's limits where it is made, so that no one types a text that the collector refuses later.

extension Report {
  /// Checks all limits.
  /// - Throws: ``WireError``, the same that the collector would answer.
  public func validate() throws {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw WireError.invalid("text", expected: "more than white space")
    }
    try Self.check(text, "text", WireLimits.text)
    try Self.check(page, "page", WireLimits.page)
    try Self.check(user, "user", WireLimits.user)
    try Self.check(contact, "contact", WireLimits.contact)
    try Self.check(segment, "segment", WireLimits.segment)
    try Self.check(locale, "locale", WireLimits.locale)
    for text in [
      context.appName, context.appVersion, context.appBuild, context.osName, context.osVersion, context.device,
      context.timeZone, context.sdk,
    ] { try Self.check(text, "context", WireLimits.contextValue) }
    try validateFields()
    guard steps.count <= WireLimits.steps else { throw WireError.tooMany("steps", limit: WireLimits.steps) }
    for step in steps {
      try Self.check(step.text, "steps.text", WireLimits.stepText)
      try Self.check(step.page, "steps.page", WireLimits.page)
    }
    try error?.validate()
    if let number = knownIssue, number < 1 {
      throw WireError.invalid("knownIssue", expected: "the number of a known issue")
    }
    try Self.checkGroupingKey(groupingKey)
    try attachments.validate()
  }

  static func checkGroupingKey(_ key: String?) throws {
    try check(key, "groupingKey", WireLimits.groupingKey)
    if let key, !key.contains(where: { !$0.isWhitespace }) {
      throw WireError.invalid("groupingKey", expected: "more than white space")
    }
  }

  private func validateFields() throws {
    guard fields.count <= WireLimits.fields else { throw WireError.tooMany("fields", limit: WireLimits.fields) }
    for (index, field) in fields.enumerated() {
      try Self.check(field.key, "a key of fields", WireLimits.fieldKey)
      guard !fields[..<index].contains(where: { $0.key.hasSameBytes(as: field.key) }) else {
        throw WireError(.duplicateKey, field: "fields", message: "fields has the key \"\(field.key)\" twice.")
      }
      switch field.value {
      case .text(let text): try Self.check(text, "fields", WireLimits.fieldText)
      case .number(let number) where !number.isFinite:
        throw WireError.invalid("fields.\(field.key)", expected: "a finite number")
      default: break
      }
    }
  }

  static func check(_ text: String?, _ field: String, _ limit: Int) throws {
    guard let count = text?.utf8.count, count > limit else { return }
    throw WireError.tooLong(field, bytes: count, limit: limit)
  }
}

extension String {
  /// Compares bytes: Swift's == treats NFC and NFD as equal. It comes first because it is quick to say no.
  func hasSameBytes(as other: String) -> Bool { self == other && utf8.elementsEqual(other.utf8) }
}

extension ReportedError {
  fileprivate func validate() throws {
    try Report.check(type, "error.type", WireLimits.errorType)
    try Report.check(message, "error.message", WireLimits.errorMessage)
    guard frames.count <= WireLimits.errorFrames else {
      throw WireError.tooMany("error.frames", limit: WireLimits.errorFrames)
    }
    for frame in frames { try Report.check(frame, "error.frames", WireLimits.errorFrame) }
  }
}

extension [AttachmentInfo] {
  func validate() throws {
    guard count <= WireLimits.attachments else {
      throw WireError.tooMany("attachments", limit: WireLimits.attachments)
    }
    for attachment in self {
      guard !attachment.name.isEmpty else { throw WireError.missing("attachments.name") }
      try Report.check(attachment.name, "attachments.name", WireLimits.attachmentName)
      try Report.check(attachment.type, "attachments.type", WireLimits.attachmentType)
      guard attachment.bytes <= WireLimits.attachmentBytes else {
        throw WireError.tooLong(
          "attachments.bytes", bytes: Int(clamping: attachment.bytes), limit: WireLimits.attachmentBytes)
      }
    }
  }
}
