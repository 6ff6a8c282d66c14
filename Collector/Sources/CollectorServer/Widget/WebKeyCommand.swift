// Commands on the public keys of pages, as values.
import CollectorCore
import TellbackWire

enum WebKeyCommand: Sendable, Equatable {
  case create(app: String, origins: [WebOrigin], quota: IngestQuota)
  case list(app: String)
  case block(Int64)
  case unblock(Int64)
  case revoke(Int64)

  static let usage = """
    app web-key create APP --origin ORIGIN...              make a public key for pages of these origins, such as
              [--quota N] [--installation-quota N]         https://shop.example.com; reports a minute, 0 for no limit
    app web-key list APP | revoke KEY-ID                   keys of pages; revoked for ever
    app web-key block KEY-ID | unblock KEY-ID              refuse a key for a while; pages keep what they have
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String, _ rest: [String]) throws {
    switch command {
    case "app web-key create": self = try Self.create(rest)
    case "app web-key list": self = .list(app: try AdminCommand.plain(rest, command).words("APP")[0])
    case "app web-key block": self = .block(try Self.number(rest, command))
    case "app web-key unblock": self = .unblock(try Self.number(rest, command))
    case "app web-key revoke": self = .revoke(try Self.number(rest, command))
    default: return nil
    }
  }

  private static func create(_ rest: [String]) throws -> WebKeyCommand {
    let parsed = try ArgumentReader(
      rest, command: "app web-key create", options: ["--data", "--origin", "--quota", "--installation-quota"])
    let app = try parsed.words("APP")[0]
    let given = parsed.values["--origin"] ?? []
    guard (1...WebKeyRecord.originLimit).contains(given.count) else {
      throw UsageError(
        "app web-key create needs --origin ORIGIN for 1 to \(WebKeyRecord.originLimit) origins; it has \(given.count).")
    }
    var origins: [WebOrigin] = []
    for text in given {
      guard let origin = WebOrigin(text) else {
        throw UsageError(
          "--origin must be scheme, host and port of pages, such as https://shop.example.com or "
            + "http://localhost:3000, without a path or a pattern; it is '\(text)'.")
      }
      if !origins.contains(origin) { origins.append(origin) }
    }
    let (range, usual) = (Int64(0)...1_000_000_000, WebKeyRecord.usualQuota)
    return .create(
      app: app, origins: origins,
      quota: IngestQuota(
        appPerMinute: try parsed.integer("--quota", range) ?? usual.appPerMinute,
        installationPerMinute: try parsed.integer("--installation-quota", range) ?? usual.installationPerMinute))
  }

  private static func number(_ rest: [String], _ command: String) throws -> Int64 {
    let text = try AdminCommand.plain(rest, command).words("KEY-ID")[0]
    guard let id = Int64(text) else {
      throw UsageError("KEY-ID must be a number, as `app web-key list` shows it; it is '\(text)'.")
    }
    return id
  }
}

extension CommandService {
  func perform(_ command: WebKeyCommand) async throws -> String {
    switch command {
    case .create(let app, let origins, let quota): return try await createWebKey(app, origins, quota)
    case .list(let name):
      return try await store.read { store in
        guard let app = try store.app(named: name) else { throw Self.noApp(name) }
        return Self.lines(of: try store.webKeys(of: app.id))
      }
    case .block(let id):
      try await change(id, "blocked", "There is no active web key \(id).") { try $0.blockWebKey(id, at: $1) }
      return "Web key \(id) is blocked: pages are told so and keep what they have, until: app web-key unblock \(id)\n"
    case .unblock(let id):
      try await change(id, "unblocked", "There is no blocked web key \(id).") { try $0.unblockWebKey(id, at: $1) }
      return "Web key \(id) may send again.\n"
    case .revoke(let id):
      try await change(id, "revoked", "There is no web key \(id) that could be revoked.") {
        try $0.revokeWebKey(id, at: $1)
      }
      return "Web key \(id) is revoked: what pages send with it is answered 401 from now on.\n"
    }
  }

  private func createWebKey(_ name: String, _ origins: [WebOrigin], _ quota: IngestQuota) async throws -> String {
    let (random, now) = (Hexadecimal.text(Array(secrets.makeToken().prefix(16))), clock())
    let record = try await store.write { store in
      guard let app = try store.app(named: name) else { throw Self.noApp(name) }
      let record = try store.createWebKey(
        app: app.id, key: "\(WebKeyRecord.prefix)\(app.id.value)_\(random)", origins: origins, quota: quota, at: now)
      try note(
        .keyCreated, in: store, app: app.id, subject: name, detail: "web key \(record.id), \(Self.list(origins))")
      return record
    }
    return "Web key \(record.id) of '\(name)' is ready for pages of \(Self.list(origins)). It is public: "
      + "<script src=\"\(boardURL ?? "https://COLLECTOR")/widget.js\" data-key=\"KEY\" defer></script>\n\(record.key)\n"
  }

  private func change(
    _ id: Int64, _ what: String, _ refusal: String,
    _ body: @escaping @Sendable (any StoreWrites, Timestamp) throws -> Bool
  ) async throws {
    let now = clock()
    try await store.write { store in
      guard try body(store, now), let key = try store.webKey(id) else { throw CommandFailure(refusal) }
      try note(.keyRevoked, in: store, app: key.app, detail: "web key \(id) \(what)")
    }
  }

  static func lines(of keys: [WebKeyRecord]) -> String {
    keys.map { key in
      let state =
        key.revokedAt.map { "revoked \(Log.time($0))" } ?? key.blockedAt.map { "blocked \(Log.time($0))" } ?? "active"
      let quota =
        "quota \(Self.quota(key.quota.appPerMinute)), per installation \(Self.quota(key.quota.installationPerMinute))"
      return "web \(key.id)\t\(key.key)\t\(list(key.origins))\t\(quota)\tcreated \(Log.time(key.createdAt))\t\(state)\n"
    }.joined()
  }

  private static func list(_ origins: [WebOrigin]) -> String { origins.map(\.text).joined(separator: ", ") }
}
