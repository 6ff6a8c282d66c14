// A condition made ready to be asked of many reports, and how two of them stand to each other.
import TellbackWire

/// What is asked of one report, with what is made of it once for all rules.
struct RoutedReport {
  let report: Report
  /// What rules have set so far.
  var component: String?
  /// ``PhraseList/spaced(_:)`` of the text.
  private(set) lazy var words = PhraseList.spaced(report.text)
  private(set) lazy var page = report.page.map { Array($0.utf8) }
  private(set) lazy var version = report.context.appVersion.flatMap { $0.isEmpty ? nil : ComparedVersion($0) }

  init(_ report: Report) { self.report = report }
}

/// A version that is read once and compared often. What is no version is equal to itself alone; nothing is guessed.
struct ComparedVersion: Sendable {
  private let text: String
  private let version: AppVersion?

  init(_ text: String) {
    self.text = text.lowercased()
    version = AppVersion(text)
  }

  /// Whether a test with `value` holds of this version.
  func passes(_ test: RoutingCondition.Test, _ value: ComparedVersion) -> Bool {
    if test != .below, text == value.text { return true }
    guard let version, let other = value.version else { return false }
    return switch test {
    case .fits: version == other
    case .atLeast: version >= other
    case .below: version < other
    }
  }
}

struct ConditionMatcher: Sendable {
  private enum Kind: Sendable {
    case pages([PagePattern])
    case texts
    case locales
    case kinds(Set<ReportKind>)
    case version([ComparedVersion])
    case phrases(PhraseList)
  }

  let condition: RoutingCondition
  private let kind: Kind

  init(_ condition: RoutingCondition) {
    self.condition = condition
    kind =
      switch condition.subject {
      case .page: .pages(condition.values.map(PagePattern.init))
      case .component, .segment, .field: .texts
      case .locale: .locales
      case .kind: .kinds(Set(condition.values.compactMap(ReportKind.init(rawValue:))))
      case .version: .version(condition.values.map(ComparedVersion.init))
      case .words: .phrases(PhraseList(condition.values))
      }
  }

  func fits(_ routed: inout RoutedReport) -> Bool { value(in: &routed) != nil }

  /// The value that fits; nil when none does.
  private func value(in routed: inout RoutedReport) -> String? {
    let values = condition.values
    switch kind {
    case .pages(let patterns):
      guard let page = routed.page else { return nil }
      return zip(values, patterns).first { $1.fits(page) }?.0
    case .texts:
      guard let text = text(of: routed) else { return nil }
      return values.first { $0.utf8.elementsEqual(text.utf8) }
    case .locales:
      guard let locale = routed.report.locale else { return nil }
      return values.first { Self.isRange($0, of: locale) }
    case .kinds(let kinds): return kinds.contains(routed.report.kind) ? routed.report.kind.rawValue : nil
    case .version(let wanted):
      guard let version = routed.version else { return nil }
      return zip(values, wanted).first { version.passes(condition.test, $1) }?.0
    case .phrases(let phrases): return phrases.first(in: routed.words)
    }
  }

  /// The condition with the value alone that a report meets; nil when it does not hold.
  func met(by routed: inout RoutedReport) -> RoutingCondition? {
    value(in: &routed).map { RoutingCondition(condition.subject, condition.test, [$0]) }
  }

  private func text(of routed: RoutedReport) -> String? {
    switch condition.subject {
    case .component: routed.component
    case .segment: routed.report.segment
    case .field(let key): routed.report.routedField(key)
    default: nil
    }
  }

  /// Basic filtering of RFC 4647, section 3.3.1; an underscore stands for a hyphen.
  private static func isRange(_ range: String, of locale: String) -> Bool {
    let (range, locale) = (folded(range), folded(locale))
    return locale == range || locale.starts(with: range + [UInt8(ascii: "-")])
  }

  private static func folded(_ tag: String) -> [UInt8] {
    tag.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "_"): UInt8(ascii: "-")
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  // MARK: Beside another

  /// Whether this holds for each report for which `other` holds. False also where that cannot be told from the two alone.
  func isImplied(by other: ConditionMatcher) -> Bool {
    guard condition.subject == other.condition.subject else { return false }
    switch (kind, other.kind) {
    case (.pages(let mine), .pages(let theirs)):
      return theirs.allSatisfy { pattern in mine.contains { $0.covers(pattern) } }
    case (.phrases(let mine), .phrases(let theirs)): return mine.covers(theirs)
    case (.kinds(let mine), .kinds(let theirs)): return theirs.isSubset(of: mine)
    case (.locales, .locales):
      return other.condition.values.allSatisfy { value in condition.values.contains { Self.isRange($0, of: value) } }
    case (.texts, .texts):
      return other.condition.values.allSatisfy { value in
        condition.values.contains { $0.utf8.elementsEqual(value.utf8) }
      }
    case (.version(let mine), .version(let theirs)): return isImplied(mine, by: theirs, other.condition.test)
    default: return false
    }
  }

  private func isImplied(_ mine: [ComparedVersion], by theirs: [ComparedVersion], _ test: RoutingCondition.Test) -> Bool
  {
    switch (condition.test, test) {
    case (_, .fits): theirs.allSatisfy { version in mine.contains { version.passes(condition.test, $0) } }
    case (.atLeast, .atLeast): isOrdered(mine.first, theirs.first)
    case (.below, .below): isOrdered(theirs.first, mine.first)
    default: false
    }
  }

  private func isOrdered(_ left: ComparedVersion?, _ right: ComparedVersion?) -> Bool {
    guard let left, let right else { return false }
    return right.passes(.atLeast, left)
  }
}

extension Report {
  /// A fact of the app's own by its key, else a part of the automatic context by the name that it has on the wire, as text: numbers
  /// in decimals, `true` or `false`, moments in milliseconds since 1970.
  func routedField(_ key: String) -> String? {
    if let field = fields.first(where: { $0.key.utf8.elementsEqual(key.utf8) }) { return field.value.filterText }
    return switch key {
    case "appName": context.appName
    case "appBuild": context.appBuild
    case "osName": context.osName
    case "osVersion": context.osVersion
    case "device": context.device
    case "timeZone": context.timeZone
    case "sdk": context.sdk
    default: nil
    }
  }
}
