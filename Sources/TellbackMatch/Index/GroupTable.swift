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

  init() {}

  static let columnCount = 5

  /// What a snapshot keeps beside the ids.
  var columns: [[UInt32]] { [parents, ownNewest, newest, ownMembers, members] }

  /// Nil when the columns are no groups: of other lengths, or with parents that are not there or go in a circle.
  init?(ids: [MatchID], columns: [[UInt32]]) {
    guard columns.count == Self.columnCount, columns.allSatisfy({ $0.count == ids.count }) else { return nil }
    self.ids = ids
    parents = columns[0]
    ownNewest = columns[1]
    newest = columns[2]
    ownMembers = columns[3]
    members = columns[4]
    guard parents.allSatisfy({ Int($0) < ids.count }) else { return nil }
    for group in parents.indices where parents[group] != UInt32(group) {
      children[parents[group], default: []].append(UInt32(group))
    }
    for group in children.values.joined() {
      var at = group
      var steps = 0
      while parents[Int(at)] != at {
        at = parents[Int(at)]
        steps += 1
        if steps > ids.count { return nil }
      }
    }
    table = IDTable(of: ids)
  }

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
