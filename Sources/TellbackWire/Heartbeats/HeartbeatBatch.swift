// The request in which an installation says on which days it was in use, and the response that settles it.

/// One day on which an installation was in use. Day and installation are the key: a repeat counts once.
public struct Heartbeat: Sendable, Equatable {
  /// Days since 1970-01-01 by the installation's clock, in UTC.
  public var day: Int64
  /// The app's version, at most ``WireLimits/contextValue`` bytes.
  public var version: String?
  /// The organisation or group of customers, at most ``WireLimits/segment`` bytes.
  public var segment: String?
  /// How the installation got the app, such as `beta` or `store`; at most ``WireLimits/channel`` bytes.
  public var channel: String?

  public init(day: Int64, version: String? = nil, segment: String? = nil, channel: String? = nil) {
    self.day = day
    self.version = version
    self.segment = segment
    self.channel = channel
  }

  /// The day as JSON.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 128)
    writer.object { writer in
      writer.integer("day", day)
      writer.string("version", optional: version)
      writer.string("segment", optional: segment)
      writer.string("channel", optional: channel)
    }
    return writer.bytes
  }
}

/// What came of help on a day that is over. Day, installation and issue are the key.
public struct HelpDay: Sendable, Equatable {
  /// Days since 1970-01-01 by the installation's clock, in UTC.
  public var day: Int64
  /// The known issue that was offered, by ``KnownIssue/id``; nil for a prefilled report.
  public var issue: Int64?
  public var counts: HelpCounts

  public init(day: Int64, issue: Int64?, counts: HelpCounts) {
    self.day = day
    self.issue = issue
    self.counts = counts
  }

  /// The counts as JSON.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: 128)
    writer.object { writer in
      writer.integer("day", day)
      writer.integer("issue", optional: issue)
      writer.integer("offered", Int64(counts.offered))
      writer.integer("taken", Int64(counts.taken))
      writer.integer("dismissed", Int64(counts.dismissed))
      writer.integer("wroteAnyway", Int64(counts.wroteAnyway))
    }
    return writer.bytes
  }
}

/// The body of a request to ``WirePaths/heartbeats``: at most ``WireLimits/heartbeatBytes``.
public struct HeartbeatBatch: Sendable, Equatable {
  /// The sender's clock at sending.
  public var sentAt: Timestamp
  /// At most ``WireLimits/heartbeats``.
  public var days: [Heartbeat]
  /// At most ``WireLimits/helpDays``.
  public var help: [HelpDay]
  /// At most ``WireLimits/heartbeats``. A day counts once it came in ``days``, here or before.
  public var reached: [ReachedDay]

  public init(sentAt: Timestamp, days: [Heartbeat], help: [HelpDay] = [], reached: [ReachedDay] = []) {
    self.sentAt = sentAt
    self.days = days
    self.help = help
    self.reached = reached
  }

