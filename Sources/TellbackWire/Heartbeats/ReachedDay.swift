// How far people got on a day. Pages travel as numbers that many pages share, so a heartbeat names none.

/// Pages that an installation reached on a day that is over. Day and installation are the key: what came first stays.
public struct ReachedDay: Sendable, Equatable {
  /// Days since 1970-01-01 by the installation's clock, in UTC.
  public var day: Int64
  /// ``PageNumber/of(_:)`` of each, at most ``WireLimits/reachedPages``.
  public var pages: [Int]

  public init(day: Int64, pages: [Int]) {
    self.day = day
    self.pages = pages
  }

  /// The day as JSON.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 128)
    writer.object { writer in
      writer.integer("day", day)
      writer.array("pages") { writer in
        for page in pages { writer.integer(nil, Int64(page)) }
      }
    }
    return writer.bytes
  }
}

/// The number of a page: fifteen bits of a hash. Whoever knows a page finds its number; nobody finds a page by one.
public enum PageNumber {
  /// Numbers are below it.
  public static let count = 32_768

  /// FNV-1a of 64 bits over the page as UTF-8, folded to 15 bits as its authors advise (draft-eastlake-fnv, section 3). Frozen:
  /// devices send it and collectors keep it. O(bytes).
  public static func of(_ page: String) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in page.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int((hash >> 15 ^ hash) & UInt64(count - 1))
  }
}
