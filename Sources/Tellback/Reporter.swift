// The entry point: an app makes one reporter, tells it where the user is and what they do, and reports through it.
import TellbackWire

/// Saves what people report about an app and delivers it to the collector exactly once in effect.
///
/// ```swift
/// let reporter = try Reporter(
///   ReporterConfiguration(collector: url, appKey: key, appName: "Notes", appVersion: "2.1.0"))
///
/// reporter.enter(page: "/notes/42")
/// reporter.step("tapped Save")
/// let receipt = try await reporter.report("Save does nothing", kind: .problem)
/// print("Thank you. Your reference is \(receipt.reference).")
/// for await state in receipt.states { show(state) }
/// ```
///
/// A report is saved first and sent afterwards, by this run of the app or a later one. Several processes may share a queue folder.
/// Keep the reporter for the life of the process and ``close(within:)`` it at the end.
public final class Reporter: Sendable {
  let core: ReporterCore
  /// The session behind the reporter's own methods.
  public let session: Session

  /// Makes a reporter. It returns at once: the queue is opened on a thread of its own. When the queue cannot be opened,
  /// ``storage()`` and receipts say so.
  /// - Throws: ``TellbackError`` with `invalidConfiguration`; the message names the setting and its limit.
  public init(_ configuration: ReporterConfiguration) throws(TellbackError) {
    core = try ReporterCore(configuration)
    session = Session(core: core, user: nil, contact: nil, segment: nil, locale: nil, fields: [:])
    core.start()
  }

  deinit {
    let core = core
    Task { await core.close() }
  }

  /// Makes a session for one person: for each request of a service, or each account of an app.
  /// - Parameters:
  ///   - user: the app's own name for the person, at most ``WireLimits/user`` bytes.
  ///   - contact: how the person wants to be reached, at most ``WireLimits/contact`` bytes.
  ///   - segment: the organisation or group of customers, at most ``WireLimits/segment`` bytes.
  ///   - locale: a BCP 47 tag; nil takes the system's.
  ///   - fields: facts that go with each report of the session.
  public func session(
    user: String? = nil, contact: String? = nil, segment: String? = nil, locale: String? = nil,
    fields: ReportFields = [:]
  ) -> Session {
    Session(core: core, user: user, contact: contact, segment: segment, locale: locale, fields: fields)
  }

  // MARK: The reporter's own session

  /// See ``Session/enter(page:)``.
  public func enter(page: String) { session.enter(page: page) }

  /// See ``Session/step(_:)``.
  public func step(_ text: String) { session.step(text) }

  /// See ``Session/report(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)``.
  /// - Throws: what that method throws.
  @discardableResult
  public func report(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, groupingKey: String? = nil,
    attachments: [ReportAttachment] = [], isolation: isolated (any Actor)? = #isolation
  ) async throws -> ReportReceipt {
    try await session.report(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      groupingKey: groupingKey, attachments: attachments, isolation: isolation)
  }

  /// See ``Session/prepare(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)``.
  /// - Throws: what that method throws.
  public func prepare(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, groupingKey: String? = nil,
    attachments: [ReportAttachment] = [], isolation: isolated (any Actor)? = #isolation
  ) async throws -> PreparedReport {
    try await session.prepare(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      groupingKey: groupingKey, attachments: attachments, isolation: isolation)
  }

  /// See ``Session/preview(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)``.
  /// - Throws: what that method throws.
  public func preview(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, groupingKey: String? = nil,
    attachments: [ReportAttachment] = [], isolation: isolated (any Actor)? = #isolation
  ) async throws -> [UInt8] {
    try await session.preview(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      groupingKey: groupingKey, attachments: attachments, isolation: isolation)
  }

  /// Saves what ``prepare(_:kind:page:user:contact:segment:fields:error:groupingKey:attachments:isolation:)`` made, byte for byte. Saving the
  /// same report again while it waits changes nothing.
  /// - Throws: ``TellbackError`` with `queueFull`, `storage` or `closed`; nothing was saved then.
  @discardableResult
  public func report(
    _ prepared: PreparedReport, isolation: isolated (any Actor)? = #isolation
  ) async throws -> ReportReceipt {
    try await core.report(prepared, isolation: isolation)
  }

