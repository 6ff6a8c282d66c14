// A canned answer: a name, and what it says by language and by segment.
import TellbackWire

/// What a canned answer says in one language.
public struct CannedText: Sendable, Equatable {
  /// A BCP 47 tag in lower case, such as `de-ch`.
  public var locale: String
  /// Reporters of this segment get it; nil for everybody.
  public var segment: String?
  /// With fields; see ``AnswerField``.
  public var text: String

  public init(locale: String, segment: String? = nil, text: String) {
    self.locale = locale
    self.segment = segment
    self.text = text
  }
}

/// Words that staff write again and again.
public struct CannedAnswer: Sendable, Equatable {
  /// Answers in a collector.
  public static let limit = 500
  /// Texts of one answer.
  public static let textLimit = 20
  /// Bytes of a name.
  public static let nameLimit = 100
  /// Bytes of all texts of all answers: 2 MiB.
  public static let bytesLimit = 2_097_152
  /// Bytes of a language tag (RFC 5646, section 4.4.1).
  public static let localeLimit = 35

  /// 0 before it is stored.
  public var id: Int64
  /// Nil for all apps.
  public var app: AppID?
  public var name: String
  /// In the order of their languages and segments.
  public var texts: [CannedText]
  public var changedAt: Timestamp
  /// The name of whoever changed it last.
  public var changedBy: String

  public init(
    id: Int64 = 0, app: AppID?, name: String, texts: [CannedText], changedAt: Timestamp, changedBy: String
  ) {
    self.id = id
    self.app = app
    self.name = name
    self.texts = texts
    self.changedAt = changedAt
    self.changedBy = changedBy
  }

  /// Bytes of its texts.
  public var bytes: Int { texts.reduce(0) { $0 + $1.text.utf8.count } }

  /// The text for somebody. First the language: as the reporter has it (`de-CH`), without its last parts (`de`), any other form of
  /// the same language, English, whatever there is. Within a language first the reporter's segment, then everybody's text; a text
  /// for another segment is never taken. Nil when no text is for everybody, which ``CannedAnswerActions`` prevents.
  public func text(locale: String?, segment: String?) -> CannedText? {
    let fitting = texts.filter { $0.segment == nil || $0.segment == segment }
    let wanted = locale.flatMap(LanguageTag.init)?.text
    for tag in (wanted.map(LanguageTag.shortened) ?? []) + ["en"] {
      let exact = fitting.filter { $0.locale == tag }
      if let best = exact.first(where: { $0.segment != nil }) ?? exact.first { return best }
      // `tag` is a language alone by now: any of its forms.
      guard !tag.contains("-") else { continue }
      let related = fitting.filter { $0.locale.hasPrefix(tag + "-") }
      if let best = related.first(where: { $0.segment != nil }) ?? related.first { return best }
    }
    return fitting.first { $0.segment != nil } ?? fitting.first
  }
}

/// A language tag that is well formed, in lower case. `de_CH` is taken for `de-CH`.
public struct LanguageTag: Sendable, Equatable {
  public let text: String

  public init?(_ tag: String) {
    let parts = tag.lowercased().split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
    guard let language = parts.first, (2...3).contains(language.utf8.count), language.utf8.allSatisfy(Self.isLetter),
      parts.allSatisfy({
        (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy { Self.isLetter($0) || $0 &- 0x30 < 10 }
      })
    else { return nil }
    let text = parts.joined(separator: "-")
    guard text.utf8.count <= CannedAnswer.localeLimit else { return nil }
    self.text = text
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  /// `zh-hant-tw`, `zh-hant`, `zh` (RFC 4647, section 3.4: lookup).
  static func shortened(_ tag: String) -> [String] {
    let parts = tag.split(separator: "-")
    return (1...max(1, parts.count)).reversed().map { parts.prefix($0).joined(separator: "-") }
  }
}
