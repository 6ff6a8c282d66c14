// The beginning of a page, as rules and people write it.

/// A prefix ends at a segment: `/check` does not fit `/checkout`, while `/checkout` fits `/checkout`, `/checkout/pay` and
/// `/checkout?step=2`. One that ends in `*` fits whatever follows.
struct PagePattern: Sendable {
  private let prefix: [UInt8]
  private let isOpen: Bool

  init(_ text: String) {
    isOpen = text.utf8.last == UInt8(ascii: "*")
    prefix = Array(isOpen ? text.utf8.dropLast() : text.utf8[...])
  }

  /// Whether each page that `other` fits is one that this fits.
  func covers(_ other: PagePattern) -> Bool {
    if isOpen { return other.prefix.starts(with: prefix) }
    guard other.isOpen else { return fits(other.prefix) }
    // What follows an open one may be anything, so the segment must have ended before it.
    return other.prefix.count > prefix.count && fits(other.prefix)
  }

  /// A page in UTF-8.
  func fits(_ page: [UInt8]) -> Bool {
    guard page.starts(with: prefix) else { return false }
    guard !isOpen, page.count > prefix.count, let last = prefix.last, last != UInt8(ascii: "/") else { return true }
    let next = page[prefix.count]
    return next == UInt8(ascii: "/") || next == UInt8(ascii: "?") || next == UInt8(ascii: "#")
  }
}
