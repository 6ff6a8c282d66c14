// Markup as a type of its own. Invariant: `source` is made of literals in this module's code and of escaped values alone.

/// A piece of a page. A string literal is markup; whatever is interpolated into it is escaped, unless it is `HTML` itself.
///
/// Values go into attributes through `\(.title, text)`, `\(.href, link)` and `\(.checked, if: isOn)`, which write the name,
/// the quotes and the escaped value; a template never writes quotes around a value (a test reads the sources for that).
public struct HTML: Sendable, ExpressibleByStringInterpolation {
  public private(set) var source: String

  public init(stringLiteral literal: String) { source = literal }

  public init(stringInterpolation pieces: StringInterpolation) { source = pieces.source }

  /// Nothing.
  public static let empty: HTML = ""

  /// Text, escaped.
  public static func text(_ text: String) -> HTML { "\(text)" }

  public static func += (left: inout HTML, right: HTML) { left.source += right.source }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      source.reserveCapacity(literalCapacity + interpolationCount * 32)
    }

    public mutating func appendLiteral(_ literal: String) { source += literal }

    public mutating func appendInterpolation(_ html: HTML) { source += html.source }

    public mutating func appendInterpolation(_ html: HTML?) {
      if let html { source += html.source }
    }

    public mutating func appendInterpolation(_ pieces: [HTML]) {
      for piece in pieces { source += piece.source }
    }

    public mutating func appendInterpolation(_ text: String) { Escape.append(text, to: &source) }

    public mutating func appendInterpolation(_ phrase: Phrase) { Escape.append(phrase.text, to: &source) }

    public mutating func appendInterpolation(_ phrase: Phrase?) {
      if let phrase { Escape.append(phrase.text, to: &source) }
    }

    public mutating func appendInterpolation(_ number: Int) { source += String(number) }

    public mutating func appendInterpolation(_ number: Int64) { source += String(number) }

    /// ` name="value"`.
    public mutating func appendInterpolation(_ name: TextAttribute, _ value: String) {
      source += " " + name.rawValue + "=\""
      Escape.append(value, to: &source)
      source += "\""
    }

    /// ` name="value"` in the reader's language.
    public mutating func appendInterpolation(_ name: TextAttribute, _ phrase: Phrase) {
      appendInterpolation(name, phrase.text)
    }

    /// ` name="value"`, or nothing.
    public mutating func appendInterpolation(_ name: TextAttribute, optional value: String?) {
      if let value { appendInterpolation(name, value) }
    }

    /// ` name="/address"`: an address can come from a ``Link`` alone.
    public mutating func appendInterpolation(_ name: LinkAttribute, _ link: Link) {
      source += " " + name.rawValue + "=\""
      Escape.append(link.target, to: &source)
      source += "\""
    }

    /// ` name="https://…"`: an address on the web comes from a ``WebAddress`` alone.
    public mutating func appendInterpolation(_ name: LinkAttribute, web address: WebAddress) {
      source += " " + name.rawValue + "=\""
      Escape.append(address.text, to: &source)
      source += "\""
    }

    /// ` name="#id"`: a place on the same page.
    public mutating func appendInterpolation(_ name: LinkAttribute, fragment id: String) {
      source += " " + name.rawValue + "=\"#" + Link.encoded(id) + "\""
    }

    /// ` name`, or nothing.
    public mutating func appendInterpolation(_ name: FlagAttribute, if isOn: Bool) {
      if isOn { source += " " + name.rawValue }
    }
  }
}

/// Attributes whose value is text that no browser runs or follows. No `style`, no `on…`, no address.
public enum TextAttribute: String, Sendable {
  case alt, `class`, datetime, dir, `for`, id, label, lang, list, name, placeholder, rows, title, value
  /// Of drawings.
  case d, points
  case maxLength = "maxlength"
  case ariaCurrent = "aria-current"
  case ariaDescribedBy = "aria-describedby"
  case ariaInvalid = "aria-invalid"
  case ariaKeyShortcuts = "aria-keyshortcuts"
  case ariaLabel = "aria-label"
  case ariaLabelledBy = "aria-labelledby"
  case dataAct = "data-act"
  case dataCopy = "data-copy"
  case dataDraft = "data-draft"
  case dataDue = "data-due"
  case dataSaved = "data-saved"
  case dataKey = "data-key"
  case dataState = "data-state"
  case dataOwner = "data-owner"
  case dataOpened = "data-opened"
  case dataChanged = "data-changed"
  case dataNow = "data-now"
  case dataTexts = "data-texts"
  case dataVersion = "data-version"
}

/// Attributes that browsers follow.
public enum LinkAttribute: String, Sendable {
  case href, src, action
  case formAction = "formaction"
  case dataCanned = "data-canned"
  case dataEvents = "data-events"
  case dataHref = "data-href"
  case dataLive = "data-live"
  case dataSave = "data-save"
}

/// Attributes that are there or not.
public enum FlagAttribute: String, Sendable {
  case checked, disabled, open, selected, hidden, autofocus
}
