// Commands on the DSNs under which Sentry's SDKs know an app, as values.
import CollectorCore

enum EnvelopeCommand: Sendable, Equatable {
  /// Shows the DSNs of an app; makes one where there is none, or one more.
  case show(app: String, makesNew: Bool)
  case revoke(app: String, Int64)

  static let usage = """
    app dsn APP [--new] [--revoke KEY-ID]                  the address that Sentry's SDKs are given; make one more, or
                                                           revoke one
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String, _ rest: [String]) throws {
    guard command == "app dsn" else { return nil }
    let parsed = try ArgumentReader(rest, command: command, options: ["--data", "--revoke"], switches: ["--new"])
    let app = try parsed.words("APP")[0]
    guard let text = try parsed.value("--revoke") else {
      self = .show(app: app, makesNew: parsed.switches.contains("--new"))
      return
    }
    guard let id = Int64(text), !parsed.switches.contains("--new") else {
      throw UsageError("--revoke must be a number, as `app dsn` shows it, and without --new; it is '\(text)'.")
    }
    self = .revoke(app: app, id)
  }
}

extension CommandService {
  /// Where the public address is not known, a name stands for it.
  func dsn(_ key: EnvelopeKey) -> String { key.dsn(at: boardURL ?? "https://COLLECTOR") }

  func perform(_ command: EnvelopeCommand) async throws -> String {
    let now = clock()
    switch command {
    case .show(let name, let makesNew):
      let fresh = Array(secrets.makeToken().prefix(16))
      let keys = try await store.write { store in
        guard let app = try store.app(named: name) else { throw Self.noApp(name) }
        if try makesNew || !store.envelopeKeys(of: app.id).contains(where: { $0.revokedAt == nil }) {
          let key = try store.createEnvelopeKey(app: app.id, key: fresh, at: now)
          try note(.keyCreated, in: store, app: app.id, subject: name, detail: "DSN \(key.id)")
        }
        return try store.envelopeKeys(of: app.id)
      }
      let lines = keys.map { key in
        let state = key.revokedAt.map { "revoked \(Log.time($0))" } ?? "active"
        return "\(key.id)\t\(dsn(key))\tcreated \(Log.time(key.createdAt))\t\(state)\n"
      }
      let hint =
        boardURL == nil
        ? "COLLECTOR stands for this collector's address; a running one knows it by --public-url.\n" : ""
      return lines.joined() + hint
    case .revoke(let name, let id):
      try await store.write { store in
        guard let app = try store.app(named: name) else { throw Self.noApp(name) }
        guard try store.envelopeKeys(of: app.id).contains(where: { $0.id == id }),
          try store.revokeEnvelopeKey(id, at: now)
        else { throw CommandFailure("'\(name)' has no active DSN \(id); see: app dsn \(name)") }
        try note(.keyRevoked, in: store, app: app.id, subject: name, detail: "DSN \(id)")
      }
      return "DSN \(id) of '\(name)' is revoked: what it sends is answered 401 from now on.\n"
    }
  }
}
