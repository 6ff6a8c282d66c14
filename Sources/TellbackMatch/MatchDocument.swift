// What the index is given of a report. Words alone are enough; every other field may be absent.

/// A report as matching sees it.
public struct MatchDocument: Sendable, Hashable {
  /// The one-line summary; when empty, the first sentence of `text` stands in for it.
  public var title: String
  /// What the person wrote, with or without a stack trace. Of more than 3 KiB the first 2,304 and the last 768 bytes are read.
  public var text: String
  /// Names that the app reports beside the words: classes, settings, features.
  public var identifiers: [String]
  /// The key of the error that the report carries (`ExactKey.errorSignature`).
  public var error: [UInt8]?
  /// Where in the app the person was.
  public var page: String?
  /// The part of the product, as the reporter gave it.
  public var component: String?
  /// The app's version.
  public var version: String?
  /// What the person did before, oldest first; the last 20 count.
  public var steps: [String]
  /// When the report was made, in seconds since 1970.
  public var time: Int64

  public init(
    title: String = "", text: String, identifiers: [String] = [], error: [UInt8]? = nil, page: String? = nil,
    component: String? = nil, version: String? = nil, steps: [String] = [], time: Int64
  ) {
    self.title = title
    self.text = text
    self.identifiers = identifiers
    self.error = error
    self.page = page
    self.component = component
    self.version = version
    self.steps = steps
    self.time = time
  }
}
