// What one envelope may hold. What passes a limit is left out and counted; the rest of the envelope is kept.
import TellbackWire

/// Limits of an envelope. All in bytes, except where a count is named.
public struct EnvelopeLimits: Sendable {
  /// The whole body, once its compression is undone: 200 MiB, as much as Sentry takes. It is read past, not held.
  public var body = 209_715_200
  /// The header line of the envelope, or of an item.
  public var line = 16_384
  /// Items of one envelope, a count. What follows is not read.
  public var items = 1_000
  /// Feedback items and user reports of one envelope, a count.
  public var reports = 100
  /// A feedback item, a user report or a client report: 1 MiB, as much as Sentry takes of an event.
  public var event = 1_048_576
  /// One attachment.
  public var attachment = WireLimits.attachmentBytes
  /// Attachments of one envelope, a count.
  public var attachments = WireLimits.attachments
  /// What is held of one envelope: 24 MiB.
  public var held = 25_165_824
  /// How often the rest of an item with a wrong length is looked through for further items, a count.
  public var recoveries = 16
  /// What is held of an item that is skipped, to look through it should its length be wrong.
  public var recoverable = 65_536

  public init() {}
}
