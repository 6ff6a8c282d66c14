// What a store keeps of saved views.
import TellbackWire

/// Reads saved views, inside one snapshot or transaction.
public protocol ViewReads {
  /// An account's own views and those that others share: its own first, each part by name.
  func views(forAccount id: Int64) throws -> [SavedView]
  func view(_ id: Int64) throws -> SavedView?
  /// How many views are shared.
  func sharedViewCount() throws -> Int
}

/// Writes saved views, inside one transaction.
public protocol ViewWrites: ViewReads {
  /// Returns the number that it got; the one that `view` holds means nothing.
  @discardableResult
  func addView(_ view: SavedView, at: Timestamp) throws -> Int64
  /// Sets name and sharing. False when it is not there.
  func updateView(_ id: Int64, name: String, isShared: Bool) throws -> Bool
  /// False when it is not there.
  func deleteView(_ id: Int64) throws -> Bool
}
