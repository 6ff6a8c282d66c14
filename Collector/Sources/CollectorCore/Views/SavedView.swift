// A list of tickets that somebody keeps under a name: what it filters by, never what it holds.

public struct SavedView: Sendable, Equatable {
  /// Bytes of a name.
  public static let nameLimit = 100
  /// Bytes of ``query``.
  public static let queryLimit = 2_000
  /// Views of one account.
  public static let limit = 50
  /// Shared views of everybody.
  public static let sharedLimit = 100

  public var id: Int64
  /// Who made it.
  public var account: Int64
  public var name: String
  /// The query of the list's address, percent-encoded. Whoever opens it sees of it what they may see; 'mine' are then their own.
  public var query: String
  /// Everybody has it.
  public var isShared: Bool

  public init(id: Int64, account: Int64, name: String, query: String, isShared: Bool) {
    self.id = id
    self.account = account
    self.name = name
    self.query = query
    self.isShared = isShared
  }
}

/// Why a view was not kept or changed.
public enum ViewError: Error, Sendable, Equatable, CustomStringConvertible {
  case noName
  case nameTooLong(bytes: Int)
  case queryTooLong(bytes: Int)
  case tooMany
  case tooManyShared
  case noSuchView

  public var description: String {
    switch self {
    case .noName: "Give the view a name."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(SavedView.nameLimit) bytes."
    case .queryTooLong(let bytes):
      "The filters have \(bytes) bytes together; the limit is \(SavedView.queryLimit) bytes. Remove one."
    case .tooMany: "You keep \(SavedView.limit) views already, which is the limit; delete one first."
    case .tooManyShared: "\(SavedView.sharedLimit) views are shared already, which is the limit; delete one first."
    case .noSuchView: "There is no such view any more, or it is somebody else's."
    }
  }
}
