// Which part of the product a page belongs to, by the longest prefix that fits.
import TellbackWire

/// Names components by prefixes of pages.
public struct ComponentRules: Sendable, Equatable {
  /// How many rules there may be.
  public static let limit = 1_000

  /// Longest prefix first, so that the first that fits is the one.
  private let rules: [(prefix: [UInt8], component: String)]

  /// A prefix ends at a segment: `/check` does not fit `/checkout`, while `/checkout` fits `/checkout`, `/checkout/pay`
  /// and `/checkout?step=2`. A prefix that ends in `*` fits whatever follows.
  public init(_ rules: [(prefix: String, component: String)] = []) {
    self.rules = rules.prefix(Self.limit).map { (Array($0.prefix.utf8), $0.component) }
      .sorted { $0.prefix.count > $1.prefix.count }
  }

  /// Nil when no rule fits.
  public func component(ofPage page: String?) -> String? { verdict(onPage: page)?.component }

  /// The component, and which rule says so: a half sentence such as `its page fits /checkout`. Nil when no rule fits.
  public func verdict(onPage page: String?) -> (component: String, reason: String)? {
    guard let page else { return nil }
    let bytes = Array(page.utf8)
    return rules.first { Self.fits(bytes, $0.prefix) }.map {
      ($0.component, "its page fits \(String(decoding: $0.prefix, as: UTF8.self))")
    }
  }

  private static func fits(_ page: [UInt8], _ prefix: [UInt8]) -> Bool {
    if prefix.last == UInt8(ascii: "*") { return page.starts(with: prefix.dropLast()) }
    guard page.starts(with: prefix) else { return false }
    guard page.count > prefix.count, let last = prefix.last, last != UInt8(ascii: "/") else { return true }
    let next = page[prefix.count]
    return next == UInt8(ascii: "/") || next == UInt8(ascii: "?") || next == UInt8(ascii: "#")
  }

  public static func == (left: ComponentRules, right: ComponentRules) -> Bool {
    left.rules.elementsEqual(right.rules) { $0.prefix == $1.prefix && $0.component == $1.component }
  }
}
