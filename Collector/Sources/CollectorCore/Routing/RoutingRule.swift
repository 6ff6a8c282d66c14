// A rule that says what becomes of a new ticket: conditions of its report, and what they lead to.
import TellbackWire

/// What a rule does. Nothing is decided where a value is missing.
public struct RoutingEffects: Sendable, Equatable {
  public var component: String?
  public var severity: Severity?
  /// A group's id.
  public var group: Int64?
  /// An account's id.
  public var owner: Int64?
  public var tags: [String]

  public init(
    component: String? = nil, severity: Severity? = nil, group: Int64? = nil, owner: Int64? = nil, tags: [String] = []
  ) {
    self.component = component
    self.severity = severity
    self.group = group
    self.owner = owner
    self.tags = tags
  }

  public var isEmpty: Bool { self == RoutingEffects() }
}

/// One rule. All of its conditions must hold; without any it holds for each report.
///
/// Rules are read from top to bottom, and each that fits acts. Component, severity, group and owner are decided by the first rule
/// that names one; tags of all of them gather.
public struct RoutingRule: Sendable, Equatable {
  /// How many rules there may be, of all apps together.
  public static let limit = 1_000
  /// Bytes of a name.
  public static let nameLimit = 100
  public static let conditionLimit = 12
  /// Tags of one rule.
  public static let tagLimit = 10

  /// 0 before it is stored.
  public var id: Int64
  /// Nil for all apps.
  public var app: AppID?
  /// Named in the history of each ticket that the rule routed.
  public var name: String
  public var isEnabled: Bool
  public var conditions: [RoutingCondition]
  public var effects: RoutingEffects

  public init(
    id: Int64 = 0, app: AppID? = nil, name: String, isEnabled: Bool = true, conditions: [RoutingCondition] = [],
    effects: RoutingEffects
  ) {
    self.id = id
    self.app = app
    self.name = name
    self.isEnabled = isEnabled
    self.conditions = conditions
    self.effects = effects
  }

  /// Whether the rule is asked about reports of this app at all.
  public func concerns(_ other: AppID) -> Bool { app == nil || app == other }
}

/// What a rule asks of a report.
public struct RoutingCondition: Sendable, Equatable {
  /// Values of one condition, one of which must fit.
  public static let valueLimit = 100
  /// Bytes of a value.
  public static let valueBytes = 1_000

  /// The part of a report that is looked at.
  public enum Subject: Sendable, Hashable {
    /// The value is the beginning of a page; see ``PagePattern``.
    case page
    /// What a rule further up has set.
    case component
    case segment
    /// A language, with or without a region: `de` fits `de-CH` too.
    case locale
    case kind
    case version
    /// Phrases, in lower case; see ``PhraseList``.
    case words
    /// A fact of the app's own by its key, else a part of the automatic context by its name, such as `osName`.
    case field(String)
  }

  /// How a value is compared. Versions alone have an order.
  public enum Test: String, Sendable, CaseIterable {
    case fits
    case atLeast = "at_least"
    case below
  }

  public var subject: Subject
  public var test: Test
  public var values: [String]

  public init(_ subject: Subject, _ values: [String]) { self.init(subject, .fits, values) }

  public init(_ subject: Subject, _ test: Test, _ values: [String]) {
    self.subject = subject
    self.test = test
    self.values = values
  }
}

extension RoutingCondition.Subject {
  /// As sentences name it.
  public var label: String {
    switch self {
    case .page: "page"
    case .component: "component"
    case .segment: "segment"
    case .locale: "locale"
    case .kind: "kind"
    case .version: "version"
    case .words: "words"
    case .field(let key): "field \(key)"
    }
  }
}
