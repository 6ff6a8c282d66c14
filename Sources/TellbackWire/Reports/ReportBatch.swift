// Many reports in one request. Each report gets a receipt of its own.

/// An installation's counts of its reports: totals since it was installed, so that a repeat is harmless.
/// Invariant: captured = delivered + queued + the sum of `discarded`.
public struct Accounting: Sendable, Equatable {
  /// Reports that were made.
  public var captured: Int64
  /// Reports that the collector named in a receipt.
  public var delivered: Int64
  /// Reports that wait.
  public var queued: Int64
  /// Reports that were lost or refused, by reason, such as `queue_full` or `refused`.
  public var discarded: [String: Int64]

  public init(captured: Int64 = 0, delivered: Int64 = 0, queued: Int64 = 0, discarded: [String: Int64] = [:]) {
    self.captured = captured
    self.delivered = delivered
    self.queued = queued
    self.discarded = discarded
  }
}

/// The envelope of a request with many reports: at most ``WireLimits/batchReports`` and ``WireLimits/batchBytes``.
public enum ReportBatch {
  /// Makes a batch of encoded reports.
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
    /// A report that keeps every rule, by its id, and the range of its bytes in the request.
    case report(ReportID, Range<Int>)
    /// A report that breaks a limit or the format and whose id is known: only this report is refused.
    case refused(ReportID, WireError)

    /// The id that the report was sent with.
    public var id: ReportID {
      switch self {
      case .report(let id, _), .refused(let id, _): id
      }
    }
  }

  /// A batch as the collector reads it.
  public struct Decoded: Sendable {
    /// The sender's clock at sending.
    public var sentAt: Timestamp?
    /// The installation's counts.
    public var accounting: Accounting?
    /// The reports, in order.
    public var elements: [Element] = []
  }

  /// Reads a batch and checks each report by every rule of ``Report/init(decoding:)``.
  /// - Throws: ``WireError`` when the whole request must be refused: bad JSON, a limit of the batch, or a report without an id.
  public static func decode(_ bytes: [UInt8]) throws -> Decoded {
    guard bytes.count <= WireLimits.batchBytes else {
      throw WireError.tooLong("batch", bytes: bytes.count, limit: WireLimits.batchBytes)
    }
    return try JSONReader.read(bytes, isChecking: true) { reader in
      var batch = Decoded()
      var hasReports = false
      try reader.members("batch") { reader, key in
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
    let start = reader.mark
    do {
      let id = try Report(from: &reader).id
      return .report(id, start.position..<reader.position)
    } catch let error as WireError where error.code != .syntax {
      // Only this report is refused when it is valid JSON and has an id.
      reader.goBack(to: start)
      var id: ReportID?
      try reader.members("report", keyLimit: WireLimits.text) { reader, key in
        if "id" ~= key {
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
    try reader.members("accounting") { reader, key in
      switch key {
      case "captured": accounting.captured = try reader.integer("accounting.captured")
      case "delivered": accounting.delivered = try reader.integer("accounting.delivered")
      case "queued": accounting.queued = try reader.integer("accounting.queued")
      case "discarded":
        try reader.members("accounting.discarded", keyLimit: 64) { reader, reason in
          guard accounting.discarded.count < WireLimits.discardReasons else {
            throw WireError.tooMany("accounting.discarded", limit: WireLimits.discardReasons)
          }
          accounting.discarded[reason.text] = try reader.integer("accounting.discarded")
        }
      default: try reader.skipValue()
      }
    }
    return accounting
  }
}
