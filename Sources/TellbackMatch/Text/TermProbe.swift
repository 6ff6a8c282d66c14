// What the fuzzer asks of the readers of terms and keys. Not part of the API.

@_spi(Fuzzing)
public final class TermProbe {
  private var reader = TermReader()
  private var parsed = ParsedDocument()

  public init() {}

  /// What is broken by `bytes`, read raw and as a text; nil when every promise holds.
  public func brokenPromise(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    reader.removeAll()
    reader.read(bytes, inTitle: false)
    if let broken = check(bytes.count) { return broken }
    let first = reader.terms.map(\.hash)
    // Nothing of one text may reach into the next.
    reader.removeAll()
    reader.read(bytes, inTitle: false)
    if !reader.terms.lazy.map(\.hash).elementsEqual(first) { return "the same bytes gave other terms" }
    let text = String(decoding: bytes, as: UTF8.self)
    parsed.parse(MatchDocument(text: text, time: 0))
    if parsed.terms.count > ParsedDocument.maximumTerms { return "too many terms" }
    if parsed.titleBytes.count > 255 || parsed.titleOrder.count > ParsedDocument.maximumTitleTerms {
      return "the title is too long for its record"
    }
    return nil
  }

  /// What is broken by the keys of `bytes` as a page, as a step, as an error and as words.
  public func brokenKey(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let half = String(decoding: bytes[..<(bytes.count / 2)], as: UTF8.self)
    parsed.parse(MatchDocument(text: "", page: text, steps: [half], time: 0))
    if parsed.terms.count > 2 { return "a page and a step are more than two terms" }
    let once = ExactKey.errorSignature(type: half, message: half, frames: [text])
    if once != ExactKey.errorSignature(type: half, message: half, frames: [text, text]) {
      return "a frame that repeats changes an error's key"
    }
    if once == nil, ExactKey.errorSignature(type: "", message: half, frames: []) != nil {
      return "an error with a message has no key"
    }
    // A text's key must not depend on how it is spaced at its ends.
    if ExactKey.words(text, page: nil) != ExactKey.words("\n \(text)\n", page: nil) { return "spacing changes a key" }
    return nil
  }

  private func check(_ count: Int) -> String? {
    // The last word read may be several terms: an identifier and its parts, a line.
    if reader.terms.count > TermReader.maximumTerms + 80 { return "more terms than allowed" }
    for term in reader.terms {
      if Int(term.start) + Int(term.length) > count { return "a term reaches past the text" }
    }
    return nil
  }
}
