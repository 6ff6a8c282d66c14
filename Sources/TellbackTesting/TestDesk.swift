// The desk of an app's tests: it answers, asks, corrects and resolves like staff, and receives what the reporter writes, without
// a server.
import Tellback
import TellbackSupport

/// Plays staff for a reporter under test.
///
/// ```swift
/// let desk = TestDesk()
/// configuration.transport = desk.transport
/// let receipt = try await reporter.report("Save does nothing")
/// try await reporter.flush(within: .seconds(10))
/// desk.answer(receipt.id, "Does it still happen in 2.1?", by: "Kim")
/// try await reporter.flush(within: .seconds(10))
/// // … the app shows the answer, its user replies …
/// #expect(desk.replies(to: receipt.id) == ["Yes, every time."])
/// ```
///
/// What it writes is fetched by the next poll: at a flush, at the SDK's own interval, or at once while the app is in front
/// (``Reporter/isInFront``). It writes about any report, also one that is not delivered; the SDK shows it once it is.
public final class TestDesk: Sendable {
  private struct State {
    var messages: UInt64 = 0
    /// Of each message: the reports that got it.
    var sent: [ReportID: [ReportID]] = [:]
    var tickets: [ReportID: Int64] = [:]
  }

  /// Carries the reporter's requests; set it as ``ReporterConfiguration/transport``.
  public let transport: RecordingTransport
  private let state = Lock(State())
  private let time: any TimeSource

  /// Makes a desk. `time` dates what it writes, as a collector's clock.
  public init(transport: RecordingTransport = RecordingTransport(), time: any TimeSource = SystemTime()) {
    self.transport = transport
    self.time = time
  }

  // MARK: What staff do

  /// Puts a report on the ticket with this number.
  public func put(_ report: ReportID, onTicket number: Int64) {
    state.withLock { $0.tickets[report] = number }
    send([report], .onTicket)
  }

  /// Somebody looks at a report.
  public func look(at report: ReportID, by name: String = "Kim") { send([report], .lookedAt, by: name) }

  /// Writes to one reporter. Returns the message's identity, for ``correct(_:to:by:)``.
  /// - Parameter files: the bytes are fetched by ``Inbox/attachment(_:of:in:)``.
  @discardableResult
  public func answer(
    _ report: ReportID, _ text: String, by name: String = "Kim",
    files: [(name: String, type: String, bytes: [UInt8])] = []
  ) -> ReportID {
    send([report], .answered, text, by: name, isPersonal: true, files: files)
  }

  /// Writes the same message about several reports, as an answer to everybody on a ticket.
  @discardableResult
  public func answerAll(_ reports: [ReportID], _ text: String, by name: String = "Kim") -> ReportID {
    send(reports, .answered, text, by: name)
  }

  /// Writes to one reporter and waits for an answer.
  @discardableResult
  public func ask(_ report: ReportID, _ text: String, by name: String = "Kim") -> ReportID {
    let message = send([report], .answered, text, by: name, isPersonal: true)
    send([report], .reminded, by: name)
    return message
  }

  /// Corrects a message: everybody who got it gets the new wording.
  public func correct(_ message: ReportID, to text: String, by name: String = "Kim") {
    let reports = state.withLock { $0.sent[message] ?? [] }
    send(reports, .corrected, text, by: name, revises: message)
  }

  /// Resolves the ticket of these reports.
  /// - Parameter version: the version that has the fix; nil for a fix that needs no update.
  @discardableResult
  public func resolve(
    _ reports: [ReportID], in version: String? = nil, note: String? = nil, by name: String = "Kim"
  ) -> ReportID {
    send(reports, .fixed, note, by: name, version: version)
  }

  /// Opens the ticket of these reports again.
  public func reopen(_ reports: [ReportID]) { send(reports, .reopened) }

  // MARK: What reporters did

  /// Everything that reporters did in conversations and that arrived, in order.
  public var received: [ReporterMessage] { transport.messages }

  /// The words of the replies about one report, in order.
  public func replies(to report: ReportID) -> [String] {
    received.compactMap { message in
      guard message.report == report, case .reply(let text) = message.content else { return nil }
      return text
    }
  }

  /// The verdicts about one report, in order.
  public func verdicts(on report: ReportID) -> [Bool] {
    received.compactMap { message in
      guard message.report == report, case .verdict(let helped, _, _) = message.content else { return nil }
      return helped
    }
  }

  /// True when the reporter has seen everything that was written about the report so far.
  public func hasSeen(_ report: ReportID) -> Bool {
    let newest = transport.updates.last { $0.report == report && $0.kind != .onTicket && $0.kind != .lookedAt }
    guard let newest else { return true }
    return received.contains { message in
      guard message.report == report, case .read(let sequence) = message.content else { return false }
      return sequence >= newest.sequence
    }
  }

  @discardableResult
  private func send(
    _ reports: [ReportID], _ kind: TicketUpdate.Kind, _ text: String? = nil, by name: String? = nil,
    revises: ReportID? = nil, isPersonal: Bool = false, version: String? = nil,
    files: [(name: String, type: String, bytes: [UInt8])] = []
  ) -> ReportID {
    let now = time.now()
    let (message, tickets) = state.withLock { state in
      state.messages += 1
      let message = ReportID(at: now, random: (0, state.messages))
      state.sent[message] = reports
      return (message, state.tickets)
    }
    for (index, file) in files.enumerated() {
      transport.keep(file.bytes, at: WirePaths.messageAttachment(message, index))
    }
    let isMessage = kind == .answered || kind == .corrected || kind == .fixed
    transport.change { updates in
      let first = (updates.map(\.sequence).max() ?? 0) + 1
      for (offset, report) in reports.enumerated() {
        updates.append(
          TicketUpdate(
            sequence: first + Int64(offset), report: report, kind: kind, at: now, ticket: tickets[report],
            message: text,
            by: name, id: isMessage ? message : nil, revises: revises, isPersonal: isPersonal, version: version,
            attachments: files.map { AttachmentInfo(name: $0.name, type: $0.type, bytes: Int64($0.bytes.count)) }))
      }
    }
    return message
  }
}
