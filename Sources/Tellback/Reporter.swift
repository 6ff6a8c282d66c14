// The front door: an app makes one reporter, tells it where the user is and what they do, and reports through it.
import TellbackWire

/// Takes what people say about an app, keeps it safely, and brings it to the collector once.
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
/// Reports are saved first and sent then, also by the next run of the app. Several processes may share a queue folder.
/// Keep the reporter for as long as the process lives and ``close(within:)`` it at the end.
public final class Reporter: Sendable {
  let core: ReporterCore
  /// The session behind the reporter's own methods.
  public let session: Session

  /// Makes a reporter. It returns at once; the queue is opened on a thread of its own, and a queue that cannot be opened
  /// shows in ``storage()`` and in receipts, not here.
  /// - Throws: ``TellbackError`` with `invalidConfiguration`.
  public init(_ configuration: ReporterConfiguration) throws(TellbackError) {
    core = try ReporterCore(configuration)
    session = Session(core: core, user: nil, contact: nil, segment: nil, locale: nil, fields: [:])
    core.start()
  }

  deinit {
    let core = core
    Task { await core.close() }
  }

  /// A session of its own for one person: each request of a service, or each account of an app.
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

  /// See ``Session/report(_:kind:page:user:contact:segment:fields:error:attachments:isolation:)``.
  @discardableResult
  public func report(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, attachments: [ReportAttachment] = [],
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> ReportReceipt {
    try await session.report(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      attachments: attachments, isolation: isolation)
  }

  /// See ``Session/prepare(_:kind:page:user:contact:segment:fields:error:attachments:isolation:)``.
  public func prepare(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, attachments: [ReportAttachment] = [],
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> PreparedReport {
    try await session.prepare(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      attachments: attachments, isolation: isolation)
  }

  /// See ``Session/preview(_:kind:page:user:contact:segment:fields:error:attachments:isolation:)``.
  public func preview(
    _ text: String, kind: ReportKind = .problem, page: String? = nil, user: String? = nil, contact: String? = nil,
    segment: String? = nil, fields: ReportFields = [:], error: (any Error)? = nil, attachments: [ReportAttachment] = [],
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> [UInt8] {
    try await session.preview(
      text, kind: kind, page: page, user: user, contact: contact, segment: segment, fields: fields, error: error,
      attachments: attachments, isolation: isolation)
  }

  /// Saves what ``prepare(_:kind:page:user:contact:segment:fields:error:attachments:isolation:)`` made, byte for byte. Saving the
  /// same one again while it waits changes nothing.
  @discardableResult
  public func report(
    _ prepared: PreparedReport, isolation: isolated (any Actor)? = #isolation
  ) async throws -> ReportReceipt {
    try await core.report(prepared, isolation: isolation)
  }

  /// Prepares a report that was written elsewhere and earlier, such as one of an archive: its id, moment and context stay,
  /// and it is redacted and checked like any other. Attachments are left out.
  @_spi(Replay)
  public func prepare(replaying report: Report) throws(TellbackError) -> PreparedReport { try core.recompose(report) }

  /// What the user allowed; may change at any time. Without consent to steps, the trail of each report stays empty.
  public var consent: Consent {
    get { core.consent }
    set { core.consent = newValue }
  }

  // MARK: What became of reports

  /// Each change of any report, from now on; ends when the reporter is closed. A listener that lags more than 1,000
  /// changes behind loses the oldest; ``receipts(limit:)`` has them all.
  public var updates: AsyncStream<ReportUpdate> { core.hub.updates }

  /// What is known about a report, also one of an earlier run; nil when it is not, or no longer.
  public func state(of id: ReportID) async throws -> ReportRecord? {
    for pipeline in core.pipelines {
      let record = try await pipeline.queue.run { store in
        try store.databases.lazy.compactMap { try $0.record(of: id) }.first
      }
      if let record { return record }
    }
    return nil
  }

  /// The reports of this installation, newest first: those that wait, then those that were answered.
  public func receipts(limit: Int = 100) async throws -> [ReportRecord] {
    var result: [ReportRecord] = []
    for pipeline in core.pipelines {
      result += try await pipeline.queue.run { store in try store.databases.flatMap { try $0.records(limit: limit) } }
    }
    return Array(result.sorted { $0.id > $1.id }.prefix(max(limit, 0)))
  }

  /// The reports that were refused and set aside, whole, for the app to show or to export; oldest first.
  public func refused() async throws -> [RefusedReport] {
    var result: [RefusedReport] = []
    for pipeline in core.pipelines {
      result += try await pipeline.queue.run { store in try store.databases.flatMap { try $0.refused() } }
    }
    return result
  }

  /// Exact counts over the queues that this process holds: its own, and those of dead processes while it sends them.
  public func statistics() async throws -> ReporterStatistics { try await core.statistics() }

  /// Where reports are kept.
  public func storage() async throws -> QueueStorage { try await core.own.queue.run { $0.storage } }

  // MARK: The way to the collector

  /// How the way to the collector is.
  public var condition: SyncCondition { core.hub.condition }

  /// ``condition`` now and each time it changes.
  public var conditions: AsyncStream<SyncCondition> { core.hub.conditions }

  /// Sends now, at most for `limit`: until nothing waits, or no try before the limit makes sense. It also asks once for
  /// answers. A Retry-After of the collector is kept. Call it when the app comes to the front or the network is back:
  /// after hours without one, the next try by itself may be hours away too, unless a report is captured: then the next
  /// try comes within about a minute.
  @discardableResult
  public func flush(within limit: Duration) async throws -> FlushResult { try await core.flush(within: limit) }

  /// For the end of the process: sends for at most `limit`, then closes the queue. What was not sent is sent by the next
  /// run. Afterwards every report is refused with `closed`.
  @discardableResult
  public func close(within limit: Duration = .seconds(2)) async -> FlushResult? {
    // Closing twice, or a queue that cannot be read, leaves nothing to tell.
    let result = limit > .zero ? try? await core.flush(within: limit) : nil
    await core.close()
    return result
  }
}