  /// Prepares a report that was written elsewhere and earlier, such as one of an archive. Its id, moment and context stay; it is
  /// redacted and checked like any other. Attachments are left out.
  /// - Throws: ``TellbackError`` with `invalidReport` for a limit.
  @_spi(Replay)
  public func prepare(replaying report: Report) throws(TellbackError) -> PreparedReport { try core.recompose(report) }

  /// What the user allowed. It may change at any time. Without consent to steps, reports carry no steps.
  public var consent: Consent {
    get { core.consent }
    set { core.consent = newValue }
  }

  // MARK: What became of reports

  /// Each new state of any report, from now on. The sequence ends when the reporter is closed. A listener that lags more than
  /// 1,000 states behind loses the oldest; ``receipts(limit:)`` has them all.
  public var updates: AsyncStream<ReportUpdate> { core.hub.updates }

  /// What is known about a report, also one of an earlier run. Nil when it was never here, was erased, or is older than the
  /// receipts that are kept (``QueueLimits/receipts``).
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func state(of id: ReportID) async throws(TellbackError) -> ReportRecord? {
    try await TellbackError.reading {
      for pipeline in core.pipelines {
        let record = try await pipeline.queue.run { store in
          try store.databases.lazy.compactMap { try $0.record(of: id) }.first
        }
        if let record { return record }
      }
      return nil
    }
  }

  /// The newest `limit` reports of this installation, newest first, whatever their state.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func receipts(limit: Int = 100) async throws(TellbackError) -> [ReportRecord] {
    try await TellbackError.reading {
      var result: [ReportRecord] = []
      for pipeline in core.pipelines {
        result += try await pipeline.queue.run { store in try store.databases.flatMap { try $0.records(limit: limit) } }
      }
      return Array(result.sorted { $0.id > $1.id }.prefix(max(limit, 0)))
    }
  }

  /// The quarantined reports: those that the collector refused, whole, for the app to show or to export. Oldest first, at most
  /// ``QueueLimits/refused``.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func refused() async throws(TellbackError) -> [RefusedReport] {
    try await TellbackError.reading {
      var result: [RefusedReport] = []
      for pipeline in core.pipelines {
        result += try await pipeline.queue.run { store in try store.databases.flatMap { try $0.refused() } }
      }
      return result
    }
  }

  /// Exact counts over the queues that this process holds: its own, and those it adopted from processes that died.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func statistics() async throws(TellbackError) -> ReporterStatistics {
    try await TellbackError.reading { try await core.statistics() }
  }

  /// Where reports are kept.
  /// - Throws: ``TellbackError`` with `storage` when neither a file nor memory could be opened, or `closed`.
  public func storage() async throws(TellbackError) -> QueueStorage {
    try await TellbackError.reading { try await core.own.queue.run { $0.storage } }
  }

  // MARK: The connection to the collector

  /// The state of the connection to the collector.
  public var condition: SyncCondition { core.hub.condition }

  /// ``condition`` now and each time it changes.
  public var conditions: AsyncStream<SyncCondition> { core.hub.conditions }

  /// Sends now, for at most `limit`: until nothing waits, or no further attempt fits before the limit. It also polls once for
  /// updates. A Retry-After of the collector is kept.
  ///
  /// Call it when the app comes to the front or the network is back: after hours without a network, the next attempt may be
  /// hours away. A new report also brings the next attempt within about a minute.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`. A collector that does not answer is
  ///   no error: see ``FlushResult`` and ``condition``.
  @discardableResult
  public func flush(within limit: Duration) async throws(TellbackError) -> FlushResult {
    try await TellbackError.reading { try await core.flush(within: limit) }
  }

  /// Sends for at most `limit`, then closes the queue. Call it at the end of the process. The next run sends what is left.
  /// Afterwards every method that throws fails with `closed`. Nil when nothing is known about what was sent.
  @discardableResult
  public func close(within limit: Duration = .seconds(2)) async -> FlushResult? {
    // A reporter that is closed already, or a queue that cannot be read, has no result.
    let result = limit > .zero ? try? await core.flush(within: limit) : nil
    await core.close()
    return result
  }
}
