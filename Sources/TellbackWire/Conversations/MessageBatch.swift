// Several messages in one request. Each gets a receipt of its own: ``Receipt`` with the message's id.

/// The body of a request to ``WirePaths/messages``: at most ``WireLimits/batchMessages`` and ``WireLimits/batchBytes``.
public enum MessageBatch {
  /// Makes a batch of encoded messages.
  public static func encoded(messages: [[UInt8]], sentAt: Timestamp) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: messages.reduce(64) { $0 + $1.count + 1 })
    writer.object { writer in
      writer.integer("sentAt", sentAt.milliseconds)
      writer.array("messages") { writer in
        for message in messages { writer.raw(nil, message) }
      }
    }
    return writer.bytes
  }

  /// One message of a batch as the collector reads it.
  public enum Element: Sendable, Equatable {
    /// A message that keeps every rule.
    case message(ReporterMessage)
    /// A message that breaks a limit or the format and whose id is known: only this message is refused.
    case refused(ReportID, WireError)
  }

  /// A batch as the collector reads it.
  public struct Decoded: Sendable, Equatable {
    /// The sender's clock at sending.
    public var sentAt: Timestamp?
    /// The messages, in order.
    public var elements: [Element] = []
  }

  /// Reads a batch and checks each message by every rule of ``ReporterMessage/init(decoding:)``.
  /// - Throws: ``WireError`` when the whole request must be refused: bad JSON, a limit of the batch, or a message without an id.
  public static func decode(_ bytes: [UInt8]) throws -> Decoded {
    guard bytes.count <= WireLimits.batchBytes else {
      throw WireError.tooLong("batch", bytes: bytes.count, limit: WireLimits.batchBytes)
    }
    return try JSONReader.read(bytes) { reader in
      var batch = Decoded()
      var hasMessages = false
      try reader.object("batch") { reader, key in
        switch key {
        case "sentAt": batch.sentAt = try Timestamp.read(&reader, "sentAt")
        case "messages":
          hasMessages = true
          try reader.array("messages", limit: WireLimits.batchMessages) { batch.elements.append(try element(&$0)) }
        default: try reader.skipValue()
        }
      }
      guard hasMessages else { throw WireError.missing("messages") }
      return batch
    }
  }

  private static func element(_ reader: inout JSONReader) throws -> Element {
    _ = reader.next()
    let start = reader.mark
    do {
      return .message(try ReporterMessage(from: &reader))
    } catch let error as WireError where error.code != .syntax {
      // Only this message is refused when it is valid JSON and has an id.
      reader.goBack(to: start)
      var id: ReportID?
      try reader.object("message", keyLimit: WireLimits.text) { reader, key in
        if key == "id" {
          id = try ReportID.read(&reader, "id")
        } else {
          try reader.skipValue(limit: WireLimits.batchBytes)
        }
      }
      guard let id else { throw error }
      return .refused(id, error)
    }
  }
}
