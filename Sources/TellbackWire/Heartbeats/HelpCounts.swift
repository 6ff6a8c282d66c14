// What became of help that was offered before somebody wrote.

/// How often help was offered on one day, and what came of it. Each at most ``WireLimits/helpCount``.
public struct HelpCounts: Sendable, Equatable {
  /// How often it was offered.
  public var offered: Int
  /// How often the person took it.
  public var taken: Int
  /// How often the person put it away.
  public var dismissed: Int
  /// How often the person wrote a report after it was offered.
  public var wroteAnyway: Int

  public init(offered: Int = 0, taken: Int = 0, dismissed: Int = 0, wroteAnyway: Int = 0) {
    self.offered = offered
    self.taken = taken
    self.dismissed = dismissed
    self.wroteAnyway = wroteAnyway
  }
}
