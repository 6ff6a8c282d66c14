// An envelope of Sentry's protocol as the collector keeps it: what a person wrote, the files beside it, and counts of the rest.
import TellbackWire

/// What was read of an envelope. Made by ``EnvelopeReader``.
public struct Envelope: Sendable, Equatable {
  /// The first line.
  public struct Header: Sendable, Equatable {
    /// 16 bytes.
    public var eventID: [UInt8]?
    /// The address that the SDK was given; a tunnel leaves it as the one thing that names the sender.
    public var dsn: String?
    /// The sender's clock when it sent.
    public var sentAt: Timestamp?
    /// Name and version of the SDK.
    public var sdk: String?

    public init() {}
  }

  public struct Item: Sendable, Equatable {
    public var kind: Kind
    /// An attachment's; empty when it has none.
    public var filename = ""
    public var contentType = ""
    public var payload: [UInt8] = []
  }

  /// The items that are kept.
  public enum Kind: Sendable, Equatable {
    /// An event with words of a person in `contexts.feedback`.
    case feedback
    /// The older form: words of a person about an event that was sent before.
    case userReport
    case attachment
  }

  public var header = Header()
  /// In the order in which they came.
  public var items: [Item] = []
  /// Items of other kinds, which no ticket could be made of, by kind.
  public var skipped: [String: Int64] = [:]
  /// What was wrong, by reason.
  public var refused: [EnvelopeFault: Int64] = [:]
  /// Words that the SDK itself gave up, by its reason: what client reports say of feedback.
  public var discarded: [String: Int64] = [:]

  public init() {}

  mutating func refuse(_ fault: EnvelopeFault) { refused[fault, default: 0] += 1 }
}

/// Why something of an envelope was not kept. The raw value is the reason under which it is counted.
public enum EnvelopeFault: String, Sendable, CaseIterable {
  /// The first line is no JSON object.
  case brokenHeader = "envelope_broken_header"
  /// A line that had to be an item's header is none.
  case brokenItemHeader = "envelope_broken_item_header"
  /// A feedback item, a user report or a client report that is no JSON.
  case brokenJSON = "envelope_broken_json"
  /// The envelope ends within an item.
  case cutShort = "envelope_cut_short"
  /// An attachment that is longer than its header says.
  case wrongLength = "envelope_wrong_length"
  /// Longer than its limit.
  case tooLarge = "envelope_item_too_large"
  case tooManyItems = "envelope_too_many_items"
  case tooManyReports = "envelope_too_many_reports"
  case tooManyAttachments = "envelope_too_many_attachments"
  /// Feedback without words.
  case noWords = "envelope_no_words"
  /// An attachment in an envelope that brings no words.
  case attachmentAlone = "envelope_attachment_alone"
  /// The body's compression is broken, or holds more than the limit.
  case brokenCompression = "envelope_broken_compression"
}
