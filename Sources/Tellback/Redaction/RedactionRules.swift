// What is taken out of a report before it is written: the built-in kinds, and the app's own rules.

/// What the SDK recognises by itself.
public enum RedactionKind: String, Sendable, CaseIterable {
  /// E-mail addresses, also with `%40`.
  case email = "e-mail"
  /// Payment cards: 13 to 19 digits that pass the Luhn check.
  case card
  /// International bank account numbers that have their country's length and pass mod 97.
  case iban
  /// Credentials: keys of well-known shapes, private keys, what follows `Bearer`, `Basic` or `Digest`, cookies, and values
  /// whose name says that they are secret, such as `password=…`, `"token": …`, `PIN: 4821` and `my password is …`. Names are
  /// known in English, German and 18 other languages. The value of a field whose key is such a name goes too.
  case key
  /// Private and link-local addresses of IPv4 and IPv6. Loopback stays: it says nothing about anybody.
  case privateAddress = "private ip"
  /// Telephone numbers: `+` and country code, a trunk 0, or the North American form.
  case phone
}

/// What to take out of texts, steps, fields, errors, pages and the names of attachments before anything is saved.
///
/// Each find is replaced by its name in brackets, such as `[e-mail]`. `user` and `contact` are not touched: a person gave
/// them on purpose. What is recognised is what has a shape; a name or an address in plain words has none.
public struct RedactionRules: Sendable {
  /// The built-in kinds to look for.
  public var kinds: Set<RedactionKind>
  /// The app's own rules, applied in order after the built-in kinds.
  public var rules: [RedactionRule]

  public init(kinds: Set<RedactionKind> = Set(RedactionKind.allCases), rules: [RedactionRule] = []) {
    self.kinds = kinds
    self.rules = rules
  }

  /// Nothing is taken out.
  public static let none = RedactionRules(kinds: [])
}

/// A rule of the app's own.
public struct RedactionRule: Sendable {
  /// What may follow a prefix.
  public enum Characters: Sendable {
    case digits
    case hexadecimal
    case alphanumeric
  }

  enum Matcher: Sendable {
    case prefixed(prefix: [UInt8], Characters, ClosedRange<Int>)
    case words([[UInt8]])
    case custom(@Sendable (String) -> String)
  }

  /// Stands in brackets where something was taken out.
  public let name: String
  let matcher: Matcher

  /// `prefix`, exactly as given, and then `count` characters, as a word of its own: `.pattern("order", prefix: "ORD-",
  /// .digits, 6...12)` takes `ORD-4711000` out.
  public static func pattern(
    _ name: String, prefix: String, _ characters: Characters, _ count: ClosedRange<Int>
  ) -> RedactionRule {
    RedactionRule(name: name, matcher: .prefixed(prefix: Array(prefix.utf8), characters, count))
  }

  /// These words wherever they stand as words of their own, in any ASCII case.
  public static func words(_ name: String, _ words: [String]) -> RedactionRule {
    RedactionRule(name: name, matcher: .words(words.filter { !$0.isEmpty }.map { Array($0.utf8) }))
  }

  /// Whatever `replace` makes of a text. It runs for each text of each report, in the task that reports.
  public static func custom(_ name: String, _ replace: @escaping @Sendable (String) -> String) -> RedactionRule {
    RedactionRule(name: name, matcher: .custom(replace))
  }
}
