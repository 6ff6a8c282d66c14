// Many reports in one request: what `Sync` sends. Each report in it gets a receipt of its own.

/// What an installation has done with everything it ever captured; totals since it was installed, so a repeat is harmless.
/// captured = delivered + queued + the sum of `discarded`, exactly.
public struct Accounting: Sendable, Equatable {
  public var captured: Int64
  public var delivered: Int64
  public var queued: Int64
  /// By reason, such as `queue_full` or `refused`.
  public var discarded: [String: Int64]

  public init(captured: Int64 = 0, delivered: Int64 = 0, queued: Int64 = 0, discarded: [String: Int64] = [:]) {
    self.captured = captured
    self.delivered = delivered
    self.queued = queued
    self.discarded = discarded
  }
}

/// The envelope of a request with many reports. At most ``WireLimits/batchReports`` and ``WireLimits/batchBytes``.
public enum ReportBatch {
  /// Joins reports that are encoded already.
  public static func encoded(reports: [[UInt8]], sentAt: Timestamp, accounting: Accounting?) -> [UInt8] {
    var writer = JSONWriter(reservingCapacity: reports.reduce(256) { $0 + $1.count + 1 })
    writer.object { writer in
      writer.integer("sentAt", sentAt.milliseconds)
      if let accounting { accounting.write(to: &writer) }
      writer.array("reports") { writer in
        for report in reports { writer.raw(nil, report) }
      }
    }
    return writer.bytes
  }

  /// One report of a batch as the collector reads it.
  public enum Element: Sendable {
    /// A report, and the range of its bytes in the request.
    case report(Report, Range<Int>)
    /// A report that breaks a limit or the format, but whose id is known: it alone is refused.
    case refused(ReportID, WireError)
  }

  /// A batch as the collector reads it.
  public struct Decoded: Sendable {
    public var sentAt: Timestamp?
    public var accounting: Accounting?
    public var elements: [Element] = []
  }

  /// Reads a batch. Throws when the whole request must be refused: bad JSON, or a report without a readable id.
  public static func decode(_ bytes: [UInt8]) throws -> Decoded {
    guard bytes.count <= WireLimits.batchBytes else {
      throw WireError.tooLong("batch", bytes: bytes.count, limit: WireLimits.batchBytes)
    }
    return try JSONReader.read(bytes) { reader in
      var batch = Decoded()
      var hasReports = false
      try reader.object("batch") { reader, key in
        switch key {
        case "sentAt": batch.sentAt = try Timestamp.read(&reader, "sentAt")
        case "accounting": batch.accounting = try Accounting.read(&reader)
        case "reports":
          hasReports = true
          try reader.array("reports", limit: WireLimits.batchReports) { batch.elements.append(try element(&$0)) }
        default: try reader.skipValue()
        }
      }
      guard hasReports else { throw WireError.missing("reports") }
      return batch
    }
  }

  private static func element(_ reader: inout JSONReader) throws -> Element {
    _ = reader.next()
    let start = reader
    do {
      let report = try Report(from: &reader)
      return .report(report, start.position..<reader.position)
    } catch let error as WireError where error.code != .syntax {
      // The report alone is refused when it is whole JSON and says who it is.
      reader = start
      var id: ReportID?
      try reader.object("report", keyLimit: WireLimits.text) { reader, key in
        if key == "id" {
          id = try ReportID.read(&reader, "id")
        } else {
          try reader.skipValue(limit: WireLimits.batchBytes)
        }
      }
      guard let id else { throw error }
      return .refused(id, error)
    }
  }
}

extension Accounting {
  func write(to writer: inout JSONWriter) {
    writer.object("accounting") { writer in
      writer.integer("captured", captured)
      writer.integer("delivered", delivered)
      writer.integer("queued", queued)
      writer.object("discarded") { writer in
        for (reason, count) in discarded.sorted(by: { $0.key < $1.key }) {
          writer.member(reason) { $0.integer(nil, count) }
        }
      }
    }
  }

  static func read(_ reader: inout JSONReader) throws -> Accounting {
    var accounting = Accounting()
    try reader.object("accounting") { reader, key in
      switch key {
      case "captured": accounting.captured = try reader.integer("accounting.captured")
      case "delivered": accounting.delivered = try reader.integer("accounting.delivered")
      case "queued": accounting.queued = try reader.integer("accounting.queued")
      case "discarded":
        try reader.object("accounting.discarded", keyLimit: 64) { reader, reason in
          guard accounting.discarded.count < WireLimits.discardReasons else {
            throw WireError.tooMany("accounting.discarded", limit: WireLimits.discardReasons)
          }
          accounting.discarded[reason] = try reader.integer("accounting.discarded")
        }
      default: try reader.skipValue()
      }
    }
    return accounting
  }
}
