// The transaction in memory keeps no views.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func views(forAccount id: Int64) throws -> [SavedView] { throw NotKept() }
  func view(_ id: Int64) throws -> SavedView? { throw NotKept() }
  func sharedViewCount() throws -> Int { throw NotKept() }
  func addView(_ view: SavedView, at: Timestamp) throws -> Int64 { throw NotKept() }
  func updateView(_ id: Int64, name: String, isShared: Bool) throws -> Bool { throw NotKept() }
  func deleteView(_ id: Int64) throws -> Bool { throw NotKept() }
}
