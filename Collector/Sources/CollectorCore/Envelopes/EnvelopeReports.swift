// The reports that an envelope makes, each with its identity.
import TellbackWire

/// What an envelope comes to: reports to be ingested as any others, and the files of the first of them.
public struct EnvelopeReports: Sendable {
  public struct File: Sendable, Equatable {
    public var type: String
    public var data: [UInt8]
  }

  /// Encoded, within every limit of the wire format.
  public var reports: [(id: ReportID, body: [UInt8])] = []
  /// The attachments of the first report, in the order in which it announces them.
  public var files: [File] = []
  /// What the SDK is told as the id of what it sent: 32 digits; nil where it named none.
  public var answeredID: String?
  /// What could not be made a report of, by reason.
  public var refused: [EnvelopeFault: Int64]

  /// - Parameter hash: any hash of 16 bytes or more that does not collide.
  ///
  /// The identity of a report is a UUIDv8 (RFC 9562, section 5.8): the hash of the app and of the event id, which the envelope's header
  /// names before the event does. So an event that is sent again is known, also after its erasure, and one that is sent to two apps is a
  /// report of each. Such ids are not in the order of time, and a row costs the store about twice what a UUIDv7 costs it: feedback that
  /// people type is far from where that counts.
  public init(_ envelope: Envelope, app: AppID, hash: ([UInt8]) -> [UInt8]) {
    refused = envelope.refused
    answeredID = envelope.header.eventID.map(Hexadecimal.text)
    let attached = envelope.items.filter { $0.kind == .attachment }
    let announced = attached.map(Self.announcement)
    var known: Set<ReportID> = []
    var seen: Set<[UInt8]> = []
    // One alone, as nearly all come, repeats none: hashing a payload takes as long as reading it.
    let isAlone = envelope.items.count == attached.count + 1
    for item in envelope.items where item.kind != .attachment {
      if !isAlone, !seen.insert(item.payload).inserted { continue }
      guard let event = try? FeedbackEvent(item) else {
        refused[.brokenJSON, default: 0] += 1
        continue
      }
      var id = Self.id(Self.name(of: item, event, envelope.header, isFirst: reports.isEmpty), app: app, hash: hash)
      // Other words under the same id are a report of their own.
      if known.contains(id) { id = Self.id(Array("again".utf8) + item.payload, app: app, hash: hash) }
      guard !known.contains(id) else { continue }
      let isFirst = reports.isEmpty
      guard
        let body = event.report(
          id: id, sentBy: envelope.header.sdk, announcing: isFirst ? announced : [])
      else {
        refused[.noWords, default: 0] += 1
        continue
      }
      known.insert(id)
      reports.append((id, body))
      if isFirst { files = zip(announced, attached).map { File(type: $0.type, data: $1.payload) } }
      if answeredID == nil { answeredID = event.eventID.map(Hexadecimal.text) }
    }
    if reports.isEmpty, !attached.isEmpty { refused[.attachmentAlone, default: 0] += Int64(attached.count) }
  }

  /// What is hashed. Without an event id the words themselves are the identity: what is sent again is the same.
  private static func name(
    of item: Envelope.Item, _ event: FeedbackEvent, _ header: Envelope.Header, isFirst: Bool
  ) -> [UInt8] {
    // A user report names the event that it is about, and several people may write about one.
    if item.kind == .userReport { return Array("user_report".utf8) + item.payload }
    if isFirst, let id = header.eventID { return id }
    return event.eventID ?? Array("feedback".utf8) + item.payload
  }

  private static func id(_ name: [UInt8], app: AppID, hash: ([UInt8]) -> [UInt8]) -> ReportID {
    var bytes = Array(hash(Array("envelope \(app.value) ".utf8) + name).prefix(16))
    bytes += [UInt8](repeating: 0, count: 16 - bytes.count)
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    return ReportID(bytes: bytes) ?? ReportID(at: Timestamp(milliseconds: 0), random: (0, 0))
  }

  private static func announcement(_ item: Envelope.Item) -> AttachmentInfo {
    let name = LooseJSON.cut(item.filename, to: WireLimits.attachmentName).value
    let type = LooseJSON.cut(item.contentType, to: WireLimits.attachmentType).value
    return AttachmentInfo(
      name: name.isEmpty ? "attachment" : name, type: type.isEmpty ? "application/octet-stream" : type,
      bytes: Int64(item.payload.count))
  }
}

extension FeedbackEvent {
  fileprivate init(_ item: Envelope.Item) throws {
    if item.kind == .userReport {
      try self.init(userReport: item.payload)
    } else {
      try self.init(feedback: item.payload)
    }
  }
}
