// Why a rule was not saved.
import TellbackWire

/// What of a rule's effects another one decides.
public enum RoutingDecision: String, Sendable, Hashable, CaseIterable {
  case component, severity, group, owner
}

public enum RoutingError: Error, Sendable, Equatable, CustomStringConvertible {
  case noName
  case nameTooLong(bytes: Int)
  case nameTaken(String)
  case tooMany
  case noSuchRule(Int64)
  /// Somebody else changed the rules since the page was shown.
  case overtaken
  case noEffect
  case tooManyConditions(Int)
  /// A condition or an effect, and what is wrong with its value.
  case noValue(String)
  case tooManyValues(String, Int)
  case valueTooLong(String, bytes: Int)
  case keyTooLong(bytes: Int)
  case noVersion(String)
  case oneVersion
  case noKind(String)
  case noWord(String)
  case componentTooLong(bytes: Int)
  case tooManyTags(Int)
  case noSuchApp
  case noSuchGroup
  /// Nobody of the group could see what it is given.
  case groupSeesNot(String)
  case noSuchPerson
  case personGone(String)
  case personSeesNot(String)
  case personMayNot(String, StaffRole)
  /// The first rule can never decide this, since the second one has decided it before, wherever the first one fits.
  case unreachable(String, RoutingDecision, by: String)
  /// A rule asks for a component that no enabled rule above it sets.
  case unknownComponent(String, in: String)
  /// A rule that asks for a component cannot set one: it is decided already.
  case componentIsDecided

  public var description: String {
    switch self {
    case .noName: "Give the rule a name; it stands in the history of each ticket that it routes."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(RoutingRule.nameLimit) bytes."
    case .nameTaken(let name): "There is a rule of the name \"\(name)\" already."
    case .tooMany: "There are \(RoutingRule.limit) rules already, which is the limit. Delete one first."
    case .noSuchRule(let id): "There is no rule \(id) any more."
    case .overtaken:
      "Somebody changed the rules after you opened this page. Look at them as they are now, then try again."
    case .noEffect: "Say what the rule does: a component, a severity, a group, an owner or a tag."
    case .tooManyConditions(let count):
      "The rule has \(count) conditions; the limit is \(RoutingRule.conditionLimit)."
    case .noValue(let name): "Give a value for: \(name)."
    case .tooManyValues(let name, let count):
      "There are \(count) values for: \(name); the limit is \(RoutingCondition.valueLimit)."
    case .valueTooLong(let name, let bytes):
      "A value for \(name) has \(bytes) bytes; the limit is \(RoutingCondition.valueBytes) bytes."
    case .keyTooLong(let bytes):
      "The name of a field has \(bytes) bytes; it must have 1 to \(WireLimits.fieldKey) bytes."
    case .noVersion(let text): "\"\(text.prefix(40))\" cannot be compared with other versions; write one such as 3.2."
    case .oneVersion: "Give one version to compare with."
    case .noKind(let text):
      "\"\(text.prefix(40))\" is no kind; it is one of \(ReportKind.allCases.map(\.rawValue).joined(separator: ", "))."
    case .noWord(let text): "\"\(text.prefix(40))\" holds no letter and no digit, so no text could hold it."
    case .componentTooLong(let bytes):
      "The component's name has \(bytes) bytes; the limit is \(TicketActions.componentLimit) bytes."
    case .tooManyTags(let count): "The rule gives \(count) tags; the limit is \(RoutingRule.tagLimit)."
    case .noSuchApp: "There is no such app."
    case .noSuchGroup: "There is no such group."
    case .groupSeesNot(let name):
      "Nobody of the group \"\(name)\" could take these tickets: it has no member who can sign in and sees the app."
    case .noSuchPerson: "There is no such person."
    case .personGone(let name): "\(name) cannot sign in: the account is disabled, or was invited and not joined yet."
    case .personSeesNot(let name):
      "\(name) does not see each app that this rule is for. Make the rule for an app that they see."
    case .personMayNot(let name, let role): "\(name) cannot own tickets: the role \(role.rawValue) may not answer."
    case .unreachable(let rule, let what, let other):
      "The rule \"\(rule)\" could never decide the \(what.rawValue): wherever it fits, \"\(other)\" above it fits too and has "
        + "decided it. Move it up, narrow the other one, or take the \(what.rawValue) out."
    case .componentIsDecided:
      "A rule that asks for a component cannot set another one: where it fits, the component is decided already."
    case .unknownComponent(let name, let rule):
      "The rule \"\(rule)\" asks for the component \"\(name)\", which no enabled rule above it sets."
    }
  }
}
