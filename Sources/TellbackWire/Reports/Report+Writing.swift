// Writes a report as JSON: the same bytes are in the queue, in a preview and on the wire.

extension Report {
  /// The report as JSON. Absent parts are left out. Limits are not checked; see ``validate()``.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 512 + text.utf8.count + steps.count * 96 + fields.count * 64)
    writer.object { writer in
      writer.id("id", id)
      writer.integer("capturedAt", capturedAt.milliseconds)
      writer.string("kind", kind.rawValue)
      writer.string("text", text)
      writer.string("page", optional: page)
      writer.string("user", optional: user)
      writer.string("contact", optional: contact)
      writer.string("segment", optional: segment)
      writer.string("locale", optional: locale)
      if context != ContextSnapshot() { context.write(to: &writer) }
      if !fields.isEmpty { writeFields(to: &writer) }
      if !steps.isEmpty { writeSteps(to: &writer) }
      if let error { error.write(to: &writer) }
      if !attachments.isEmpty { attachments.write(to: &writer) }
      writer.integer("knownIssue", optional: knownIssue)
      writer.string("groupingKey", optional: groupingKey)
    }
    return writer.bytes
  }

  private func writeFields(to writer: inout JSONWriter) {
    writer.object("fields") { writer in
      for field in fields {
        writer.member(field.key) { writer in
          switch field.value {
          case .text(let text): writer.string(nil, text)
          case .integer(let number): writer.integer(nil, number)
          case .number(let number): writer.double(nil, number)
          case .bool(let value): writer.bool(nil, value)
          case .date(let date): writer.object { $0.integer("date", date.milliseconds) }
          }
        }
      }
    }
  }

  private func writeSteps(to writer: inout JSONWriter) {
    writer.array("steps") { writer in
      for step in steps {
        writer.object { writer in
          writer.integer("at", step.at.milliseconds)
          writer.string("page", optional: step.page)
          writer.string("text", step.text)
        }
      }
    }
  }
}

extension [AttachmentInfo] {
  func write(to writer: inout JSONWriter) {
    writer.array("attachments") { writer in
      for attachment in self {
        writer.object { writer in
          writer.string("name", attachment.name)
          writer.string("type", attachment.type)
          writer.integer("bytes", attachment.bytes)
        }
      }
    }
  }
}

extension ReportedError {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object("error") { writer in
      writer.string("type", type)
      if !message.isEmpty { writer.string("message", message) }
      if !frames.isEmpty {
        writer.array("frames") { writer in
          for frame in frames { writer.string(nil, frame) }
        }
      }
    }
  }
}
