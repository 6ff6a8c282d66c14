// What an erasure came to on this device.

/// What ``Reporter/eraseMyData()`` did. On this device it is done when you hold this; the collector follows by itself.
public struct Erasure: Sendable, Equatable {
  /// The wish that the collector erases too is on disk, and survives the end of the app. False when reports are kept in
  /// memory: then it is lost with the process, so ``Reporter/flush(within:)`` before it ends.
  public let isDurable: Bool
  /// Processes that share the queue folder and run now. What they hold is theirs to erase: ask there, or when they ended.
  public let otherProcesses: Int
}
