// A reply that is composed, redacted and encoded, but not yet saved: what a preview shows and send() then sends.
import TellbackWire

/// A reply ready to be saved. Its bytes are exactly those that will be sent.
public struct PreparedMessage: Sendable {
  /// What the collector will read, after redaction.
  public let message: ReporterMessage
  /// The same as JSON: the bytes in the queue and on the wire.
  public let bytes: [UInt8]
  let files: [QueueItem.File]

  /// The identity that the message will have.
  public var id: ReportID { message.id }
  /// The report whose conversation it belongs to.
  public var conversation: ReportID { message.report }

  var item: MessageItem {
    MessageItem(id: message.id, report: message.report, body: bytes, attachments: files)
  }
}

/// What an app gets for a message once it is saved.
public struct MessageReceipt: Sendable, Equatable, Identifiable {
  public let id: ReportID
  /// True when the message is on disk and survives the end of the app and a power loss. False when it is in memory only.
  public let durable: Bool
  /// The names of attachments that were dropped because the queue had no space for them.
  public let shedAttachments: [String]
}

extension Composer {
  /// Redacts and checks a message about `report`. Words that a person wrote are never cut. Without consent to automatic context
  /// it does not name the app's version.
  func compose(
    _ content: ReporterMessage.Content, about report: ReportID, files: [QueueItem.File] = [], consent: Consent
  ) throws(TellbackError) -> PreparedMessage {
    let now = time.now()
    var message = ReporterMessage(
      id: ReportID(at: now, random: (random.next(), random.next())), report: report, at: now,
      version: consent.automaticContext ? context.current.appVersion : nil, content: content)
    let redact = { (text: String?) in text.map(redactor.redact) }
    switch content {
    case .reply(let text): message.content = .reply(text: redactor.redact(text))
    case .read: break
    case .verdict(let helped, let update, let text):
      message.content = .verdict(helped: helped, update: update, text: redact(text))
    case .rating(let stars, let text): message.content = .rating(stars: stars, text: redact(text))
    case .thanks(let text): message.content = .thanks(text: redact(text))
    }
    message.attachments = files.map {
      let name = redactor.redact($0.name)
      return AttachmentInfo(
        name: $0.name.utf8.count <= WireLimits.attachmentName ? name.cut(toBytes: WireLimits.attachmentName) : name,
        type: $0.type, bytes: Int64($0.data.count))
    }
    do {
      try message.validate()
    } catch {
      throw TellbackError(
        .invalidMessage, "The message was not saved: \(error) Change it and send it again.", cause: error)
    }
    let bytes = message.encoded()
    guard bytes.count <= WireLimits.messageBytes else {
      throw TellbackError(
        .invalidMessage,
        "The message was not saved: it has \(bytes.count) bytes; the limit is \(WireLimits.messageBytes) bytes. "
          + "Shorten it and send it again.")
    }
    var named = files
    for (index, info) in message.attachments.enumerated() { named[index].name = info.name }
    return PreparedMessage(message: message, bytes: bytes, files: named)
  }
}
