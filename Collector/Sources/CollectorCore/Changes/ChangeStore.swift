// What a store keeps of changes that processes hold copies of in memory: keys, and what an index of reports must forget. Each
// process follows them by their numbers.
import TellbackWire

/// A change that other processes must hear of.
public enum SharedChange: Sendable, Equatable {
  /// Apps, their quotas or their keys: ``AppReads/activeKeys()`` is to be read again.
  case keys
  /// A report is gone: no index may find it, and no file of an index may hold its words.
  case erased(ErasedReport)
}

/// A change with its number, which grows.
public struct NumberedChange: Sendable, Equatable {
  public var number: Int64
  public var change: SharedChange

  public init(number: Int64, change: SharedChange) {
    self.number = number
    self.change = change
  }
}

/// Reading changes.
public protocol ChangeReads {
  /// The changes after a number, in the order of their numbers. Once a number can be read, no lower one appears later: a store
  /// gives numbers under one lock that is held until the commit. Changes are seldom, so they may wait for each other.
  func changes(after number: Int64, limit: Int) throws -> [NumberedChange]
  /// The newest number; 0 when there was no change.
  func newestChange() throws -> Int64
  /// Changes up to this number are forgotten: who has not followed so far must read everything anew.
  func forgottenChanges() throws -> Int64
}

/// Writing changes. They are noted by what makes them: ``AppWrites/createApp(name:quota:at:)``,
/// ``AppWrites/createKey(app:hash:hint:at:)``, ``AppWrites/revokeKey(_:at:)`` and
/// ``ErasureWrites/erase(report:because:at:)`` each leave one, in their own transaction.
public protocol ChangeWrites: ChangeReads {
  /// Forgets the oldest changes as far as they were made before `moment`, at most `limit`, and never the newest. Returns how many.
  func forgetChanges(before moment: Timestamp, limit: Int) throws -> Int
}
