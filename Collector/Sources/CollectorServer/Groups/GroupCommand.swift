// Commands on groups of staff, as values.
import CollectorCore

enum GroupCommand: Sendable, Equatable {
  case create(String)
  case list
  case add(group: String, email: String)
  case remove(group: String, email: String)

  static let usage = """
    group create NAME                                      make a group, to which tickets can be handed
    group list                                             groups and who belongs to them
    group add NAME EMAIL | remove NAME EMAIL               put somebody into a group, or take them out
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String, _ rest: [String]) throws {
    func member() throws -> (String, String) {
      let words = try AdminCommand.plain(rest, command).words("NAME", "EMAIL")
      return (words[0], try AdminCommand.email(words[1]))
    }
    switch command {
    case "group create": self = .create(try AdminCommand.plain(rest, command).words("NAME")[0])
    case "group list":
      _ = try AdminCommand.plain(rest, command).words()
      self = .list
    case "group add":
      let (group, email) = try member()
      self = .add(group: group, email: email)
    case "group remove":
      let (group, email) = try member()
      self = .remove(group: group, email: email)
    default: return nil
    }
  }
}

extension CommandService {
  func perform(_ command: GroupCommand) async throws -> String {
    let now = clock()
    switch command {
    case .create(let name):
      let group = try await store.write { store in
        let group = try GroupActions(store, now: now).create(name)
        try note(.groupChanged, in: store, subject: group.name, detail: "made")
        return group
      }
      return "The group '\(group.name)' is made. Put people into it with: group add\n"
    case .list:
      return try await store.read { store in
        try store.groups().map { group in
          let members = try store.members(ofGroup: group.id).compactMap { try store.account($0)?.email }
          return "\(group.id)\t\(group.name)\t\(members.isEmpty ? "nobody" : members.joined(separator: ", "))\n"
        }.joined()
      }
    case .add(let name, let email):
      try await change(name, email, detail: "joined by") { _ = $0.insert($1) }
      return "\(email) belongs to '\(name)'.\n"
    case .remove(let name, let email):
      try await change(name, email, detail: "left by") { _ = $0.remove($1) }
      return "\(email) does not belong to '\(name)'.\n"
    }
  }

  private func change(
    _ name: String, _ email: String, detail: String, _ body: @escaping @Sendable (inout Set<Int64>, Int64) -> Void
  ) async throws {
    let now = clock()
    try await store.write { store in
      guard let group = try store.group(named: name) else {
        throw CommandFailure("There is no group of the name '\(name)'; see: group list")
      }
      guard let account = try store.account(email: email) else { throw StaffError.noSuchAccount(email) }
      let before = Set(try store.members(ofGroup: group.id))
      var members = before
      body(&members, account.id)
      guard members != before else { return }
      try GroupActions(store, now: now).save(group.id, name: group.name, members: members)
      try note(.groupChanged, in: store, subject: group.name, detail: "\(detail) \(email)")
    }
  }
}
