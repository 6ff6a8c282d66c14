// How the way to the collector is, for an app that wants to show or log it.

/// What the last exchange with the collector said.
public enum SyncCondition: Sendable, Equatable {
  /// Nothing was tried yet.
  case idle
  /// The collector answers.
  case healthy
  /// No answer, or one that asks for patience; it is tried again by itself.
  case waiting(why: String)
  /// The key or the address is not accepted: a mistake in the configuration. Reports are kept and it is tried rarely.
  case rejected(status: Int, why: String)
  /// The collector said that it is gone for good (410). Reports are kept; nothing is sent until the app starts again.
  case gone
}

/// What ``Reporter/flush(within:)`` did.
public struct FlushResult: Sendable, Equatable {
  /// Reports that left the queue while it ran, delivered or refused.
  public var sent: Int64
  /// Reports that still wait.
  public var remaining: Int64
  /// Attachments that still wait.
  public var remainingAttachments: Int64

  public var isComplete: Bool { remaining == 0 && remainingAttachments == 0 }
}
