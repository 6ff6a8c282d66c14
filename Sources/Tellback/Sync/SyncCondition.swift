// The state of the connection to the collector, for an app that shows or logs it.

/// The result of the last exchange with the collector.
public enum SyncCondition: Sendable, Equatable {
  /// No attempt was made yet.
  case idle
  /// The collector answers.
  case healthy
  /// No response, or one that asks to retry later. The SDK retries by itself.
  case waiting(why: String)
  /// The key or the address is not accepted: a mistake in the configuration. Reports are kept; the SDK retries rarely.
  case rejected(status: Int, why: String)
  /// The collector said that it is gone for good (410). Reports are kept; nothing is sent until the app starts again.
  case gone
}

/// The result of ``Reporter/flush(within:)``.
public struct FlushResult: Sendable, Equatable {
  /// Reports that left the queue while it ran, delivered or refused.
  public var sent: Int64
  /// Reports that still wait.
  public var remaining: Int64
  /// Attachments that still wait.
  public var remainingAttachments: Int64
  /// Replies and other messages that still wait.
  public var remainingMessages: Int64

  public var isComplete: Bool { remaining == 0 && remainingAttachments == 0 && remainingMessages == 0 }
}
