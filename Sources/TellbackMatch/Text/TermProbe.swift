// What the fuzzer asks of the readers of terms and keys. Not part of the API.

@_spi(Fuzzing)
public final class TermProbe {
  private var reader = TermReader()
  private var parsed = ParsedDocument()

  public init() {}

  /// What is broken by `bytes`, read raw and as a text; nil when every promise holds.
  public func brokenPromise(_ bytes: [UInt8]) -> String? {
    reader.removeAll()
    bytes.withUnsafeBufferPointer { reader.read($0, inTitle: false) }
    if let broken = check(bytes) { return broken }
    let first = reader.terms.map(\.hash)
    reader.removeAll()
    bytes.withUnsafeBufferPointer { reader.read($0, inTitle: false) }
    if reader.terms.map(\.hash) != first { return "the same bytes gave other terms" }
    let text = String(decoding: bytes, as: UTF8.self)
    parsed.parse(MatchDocument(text: text, page: text, steps: [text], time: 0))
    if parsed.terms.count > ParsedDocument.maximumTerms { return "too many terms" }
    if parsed.titleBytes.count > 255 || parsed.titleOrder.count > ParsedDocument.maximumTitleTerms {
      return "the title is too long for its record"
    }
    let half = text.prefix(text.count / 2)
    let key = ExactKey.errorSignature(type: String(half), message: text, frames: [text, String(half)])
    if key != ExactKey.errorSignature(type: String(half), message: text, frames: [text, String(half)]) {
      return "one error, two keys"
    }
    // A text's key must not depend on how it is spaced at its ends.
    if ExactKey.words(text, page: nil) != ExactKey.words("\n \(text)\n", page: nil) { return "spacing changes a key" }
    return nil
  }

  private func check(_ bytes: [UInt8]) -> String? {
    // The last word read may be several terms: an identifier and its parts, a line.
    if reader.terms.count > TermReader.maximumTerms + 80 { return "more terms than allowed" }
    for term in reader.terms {
      if Int(term.start) + Int(term.length) > bytes.count { return "a term reaches past the text" }
    }
    return nil
  }
}
