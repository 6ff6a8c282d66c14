// Performs the commands of tools on an open store. It answers with what the tool prints.
import CollectorCore
import CollectorFiles
import TellbackWire

struct CommandService: Sendable {
  /// Bytes of a password.
  static let passwordRange = StaffPassword.range

  let store: any Store
  let secrets: any Secrets
  let clock: @Sendable () -> Timestamp
  /// Told of a report that was erased, after the commit.
  var onErased: @Sendable (ErasedReport) -> Void = { _ in }
  /// Told of reports that were put on tickets, after the commit.
  var onPlaced: @Sendable ([PlacedReport]) -> Void = { _ in }
  /// The data directory, where there is one.
  var folder: String?
  /// Nil where the command needs no attachments.
  var files: FileKeeper?
  /// A collector runs on the store, by its own settings.
  var isRunning = false
  /// The board's public address without a slash at its end; nil where it is not known.
  var boardURL: String?

  func perform(_ command: AdminCommand, password: String?) async throws -> String {
    switch command {
    case .createApp(let name, let quota): try await createApp(name, quota)
    case .listApps: try await listApps()
    case .setMatching(let app, let change): try await setMatching(app, change)
    case .createKey(let app): try await createKey(app)
    case .listKeys(let app): try await listKeys(app)
    case .revokeKey(let id): try await revokeKey(id)
    case .webKey(let command): try await perform(command)
    case .createUser(let email, let role, let name, let apps):
      try await createUser(email, role, name, apps, try checked(password))
    case .setUserApps(let email, let apps): try await setApps(email, apps)
    case .setPassword(let email): try await setPassword(email, try checked(password))
    case .listUsers: try await listUsers()
    case .eraseReport(let id): try await erase(id)
    case .setRetention(let app, let days): try await setRetention(app, days)
    case .backup(let target): try await backup(target)
    case .people(let command): try await perform(command)
    case .audit(let command): try await perform(command)
    case .rule(let command): try await perform(command)
    case .group(let command): try await perform(command)
    case .envelope(let command): try await perform(command)
    case .imports(let command): try await perform(command)
    case .attachments(let command): try await perform(command)
    }
  }

  private func createApp(_ name: String, _ quota: IngestQuota) async throws -> String {
    let (key, now) = (AppKeyText.make(secrets), clock())
    let (hash, hint) = (AppKeyText.hash(of: key, secrets), AppKeyText.hint(of: key))
    let publicKey = Array(secrets.makeToken().prefix(16))
    let app = try await taken("There is an app of the name '\(name)' already; make a further key with: app key create")
    {
      try await store.write { store in
        let app = try store.createApp(name: name, quota: quota, at: now)
        _ = try store.createKey(app: app.id, hash: hash, hint: hint, at: now)
        _ = try store.createEnvelopeKey(app: app.id, key: publicKey, at: now)
        try note(.appCreated, in: store, app: app.id, subject: name)
        return app
      }
    }
    return
      "App \(app.id.value) '\(app.name)' is ready. Its key, shown only now, goes as Authorization: Bearer KEY:\n\(key)\n"
  }

  private func setMatching(_ name: String, _ change: MatchingChange) async throws -> String {
    try await store.write { store in
      guard let app = try store.app(named: name)?.id else { throw Self.noApp(name) }
      var settings = try store.matchSettings(app: app)
      change.apply(to: &settings)
      if change.changesSettings { try store.setMatchSettings(settings, app: app) }
      if let triage = change.triage { try store.setTriageConfidence(triage, app: app) }
      if change != MatchingChange() {
        try note(.settingChanged, in: store, app: app, subject: name, detail: "thresholds of matching")
      }
      return """
        '\(name)' joins at \(settings.nearlySameText), suggests at \(settings.suggestionProbability), \
        proposes at \(try store.triageConfidence(app: app))
        The same words join within \(settings.mostDays) days, with titles alike to \(settings.nearlySameTitle), \
        when they weigh \(settings.leastMass) or more

        """
    }
  }

  private func setRetention(_ name: String, _ days: Int?) async throws -> String {
    try await store.write { store in
      guard let app = try store.app(named: name)?.id else { throw Self.noApp(name) }
      try store.setRetention(days: days, app: app)
      let detail = days.map { "retention: \($0) days" } ?? "retention: off"
      try note(.settingChanged, in: store, app: app, subject: name, detail: detail)
    }
    guard let days else { return "'\(name)' keeps its reports without a limit.\n" }
    return
      "'\(name)' keeps reports for \(days) days after their ticket was resolved; what is older is erased from now on.\n"
  }

  private func createKey(_ name: String) async throws -> String {
    let (key, now) = (AppKeyText.make(secrets), clock())
    let (hash, hint) = (AppKeyText.hash(of: key, secrets), AppKeyText.hint(of: key))
    let record = try await store.write { store in
      guard let app = try store.app(named: name) else { throw Self.noApp(name) }
      let key = try store.createKey(app: app.id, hash: hash, hint: hint, at: now)
      try note(.keyCreated, in: store, app: app.id, subject: name, detail: "key \(key.id), \(hint)…")
      return key
    }
    return "Key \(record.id) of '\(name)' is ready; it is shown only now:\n\(key)\n"
  }

  private func listApps() async throws -> String {
    let (apps, keys) = try await store.read { (try $0.apps(), try $0.activeEnvelopeKeys()) }
    return apps.map { app in
      let quota = app.quota
      let key = keys.last { $0.app == app.id }
      return "\(app.id.value)\t\(app.name)\tcreated \(Log.time(app.createdAt))\tquota \(Self.quota(quota.appPerMinute))"
        + ", per installation \(Self.quota(quota.installationPerMinute))\t\(key.map { "DSN \(dsn($0))" } ?? "no DSN")\n"
    }.joined()
  }

