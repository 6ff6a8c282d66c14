// A rule as somebody filled it in: a field for each thing that can be asked of a report. Values of one field stand on lines of their own.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct RuleForm: Sendable {
  /// Fields of the app's own that a form shows at least.
  static let fieldRows = 3

  /// The fields with lines of values, in the order of the page.
  static let lines: [(name: String, subject: RoutingCondition.Subject, test: RoutingCondition.Test)] = [
    ("page", .page, .fits), ("in-component", .component, .fits), ("segment", .segment, .fits),
    ("locale", .locale, .fits), ("words", .words, .fits), ("version", .version, .fits),
  ]
  /// The fields with one version.
  static let versions: [(name: String, test: RoutingCondition.Test)] = [
    ("version-from", .atLeast), ("version-below", .below),
  ]

  private let form: HTTPForm
  private let id: Int64

  init(_ form: HTTPForm, id: Int64) {
    self.form = form
    self.id = id
  }

  var stamp: Int64 { form["stamp"].flatMap { Int64($0) } ?? 0 }
  var place: Int? { form["place"].flatMap { Int($0.trimmed) }.map { min(max($0, 1), RoutingRule.limit) } }

  func rule() throws -> RoutingRule {
    RoutingRule(
      id: id, app: try number("app").map(AppID.init), name: form["name"] ?? "",
      isEnabled: form["enabled"] == "yes", conditions: conditions,
      effects: RoutingEffects(
        component: text("component"), severity: form["severity"].flatMap(Severity.init(word:)),
        group: try number("group"), owner: try number("owner"), tags: Self.tags(form["tags"] ?? "")))
  }

  /// Commas or lines part tags.
  static func tags(_ text: String) -> [String] {
    text.split { $0 == "," || $0.isNewline }.map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  private var conditions: [RoutingCondition] {
    var conditions: [RoutingCondition] = []
    for (name, subject, test) in Self.lines {
      let values = lines(name)
      if !values.isEmpty { conditions.append(RoutingCondition(subject, test, values)) }
    }
    for (name, test) in Self.versions {
      if let value = text(name) { conditions.append(RoutingCondition(.version, test, [value])) }
    }
    let kinds = form.values("kind")
    if !kinds.isEmpty { conditions.append(RoutingCondition(.kind, kinds)) }
    for row in 1...RoutingRule.conditionLimit {
      let (key, values) = (text("field-\(row)"), lines("field-\(row)-is"))
      guard key != nil || !values.isEmpty else { continue }
      conditions.append(RoutingCondition(.field(key ?? ""), values))
    }
    return conditions
  }

  private func lines(_ name: String) -> [String] {
    form.text(name).split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
  }

  private func text(_ name: String) -> String? {
    let text = (form[name] ?? "").trimmed
    return text.isEmpty ? nil : text
  }

  /// An id that was chosen; one that is no number is none that exists.
  private func number(_ name: String) throws -> Int64? {
    guard let text = text(name) else { return nil }
    guard let number = Int64(text) else { throw HTTPError.unknownAct }
    return number
  }

  /// The field that is wrong, and what is wrong with it; nil for an error that is no fault of what was filled in.
  static func problem(of error: any Error) -> (field: String, message: String)? {
    switch error {
    case let error as TagError: ("tags", error.sentence)
    case let error as RoutingError:
      switch error {
      case .noName, .nameTooLong, .nameTaken: ("name", error.sentence)
      case .noKind: ("kind", error.sentence)
      case .noWord: ("words", error.sentence)
      case .noVersion, .oneVersion: ("version-from", error.sentence)
      case .keyTooLong: ("field-1", error.sentence)
      case .componentTooLong, .componentIsDecided: ("component", error.sentence)
      case .tooManyTags: ("tags", error.sentence)
      case .noSuchApp: ("app", error.sentence)
      case .noSuchGroup, .groupSeesNot: ("group", error.sentence)
      case .noSuchPerson, .personGone, .personSeesNot, .personMayNot: ("owner", error.sentence)
      case .unknownComponent: ("in-component", error.sentence)
      case .tooMany, .noSuchRule, .overtaken, .noEffect, .tooManyConditions, .noValue, .tooManyValues, .valueTooLong,
        .unreachable:
        ("", error.sentence)
      }
    default: nil
    }
  }
}
