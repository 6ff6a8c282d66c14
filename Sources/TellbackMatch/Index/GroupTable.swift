// Groups of reports and the merges between them. Merging moves nothing: it points one group at another, and undoing it
// takes the pointer away. No chain of pointers ever closes on itself.

struct GroupTable {
  private(set) var ids: [MatchID] = []
  /// Where the group was merged into, or itself.
  private(set) var parents: [UInt32] = []
  private(set) var children: [UInt32: [UInt32]] = [:]
  /// The time of the newest live report filed under the group itself, and with all that was merged into it.
  private var ownNewest: [UInt32] = []
  private(set) var newest: [UInt32] = []
  private var ownMembers: [UInt32] = []
  private(set) var members: [UInt32] = []
  private var table = IDTable()

  var count: Int { ids.count }

  func find(_ id: MatchID) -> UInt32? { table.find(id, in: ids).map { UInt32($0) } }

  mutating func findOrAdd(_ id: MatchID) -> UInt32 {
    if let found = find(id) { return found }
    ids.append(id)
    parents.append(UInt32(ids.count - 1))
    ownNewest.append(0)
    newest.append(0)
    ownMembers.append(0)
    members.append(0)
    table.set(ids.count - 1, in: ids)
    return UInt32(ids.count - 1)
  }

  @inline(__always)
  func root(_ group: UInt32) -> UInt32 {
    var group = group
    while parents[Int(group)] != group { group = parents[Int(group)] }
    return group
  }

  mutating func count(report time: UInt32, in group: UInt32) {
    ownNewest[Int(group)] = max(ownNewest[Int(group)], time)
    ownMembers[Int(group)] += 1
    var at = group
    while true {
      newest[Int(at)] = max(newest[Int(at)], time)
      members[Int(at)] += 1
      if parents[Int(at)] == at { return }
      at = parents[Int(at)]
    }
  }

  /// Takes one report off; `newest` is the newest of those that are left in the group itself.
  mutating func discount(in group: UInt32, newest left: UInt32) {
    ownNewest[Int(group)] = left
    if ownMembers[Int(group)] > 0 { ownMembers[Int(group)] -= 1 }
    refresh(from: group)
  }

  /// False when `group` is `target` already, or `target` was merged into `group`.
  mutating func merge(_ group: UInt32, into target: UInt32) -> Bool {
    guard parents[Int(group)] == group, root(target) != group else { return false }
    parents[Int(group)] = target
    children[target, default: []].append(group)
    refresh(from: target)
    return true
  }

  /// False when `group` was not merged into another.
  mutating func split(_ group: UInt32) -> Bool {
    let parent = parents[Int(group)]
    guard parent != group else { return false }
    parents[Int(group)] = group
    children[parent]?.removeAll { $0 == group }
    if children[parent]?.isEmpty == true { children[parent] = nil }
    refresh(from: parent)
    return true
  }

  private mutating func refresh(from group: UInt32) {
    var at = group
    while true {
      var newestHere = ownNewest[Int(at)]
      var membersHere = ownMembers[Int(at)]
      for child in children[at] ?? [] {
        newestHere = max(newestHere, newest[Int(child)])
        membersHere += members[Int(child)]
      }
      newest[Int(at)] = newestHere
      members[Int(at)] = membersHere
      if parents[Int(at)] == at { return }
      at = parents[Int(at)]
    }
  }

  var memory: Int { count * (16 + 4 + 4 + 4 + 4 + 4) + table.memory + children.count * 64 }
}
