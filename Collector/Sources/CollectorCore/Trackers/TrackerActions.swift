// What admins do with trackers. Each act is in the audit log; no token is in any of its lines.
import TellbackWire

/// Why a tracker was not made or changed, or an issue neither opened nor tied.
public enum TrackerError: Error, Sendable, Equatable, CustomStringConvertible {
  case noName
  case tooLong(field: String, bytes: Int, limit: Int)
  case badAddress(field: String, WebhookAddressError)
  case hasQuery(field: String)
  case badProject(TrackerKind)
  case noToken
  case badToken
  case unknownField(String)
  case noTitle
  case tooMany
  case noSuchTracker
  case noSuchApp
  case noTracker
  case noSuchIssue
  case notOfTracker
  /// An issue of this ticket is open or is being opened there.
  case alreadyThere(String)
  case tooManyIssues
  case notFailed

  public var description: String {
    switch self {
    case .noName: "Give the tracker a name."
    case .tooLong(let field, let bytes, let limit): "The \(field) has \(bytes) bytes; the limit is \(limit) bytes."
    case .badAddress(_, let why): why.description
    case .hasQuery: "The address must not hold a ?."
    case .badProject(.github): "Write the repository as owner/name, such as acme/shop."
    case .badProject(.gitlab): "Write the project's whole path, such as acme/web/shop."
    case .noToken: "The tracker needs a token."
    case .badToken: "A token holds plain letters, digits and signs, without blanks."
    case .unknownField(let name): "The template has the field {\(name)}, which is not known."
    case .noTitle: "The title is empty."
    case .tooMany: "The app has \(TrackerLimits.perApp) trackers already, which is the limit; delete one first."
    case .noSuchTracker: "There is no such tracker any more."
    case .noSuchApp: "Choose an app."
    case .noTracker: "The ticket's app has no tracker. An admin adds one under Settings, Trackers."
    case .noSuchIssue: "The ticket has no such issue any more."
    case .notOfTracker: "The address is not one of an issue of the app's trackers."
    case .alreadyThere(let name): "An issue of this ticket is open on \(name), or is being opened there."
    case .tooManyIssues: "The ticket has \(TrackerLimits.perTicket) issues, which is the limit. Untie one first."
    case .notFailed: "The issue is not waiting to be tried again."
    }
  }
}

/// Makes and changes trackers. Stateless; it works inside a transaction of the store.
public struct TrackerActions {
  private let store: any StoreWrites
  private let now: Timestamp
  private let actor: AuditActor
  private let address: String?

  public init(_ store: any StoreWrites, now: Timestamp, by actor: AuditActor, from address: String? = nil) {
    self.store = store
    self.now = now
    self.actor = actor
    self.address = address
  }

  /// `allowsPlain` takes addresses without TLS.
  public func create(
    _ settings: TrackerSettings, app: AppID, token: String, hookSecret: String, allowsPlain: Bool
  ) throws -> Tracker {
    let settings = try Self.checked(settings, allowsPlain)
    guard try store.app(app) != nil else { throw TrackerError.noSuchApp }
    guard try store.trackers(in: .app(app)).count < TrackerLimits.perApp else { throw TrackerError.tooMany }
    var tracker = Tracker(
      app: app, settings: settings, token: try Self.checked(token: token), hookSecret: hookSecret, createdAt: now)
    tracker.id = try store.addTracker(tracker)
    try audit(.trackerCreated, tracker)
    return tracker
  }

  /// An empty token keeps the one that is there.
  public func save(_ settings: TrackerSettings, token: String, of id: Int64, allowsPlain: Bool) throws {
    var tracker = try find(id)
    tracker.settings = try Self.checked(settings, allowsPlain)
    if !token.isEmpty { tracker.token = try Self.checked(token: token) }
    try store.setTracker(tracker.settings, token: tracker.token, ofTracker: id)
    // What was refused may pass now.
    try store.hold(tracker: id, until: nil)
    try store.setProblem(nil, ofTracker: id)
    try audit(.trackerChanged, tracker)
  }

  public func renewHookSecret(_ secret: String, of id: Int64) throws {
    let tracker = try find(id)
    try store.setHookSecret(secret, ofTracker: id)
    try audit(.trackerChanged, tracker)
  }

  public func delete(_ id: Int64) throws {
    let tracker = try find(id)
    try store.deleteTracker(id)
    try audit(.trackerDeleted, tracker)
  }

  private func find(_ id: Int64) throws -> Tracker {
    guard let tracker = try store.tracker(id) else { throw TrackerError.noSuchTracker }
    return tracker
  }

  private func audit(_ act: AuditAct, _ tracker: Tracker) throws {
    let host = tracker.settings.address.split(separator: "/").dropFirst().first ?? ""
    try store.audit(
      AuditEntry(
        at: now, act: act, by: actor, address: address, subject: tracker.settings.name,
        detail: "\(tracker.settings.kind.rawValue); \(host)/\(tracker.settings.project)"))
  }

  // MARK: What may stand in settings

  private static func checked(_ settings: TrackerSettings, _ allowsPlain: Bool) throws -> TrackerSettings {
    var settings = settings
    settings.name = settings.name.singleSpaced
    guard !settings.name.isEmpty else { throw TrackerError.noName }
    try limit("name", settings.name, TrackerLimits.name)
    settings.address = try checked(address: settings.address, "address", allowsPlain)
    settings.api = try settings.api.flatMap { $0.isEmpty ? nil : try checked(address: $0, "api", allowsPlain) }
    try limit("project", settings.project, TrackerLimits.project)
    let parts = settings.project.split(separator: "/", omittingEmptySubsequences: false)
    let isPath = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.utf8.allSatisfy {
          $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            || $0 == UInt8(ascii: ".")
        }
    }
    guard isPath, settings.kind == .github ? parts.count == 2 : parts.count >= 2 else {
      throw TrackerError.badProject(settings.kind)
    }
    settings.label = settings.label?.singleSpaced
    if settings.label?.isEmpty ?? false { settings.label = nil }
    try limit("label", settings.label ?? "", TrackerLimits.label)
    try limit("title", settings.title, TrackerLimits.titleTemplate)
    try limit("body", settings.body, TrackerLimits.bodyTemplate)
    guard settings.title.contains(where: { !$0.isWhitespace }) else { throw TrackerError.noTitle }
    for template in [settings.title, settings.body] {
      if let name = TrackerTemplate.unknownField(in: template) { throw TrackerError.unknownField(name) }
    }
    return settings
  }

  private static func checked(address: String, _ field: String, _ allowsPlain: Bool) throws -> String {
    var text = address
    while text.hasSuffix("/") { text.removeLast() }
    do {
      text = try WebhookAddress.checked(text, allowsPlain: allowsPlain)
    } catch {
      throw TrackerError.badAddress(field: field, error)
    }
    guard !text.contains("?") else { throw TrackerError.hasQuery(field: field) }
    return text
  }

  /// It becomes a header, so nothing in it may end a line.
  private static func checked(token: String) throws -> String {
    guard !token.isEmpty else { throw TrackerError.noToken }
    try limit("token", token, TrackerLimits.token)
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw TrackerError.badToken }
    return token
  }

  private static func limit(_ field: String, _ text: String, _ limit: Int) throws {
    guard text.utf8.count <= limit else {
      throw TrackerError.tooLong(field: field, bytes: text.utf8.count, limit: limit)
    }
  }
}
