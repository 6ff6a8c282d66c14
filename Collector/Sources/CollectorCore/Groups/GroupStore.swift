// What a store keeps of groups and who belongs to them.
import TellbackWire

/// Reads groups, inside one snapshot or transaction.
public protocol GroupReads {
  /// All groups, by name.
  func groups() throws -> [StaffGroup]
  func group(_ id: Int64) throws -> StaffGroup?
  func group(named name: String) throws -> StaffGroup?
  /// The accounts of a group, in the order of their ids.
  func members(ofGroup id: Int64) throws -> [Int64]
  /// The groups that an account belongs to, by name.
  func groups(ofAccount id: Int64) throws -> [StaffGroup]
}

/// Writes groups, inside one transaction.
public protocol GroupWrites: GroupReads {
  /// Throws ``StoreError/taken(_:)`` when the name is taken.
  func createGroup(named name: String, at: Timestamp) throws -> StaffGroup
  /// Throws ``StoreError/taken(_:)`` when the name is another group's.
  func renameGroup(_ id: Int64, to name: String) throws
  /// Who belongs to the group from now on.
  func setMembers(_ accounts: Set<Int64>, ofGroup id: Int64) throws
  /// The tickets of the group are nobody's group's then; their owners keep them.
  func deleteGroup(_ id: Int64) throws
}