  private func listKeys(_ name: String) async throws -> String {
    let (keys, webKeys) = try await store.read { store in
      guard let app = try store.app(named: name) else { throw Self.noApp(name) }
      return (try store.keys(of: app.id), try store.webKeys(of: app.id))
    }
    return keys.map { key in
      let state = key.revokedAt.map { "revoked \(Log.time($0))" } ?? "active"
      return "\(key.id)\t\(key.hint)…\tcreated \(Log.time(key.createdAt))\t\(state)\n"
    }.joined() + Self.lines(of: webKeys)
  }

  private func revokeKey(_ id: Int64) async throws -> String {
    let now = clock()
    try await store.write { store in
      guard try store.revokeKey(id, at: now) else { throw CommandFailure("There is no active key \(id).") }
      try note(.keyRevoked, in: store, detail: "key \(id)")
    }
    return "Key \(id) is revoked: what it sends is answered 401 from now on.\n"
  }

  private func createUser(
    _ email: String, _ role: StaffRole, _ name: String, _ apps: [String], _ password: String
  ) async throws -> String {
    let (hash, now) = (try secrets.passwordHash(password), clock())
    let account: StaffAccount
    do {
      account = try await store.write { store in
        let scope = apps.isEmpty ? .all : try Self.scope(apps, store)
        return try StaffActions(store, now: now, by: .command)
          .create(email: email, name: name, role: role, apps: scope, passwordHash: hash)
      }
    } catch StaffError.emailTaken {
      throw CommandFailure("There is an account of \(email) already; set its password with: user password")
    }
    return "Account \(account.id): \(account.email), \(account.role.rawValue), shown as '\(account.name)'.\n"
  }

  private func setPassword(_ email: String, _ password: String) async throws -> String {
    let (hash, now) = (try secrets.passwordHash(password), clock())
    try await store.write { store in
      guard let account = try store.account(email: email) else {
        throw CommandFailure("There is no account of \(email).")
      }
      try StaffActions(store, now: now, by: .command).setPassword(account.id, hash: hash)
    }
    return "The password of \(email) is set.\n"
  }

  private func setApps(_ email: String, _ apps: [String]?) async throws -> String {
    try await change(email) { actions, account, store in
      try actions.setRole(account.id, account.role, apps: try apps.map { try Self.scope($0, store) } ?? .all)
    }
    guard let apps else { return "\(email) sees all apps.\n" }
    return "\(email) sees \(apps.map { "'\($0)'" }.joined(separator: ", ")) alone.\n"
  }

  static func scope(_ names: [String], _ store: any StoreReads) throws -> AppScope {
    .only(
      Set(
        try names.map { name in
          guard let app = try store.app(named: name) else { throw noApp(name) }
          return app.id
        }))
  }

  private func listUsers() async throws -> String {
    let (accounts, apps) = try await store.read { (try $0.accounts(), try $0.apps()) }
    return accounts.map { account in
      let seen =
        account.apps == .all
        ? "all apps" : apps.filter { account.apps.contains($0.id) }.map { "'\($0.name)'" }.joined(separator: ", ")
      return "\(account.id)\t\(account.email)\t\(account.role.rawValue)\t\(account.name)\t\(seen)\t"
        + Self.state(account) + "\n"
    }.joined()
  }

  private static func state(_ account: StaffAccount) -> String {
    if let moment = account.disabledAt { return "disabled \(Log.time(moment))" }
    if account.joinedAt == nil { return "invited" }
    return account.awaySince.map { "away since \(Log.time($0))" } ?? "active"
  }

  private func erase(_ id: ReportID) async throws -> String {
    let now = clock()
    let erased = try await store.write { store in
      let app = try store.report(id)?.app
      guard let erased = try Eraser(store, now: now).erase(id, because: .wish) else {
        throw CommandFailure("There is no report \(id).")
      }
      try note(.reportErased, in: store, app: app, subject: "\(id)")
      return erased
    }
    onErased(erased)
    return "Report \(id) is erased. A sender that sends it again is told so.\n"
  }

  private func backup(_ target: String) async throws -> String {
    try await store.backup(to: target)
    try await act { _, store in try note(.backedUp, in: store) }
    let outside = try await store.read { try $0.fileCounts() }.filter { $0.key != .store }
    return "Copied to \(target).\n"
      + outside.sorted { $0.key < $1.key }.map { place, count in
        "\(count.files) attachments lie in \(Self.title(of: place, files)) and are not in the copy: "
          + "copy that place too, after this.\n"
      }.joined()
  }

  private func taken<Value>(_ sentence: String, _ body: () async throws -> Value) async throws -> Value {
    do { return try await body() } catch StoreError.taken { throw CommandFailure(sentence) }
  }

  private func checked(_ password: String?) throws -> String {
    let count = password?.utf8.count ?? 0
    guard let password, Self.passwordRange.contains(count) else {
      throw CommandFailure(
        "The password on standard input must have \(Self.passwordRange.lowerBound) to \(Self.passwordRange.upperBound) "
          + "bytes; it has \(count).")
    }
    return password
  }

  static func noApp(_ name: String) -> CommandFailure {
    CommandFailure("There is no app of the name '\(name)'; see: app list")
  }

  static func quota(_ perMinute: Int64) -> String { perMinute == 0 ? "none" : "\(perMinute) a minute" }
}
