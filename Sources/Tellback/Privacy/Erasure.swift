// The result of an erasure on this device.

/// The result of ``Reporter/eraseMyData()``. On this device the erasure is complete; the collector is asked next.
public struct Erasure: Sendable, Equatable {
  /// True when the erasure request for the collector is on disk and survives the end of the app. False when reports are kept in
  /// memory: the request is lost with the process then, so call ``Reporter/flush(within:)`` before it ends.
  public let isDurable: Bool
  /// Other running processes that share the queue folder. Their queues are not erased: erase there, or again after they ended.
  public let otherProcesses: Int
}
