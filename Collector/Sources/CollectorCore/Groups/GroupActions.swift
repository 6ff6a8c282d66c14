// What admins do with groups.
import TellbackWire

/// Why a group was not made or changed.
public enum GroupError: Error, Sendable, Equatable, CustomStringConvertible {
  case noName
  case nameTooLong(bytes: Int)
  case nameTaken(String)
  case tooMany
  case noSuchGroup
  /// A rule of this name gives tickets to it.
  case routedTo(StaffGroup, rule: String)

  public var description: String {
    switch self {
    case .noName: "Give the group a name."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(StaffGroup.nameLimit) bytes."
    case .nameTaken(let name): "There is a group of the name \"\(name)\" already."
    case .tooMany: "There are \(StaffGroup.limit) groups already, which is the limit; delete one first."
    case .noSuchGroup: "There is no such group any more."
    case .routedTo(let group, let rule):
      "The rule \"\(rule)\" gives tickets to \(group.name). Change the rule first, then delete the group."
    }
  }
}

/// Makes and changes groups. Stateless; it works inside a transaction of the store.
public struct GroupActions {
  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  @discardableResult
  public func create(_ name: String) throws -> StaffGroup {
    let name = try Self.checked(name)
    guard try store.groups().count < StaffGroup.limit else { throw GroupError.tooMany }
    return try unique(name) { try store.createGroup(named: name, at: now) }
  }

  /// Sets the name and who belongs to it. Accounts that are not there are left out.
  public func save(_ id: Int64, name: String, members: Set<Int64>) throws {
    let name = try Self.checked(name)
    guard try store.group(id) != nil else { throw GroupError.noSuchGroup }
    try unique(name) { try store.renameGroup(id, to: name) }
    try store.setMembers(try members.filter { try store.account($0) != nil }, ofGroup: id)
  }

  /// Its tickets are for everybody then; who has claimed one keeps it.
  public func delete(_ id: Int64) throws {
    guard let group = try store.group(id) else { throw GroupError.noSuchGroup }
    if let rule = try store.routingRules().first(where: { $0.effects.group == id }) {
      throw GroupError.routedTo(group, rule: rule.name)
    }
    try store.deleteGroup(id)
  }

  private func unique<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch StoreError.taken { throw GroupError.nameTaken(name) }
  }

  private static func checked(_ text: String) throws -> String {
    let name = text.singleSpaced
    guard !name.isEmpty else { throw GroupError.noName }
    guard name.utf8.count <= StaffGroup.nameLimit else { throw GroupError.nameTooLong(bytes: name.utf8.count) }
    return name
  }
}
