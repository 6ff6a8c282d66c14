// Everything a desk holds about tickets, as rows that another store takes in. Not part of ``Store``: a row is what a store keeps, and
// a store that keeps other rows has other archives. What is in it, and what is not, stands in the manual.
import TellbackWire

/// A value of a row.
public enum ArchiveValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])
}

/// One row of an archive, by the names of its kind and its columns.
public struct ArchiveRow: Sendable, Equatable {
  public var kind: String
  public var names: [String]
  public var values: [ArchiveValue]

  public init(kind: String, names: [String], values: [ArchiveValue]) {
    self.kind = kind
    self.names = names
    self.values = values
  }

  public subscript(name: String) -> ArchiveValue? { names.firstIndex(of: name).map { values[$0] } }

  /// About how much memory it takes.
  public var bytes: Int {
    values.reduce(64) { sum, value in
      switch value {
      case .text(let text): sum + text.utf8.count
      case .bytes(let bytes): sum + bytes.count
      default: sum + 16
      }
    }
  }
}

/// What a restoring knows of its archive and has done so far; it begins anew with each run.
public struct RestoreState: Sendable {
  /// What tells this archive's desk from others, in keys of the store; at most 200 bytes.
  public let origin: String
  /// The apps of the archive by their ids there.
  public let apps: [Int64: AppID]
  /// New ids by kind and old id, of kinds that are found by their names.
  public var named: [String: [Int64: Int64]] = [:]
  public var rows: Int64 = 0
  /// Rows that were here already.
  public var known: Int64 = 0
  /// Rows that hang on somebody who has no account here.
  public var leftOut: Int64 = 0
  public var tickets = 0
  public var messages = 0

  public init(origin: String, apps: [Int64: AppID]) {
    self.origin = origin
    self.apps = apps
  }
}

/// A store that writes and takes archives.
public protocol ArchivingStore: Store {
  /// Grows with the store's schema: an archive of a newer one is refused.
  static var archiveVersion: Int { get }
  /// Calls `sink` with every row of these apps, in the order in which they can be taken in, from one snapshot.
  func archive(_ apps: AppScope, _ sink: @escaping @Sendable (ArchiveRow) throws -> Void) async throws
  /// Whether some rows of an archive with this origin were taken in.
  func hasRestored(_ state: RestoreState) async throws -> Bool
  /// Takes rows in, in the order of the archive; those that are here by an earlier run are passed over. Returns the state for the
  /// next rows and the reports that are on tickets now.
  func restore(_ rows: [ArchiveRow], _ state: RestoreState, now: Timestamp) async throws -> (
    RestoreState, [PlacedReport]
  )
}