  /// The request as JSON.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.integer("sentAt", sentAt.milliseconds)
      writer.array("days") { writer in
        for day in days { writer.raw(nil, day.encoded()) }
      }
      if !help.isEmpty {
        writer.array("help") { writer in
          for day in help { writer.raw(nil, day.encoded()) }
        }
      }
      guard !reached.isEmpty else { return }
      writer.array("reached") { writer in
        for day in reached { writer.raw(nil, day.encoded()) }
      }
    }
    return writer.bytes
  }

  /// Reads a request. Unknown keys are skipped.
  /// - Throws: ``WireError`` for anything outside the format or its limits.
  public init(decoding bytes: [UInt8]) throws {
    guard bytes.count <= WireLimits.heartbeatBytes else {
      throw WireError.tooLong("heartbeats", bytes: bytes.count, limit: WireLimits.heartbeatBytes)
    }
    var sentAt: Timestamp?
    var days: [Heartbeat]?
    var help: [HelpDay] = []
    var reached: [ReachedDay] = []
    try JSONReader.read(bytes) { reader in
      try reader.object("heartbeats") { reader, key in
        switch key {
        case "sentAt": sentAt = try Timestamp.read(&reader, "sentAt")
        case "days": days = try reader.values("days", limit: WireLimits.heartbeats, Self.heartbeat)
        case "help": help = try reader.values("help", limit: WireLimits.helpDays, Self.helpDay)
        case "reached": reached = try reader.values("reached", limit: WireLimits.heartbeats, Self.reachedDay)
        default: try reader.skipValue()
        }
      }
    }
    guard let sentAt else { throw WireError.missing("sentAt") }
    guard let days else { throw WireError.missing("days") }
    self.init(sentAt: sentAt, days: days, help: help, reached: reached)
  }

  private static func heartbeat(_ reader: inout JSONReader) throws -> Heartbeat {
    var found = Heartbeat(day: -1)
    try reader.object("days") { reader, key in
      switch key {
      case "day": found.day = try day(&reader, "days.day")
      case "version": found.version = try reader.optionalString("days.version", limit: WireLimits.contextValue)
      case "segment": found.segment = try reader.optionalString("days.segment", limit: WireLimits.segment)
      case "channel": found.channel = try reader.optionalString("days.channel", limit: WireLimits.channel)
      default: try reader.skipValue()
      }
    }
    guard found.day >= 0 else { throw WireError.missing("days.day") }
    return found
  }

  private static func helpDay(_ reader: inout JSONReader) throws -> HelpDay {
    var found = HelpDay(day: -1, issue: nil, counts: HelpCounts())
    try reader.object("help") { reader, key in
      switch key {
      case "day": found.day = try day(&reader, "help.day")
      case "issue":
        guard try !reader.skipNull() else { return }
        let issue = try reader.integer("help.issue")
        guard issue > 0 else { throw WireError.invalid("help.issue", expected: "the number of a known issue") }
        found.issue = issue
      case "offered": found.counts.offered = try count(&reader, "help.offered")
      case "taken": found.counts.taken = try count(&reader, "help.taken")
      case "dismissed": found.counts.dismissed = try count(&reader, "help.dismissed")
      case "wroteAnyway": found.counts.wroteAnyway = try count(&reader, "help.wroteAnyway")
      default: try reader.skipValue()
      }
    }
    guard found.day >= 0 else { throw WireError.missing("help.day") }
    return found
  }

  private static func reachedDay(_ reader: inout JSONReader) throws -> ReachedDay {
    var found = ReachedDay(day: -1, pages: [])
    try reader.object("reached") { reader, key in
      switch key {
      case "day": found.day = try day(&reader, "reached.day")
      case "pages":
        found.pages = try reader.values("reached.pages", limit: WireLimits.reachedPages) { reader in
          let page = try reader.integer("reached.pages")
          guard (0..<Int64(PageNumber.count)).contains(page) else {
            throw WireError.invalid("reached.pages", expected: "numbers from 0 to \(PageNumber.count - 1)")
          }
          return Int(page)
        }
      default: try reader.skipValue()
      }
    }
    guard found.day >= 0 else { throw WireError.missing("reached.day") }
    return found
  }

  private static func day(_ reader: inout JSONReader, _ field: String) throws -> Int64 {
    let day = try reader.integer(field)
    // Until the year 2243: a clock that is further off is no clock.
    guard (0...100_000).contains(day) else {
      throw WireError.invalid(field, expected: "a number of days since 1970, from 0 to 100000")
    }
    return day
  }

  private static func count(_ reader: inout JSONReader, _ field: String) throws -> Int {
    let count = try reader.integer(field)
    guard (0...Int64(WireLimits.helpCount)).contains(count) else {
      throw WireError.invalid(field, expected: "a count from 0 to \(WireLimits.helpCount)")
    }
    return Int(count)
  }
}

/// The response to a ``HeartbeatBatch``: everything in it is settled. Its number counts days and help, as those collectors count
/// that know no pages.
public enum HeartbeatAnswer {
  /// The response as JSON, for so many days and help days.
  public static func encoded(_ count: Int) -> [UInt8] { Array("{\"heartbeats\":\(count)}".utf8) }

  /// How many a collector's response settles; nil for anything else, such as a captive portal's page.
  public static func count(_ bytes: [UInt8]) -> Int64? {
    var count: Int64?
    // Anything else settles nothing.
    try? JSONReader.read(bytes) { reader in
      try reader.object("answer") { reader, key in
        if key == "heartbeats" { count = try reader.integer("heartbeats") } else { try reader.skipValue() }
      }
    }
    return count
  }
}
