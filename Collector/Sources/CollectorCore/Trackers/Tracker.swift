// A tracker of issues, such as GitHub, GitLab or one that is compatible, where an app's tickets can be worked on. Invariant: what is
// known about reporters stays here, unless an admin's template asks for it.
import TellbackWire

/// How a tracker is spoken to.
public enum TrackerKind: String, Sendable, CaseIterable {
  /// GitHub's REST API, version 2022-11-28.
  case github
  /// GitLab's REST API, version 4.
  case gitlab
}

/// Every limit of trackers and their issues.
public enum TrackerLimits {
  /// Trackers of an app.
  public static let perApp = 5
  /// Bytes.
  public static let name = 100
  public static let project = 255
  public static let label = 100
  public static let token = 1_000
  public static let title = 250
  public static let body = 50_000
  public static let titleTemplate = 500
  public static let bodyTemplate = 10_000
  public static let version = FixRelease.versionLimit
  /// Issues of a ticket, those of tickets merged into it among them.
  public static let perTicket = 50

  /// Milliseconds of a request: until connected, and in all.
  public static let connectMilliseconds = 5_000
  public static let requestMilliseconds = 20_000
  /// Bytes read of an answer, and of its head.
  public static let answerBytes = 8 * 1024 * 1024
  public static let headBytes = 65_536
  /// Issues of a page, and pages, among which one is searched that may have been opened.
  public static let pageSize = 50
  public static let pages = 20
  /// Trackers that are spoken to at once. Each is asked one thing at a time.
  public static let transfers = 4

  /// Seconds between two looks at an issue that is open; at one that is closed, or whose tracker tells of changes by itself.
  public static let pollSeconds: Int64 = 300
  public static let slowPollSeconds: Int64 = 3_600
  /// An issue that has been closed for so many seconds is looked at no longer: 60 days.
  public static let closedSeconds: Int64 = 60 * 86_400
  /// How long a message of the tracker shows that it tells of changes: a day.
  public static let hookSeconds: Int64 = 86_400
  /// After an attempt of which nobody knows what came, a tracker may still be at work: seconds until the search.
  public static let unknownSeconds: Int64 = 60
  /// The longest that a search and what follows it take, in seconds.
  public static let searchSeconds: Int64 = 600
  /// Bytes of a message that a tracker sends.
  public static let hookBytes = 1024 * 1024
}

/// A tracker as an admin sets it.
public struct TrackerSettings: Sendable, Equatable {
  public var name: String
  public var kind: TrackerKind
  /// Where people open it, such as `https://github.com`, without a slash at its end.
  public var address: String
  /// Where programs reach it, when that does not follow from ``address``.
  public var api: String?
  /// `owner/repository`, or a GitLab project's whole path.
  public var project: String
  /// What each issue is marked with.
  public var label: String?
  /// See ``TrackerTemplate``.
  public var title: String
  public var body: String

  public init(
    name: String, kind: TrackerKind, address: String, api: String? = nil, project: String, label: String? = nil,
    title: String = TrackerTemplate.standardTitle, body: String = TrackerTemplate.standardBody
  ) {
    self.name = name
    self.kind = kind
    self.address = address
    self.api = api
    self.project = project
    self.label = label
    self.title = title
    self.body = body
  }

  /// The root of its API, without a slash at its end.
  public var apiRoot: String {
    if let api { return api }
    switch kind {
    case .github: return address.lowercased() == "https://github.com" ? "https://api.github.com" : address + "/api/v3"
    case .gitlab: return address + "/api/v4"
    }
  }

  /// The address of the project's issues in the API.
  public var issuesAddress: String {
    switch kind {
    case .github: "\(apiRoot)/repos/\(project)/issues"
    case .gitlab: "\(apiRoot)/projects/\(project.split(separator: "/").joined(separator: "%2F"))/issues"
    }
  }

  /// Where people read an issue.
  public func page(of number: Int64) -> String {
    switch kind {
    case .github: "\(address)/\(project)/issues/\(number)"
    case .gitlab: "\(address)/\(project)/-/issues/\(number)"
    }
  }

  /// As people name an issue: `acme/shop#12`.
  public func reference(_ number: Int64) -> String { "\(project)#\(number)" }

  /// The number of an issue of this tracker by the address of its page; nil for any other address.
  public func number(ofPage text: String) -> Int64? {
    let text = String(text.prefix { $0 != "#" && $0 != "?" })
    for middle in kind == .gitlab ? ["/-/issues/", "/-/work_items/", "/issues/"] : ["/issues/"] {
      let start = "\(address)/\(project)\(middle)"
      guard text.lowercased().hasPrefix(start.lowercased()) else { continue }
      var rest = text.dropFirst(start.count)
      if rest.hasSuffix("/") { rest = rest.dropLast() }
      guard rest.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int64(rest), number > 0 else { return nil }
      return number
    }
    return nil
  }
}

/// A tracker on disk.
public struct Tracker: Sendable, Equatable {
  public var id: Int64
  public var app: AppID
  public var settings: TrackerSettings
  /// What the tracker knows us by. It is never shown again.
  public var token: String
  /// What the tracker signs its messages with.
  public var hookSecret: String
  public var createdAt: Timestamp
  /// It asked not to be asked before.
  public var heldUntil: Timestamp?
  /// When it last sent a message of its own.
  public var hookedAt: Timestamp?
  /// What went wrong with the newest request, as ``OutgoingProblem/stored``; nil once one succeeded.
  public var problem: String?

  public init(
    id: Int64 = 0, app: AppID, settings: TrackerSettings, token: String, hookSecret: String, createdAt: Timestamp,
    heldUntil: Timestamp? = nil, hookedAt: Timestamp? = nil, problem: String? = nil
  ) {
    self.id = id
    self.app = app
    self.settings = settings
    self.token = token
    self.hookSecret = hookSecret
    self.createdAt = createdAt
    self.heldUntil = heldUntil
    self.hookedAt = hookedAt
    self.problem = problem
  }
}
