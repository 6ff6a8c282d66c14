// Why something was not done, in the reader's language. The domain says it in English, also to the API and to commands; here stands the
// German of each case, so that one without it does not compile. Pages show `sentence`, never `description`.
import CollectorCore

/// A refusal that pages show.
protocol Refusal: Error, CustomStringConvertible {
  var german: String { get }
}

extension Refusal {
  var phrase: Phrase { Phrase(description, de: german) }

  /// In the reader's language.
  var sentence: String { phrase.text }
}

/// Sentences that many refusals share.
enum Limit {
  static func bytes(_ what: String, _ bytes: Int, _ limit: Int) -> String {
    "\(what) hat \(bytes) Byte; erlaubt sind höchstens \(limit) Byte."
  }
}
