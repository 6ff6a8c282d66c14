// What a process of a shared store can be woken for. Invariant: a wake-up says only where to look: whoever waits looks from time to time
// all the same, so that one which is lost costs a second and nothing else.

/// Kinds of changes that other processes wait for. The numbers travel between programs of different releases, so they stay.
public struct ChangeTopics: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What ``ChangeReads/changes(after:limit:)`` tells: keys and erasures.
  public static let shared = ChangeTopics(rawValue: 1)
  /// Reports wait for the digest.
  public static let reports = ChangeTopics(rawValue: 2)
  /// Reporters were told something: ``UpdateReads/toldInstallations(after:)``.
  public static let updates = ChangeTopics(rawValue: 4)
  /// Open pages show something else: events, and who is answering.
  public static let pages = ChangeTopics(rawValue: 8)
  /// Work for whoever sends: webhooks, trackers, mail.
  public static let sending = ChangeTopics(rawValue: 16)

  public static let all: ChangeTopics = [.shared, .reports, .updates, .pages, .sending]
}
