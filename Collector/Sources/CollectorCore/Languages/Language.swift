// The languages of what the collector itself says, and whose turn it is.

/// A language of the board and of mails. What people wrote is never translated.
public enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case german = "de"

  /// The language of whoever reads what is being written. A phrase is put into words when it goes into a page or a mail.
  @TaskLocal public static var current: Language = .english

  /// For tests: each phrase stands between ⟦ and ⟧, so that text which is no phrase can be told apart.
  @TaskLocal package static var isProof = false

  /// The language of the first tag that is one of these, such as `de` for `de-CH`.
  public init?(ofTags tags: [String]) {
    let known = tags.lazy.compactMap { Language(rawValue: $0.prefix { $0 != "-" && $0 != "_" }.lowercased()) }
    guard let first = known.first else { return nil }
    self = first
  }

  /// `12,345`, in German `12.345`.
  public func grouped(_ count: Int64) -> String {
    let digits = Array(String(count.magnitude))
    var result = count < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(self == .german ? "." : ",") }
      result.append(digit)
    }
    return result
  }
}
