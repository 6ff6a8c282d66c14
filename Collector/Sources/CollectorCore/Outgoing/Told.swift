// What an update tells beside its kind: the words of staff, who said them, and which release they speak of.
import TellbackWire

/// The words of one message to reporters. It is stored once, however many it goes to.
public struct Told: Sendable, Equatable {
  public var text: String?
  /// The name that reporters see; nil for the system.
  public var by: String?
  /// The event that tells staff of it; nil for what the system says by itself.
  public var event: Int64?
  /// The event whose message it corrects.
  public var revises: Int64?
  /// It goes to one reporter alone.
  public var isPersonal: Bool
  /// The version of the app that has the fix.
  public var version: String?

  public init(
    _ text: String? = nil, by: String? = nil, event: Int64? = nil, revises: Int64? = nil, isPersonal: Bool = false,
    version: String? = nil
  ) {
    self.text = text
    self.by = by
    self.event = event
    self.revises = revises
    self.isPersonal = isPersonal
    self.version = version
  }

  /// Nothing but the kind of the update.
  public var isEmpty: Bool { self == Told() }
}
