// A transport without a network: it records every request and answers like a collector, or as the test's script says.
import Tellback
import TellbackMatch
import TellbackSupport

/// Records requests and answers them. Without a script it behaves like a collector that accepts everything.
///
/// ```swift
/// let transport = RecordingTransport()
/// configuration.transport = transport
/// …
/// #expect(transport.reports.map(\.text) == ["Save does nothing"])
/// ```
public final class RecordingTransport: Transport {
  /// Answers one request, or throws as a network would. It also gets the number of requests so far, this one included.
  public typealias Script = @Sendable (TransportRequest, Int) async throws -> TransportResponse

  private struct State {
    var requests: [TransportRequest] = []
    var reports: [Report] = []
    var known: [ReportID: [UInt8]] = [:]
    var attachments: [String: [UInt8]] = [:]
    var updates: [TicketUpdate] = []
    var knownIssues: [KnownIssue] = []
    var erasures: [ErasureRequest] = []
    var erased: Set<String> = []
    var messages: [ReporterMessage] = []
    var knownMessages: [ReportID: ReporterMessage] = [:]
    var heartbeats: [HeartbeatBatch] = []
    var script: Script?
    var polls: [Int: WakeUp] = [:]
    var nextPoll = 0
  }

  private let state = Lock(State())

  /// Makes a transport that answers by `script`; with nil it accepts everything.
  public init(script: Script? = nil) { state.withLock { $0.script = script } }

  /// Every request so far.
  public var requests: [TransportRequest] { state.withLock { $0.requests } }
  /// Every report accepted so far, once each.
  public var reports: [Report] { state.withLock { $0.reports } }
  /// The bytes of attachments accepted so far, by path.
  public var attachments: [String: [UInt8]] { state.withLock { $0.attachments } }
  /// Every message of the reporter accepted so far, once each: replies, read marks, verdicts, ratings and thanks.
  public var messages: [ReporterMessage] { state.withLock { $0.messages } }
  /// The daily heartbeats that came so far, as they came.
  public var heartbeats: [HeartbeatBatch] { state.withLock { $0.heartbeats } }
  /// Every erasure request accepted so far.
  public var erasures: [ErasureRequest] { state.withLock { $0.erasures } }
  /// The updates that polls get, by cursor.
  public var updates: [TicketUpdate] {
    get { state.withLock { $0.updates } }
    set { change { $0 = newValue } }
  }

  /// Changes the updates in one step and answers the polls that wait.
  func change<Value>(_ body: (inout [TicketUpdate]) -> Value) -> Value {
    let (value, polls) = state.withLock { state in (body(&state.updates), state.polls.values) }
    for poll in polls { poll.signal() }
    return value
  }

  /// Keeps the bytes of a file of staff, for requests to `path`.
  func keep(_ data: [UInt8], at path: String) { state.withLock { $0.attachments[path] = data } }

  /// The known issues that the SDK gets.
  public var knownIssues: [KnownIssue] {
    get { state.withLock { $0.knownIssues } }
    set { state.withLock { $0.knownIssues = newValue } }
  }
  /// Replaces the script; with nil everything is accepted.
  public func answer(with script: Script?) { state.withLock { $0.script = script } }

  /// Records the request and answers it.
  /// - Throws: what the script throws.
  public func send(_ request: TransportRequest) async throws -> TransportResponse {
    let (script, count) = state.withLock { state -> (Script?, Int) in
      state.requests.append(request)
      return (state.script, state.requests.count)
    }
    if let script { return try await script(request, count) }
    try await waitForUpdates(request)
    return take(request)
  }

  /// Holds a poll with `wait` until there is an update, as a collector does.
  private func waitForUpdates(_ request: TransportRequest) async throws {
    guard request.url.path.hasSuffix(WirePaths.updates),
      let wait = Self.parameter("wait", of: request).flatMap({ Int64($0) })
    else { return }
    let after = Int64(Self.parameter("after", of: request) ?? "") ?? 0
    let poll = WakeUp()
    let number = state.withLock { state in
      state.nextPoll += 1
      state.polls[state.nextPoll] = poll
      return state.nextPoll
    }
    defer { state.withLock { $0.polls[number] = nil } }
    guard !updates.contains(where: { $0.sequence > after }) else { return }
    await poll.sleep(for: .seconds(wait))
    try Task.checkCancellation()
  }

  /// Answers like a collector that accepts everything; a script may call it.
  public func take(_ request: TransportRequest) -> TransportResponse {
    let path = request.url.path
    switch (request.method, path) {
    case ("POST", let path) where path.hasSuffix(WirePaths.batches): return takeBatch(request)
    case ("POST", let path) where path.hasSuffix(WirePaths.messages): return takeMessages(request)
    case ("POST", let path) where path.hasSuffix(WirePaths.heartbeats): return takeHeartbeats(request)
    case ("GET", let path) where path.hasSuffix(WirePaths.updates): return giveUpdates(request)
    case ("GET", let path) where path.hasSuffix(WirePaths.knownIssues): return giveKnownIssues(request)
    case ("POST", let path) where path.hasSuffix(WirePaths.erasures): return erase(request)
    case ("GET", let path) where path.hasSuffix(WirePaths.export): return giveExport(request)
    case ("GET", let path) where path.contains("/attachments/"):
      guard let data = attachments[path] else {
        return TransportResponse(status: 404, body: Self.error("unknown_attachment", "It is not here."))
      }
      return TransportResponse(status: 200, body: data)
    case ("PUT", _): return takeAttachment(request)
    default: return TransportResponse(status: 404)
    }
  }

  private func takeBatch(_ request: TransportRequest) -> TransportResponse {
    do {
      let batch = try ReportBatch.decode(request.body)
      let sender = request.headers[WireHeaders.installation] ?? ""
      let receipts = try state.withLock { state in
        try batch.elements.map { element -> Receipt in
          switch element {
          case .report(let id, _) where !state.erased.isDisjoint(with: [sender, id.description]):
            return Receipt(id: id, outcome: .erased)
          case .refused(let id, let error):
            return Receipt(id: id, outcome: .refused, code: error.code.rawValue, message: error.message)
          case .report(let id, let range):
            let bytes = Array(request.body[range])
            if let known = state.known[id] {
              return known == bytes
                ? Receipt(id: id, outcome: .duplicate)
                : Receipt(
                  id: id, outcome: .refused, code: "other_content", message: "The id has other content already.")
            }
            state.known[id] = bytes
            state.reports.append(try Report(decoding: bytes))
            return Receipt(id: id, outcome: .accepted)
          }
        }
      }
      return TransportResponse(status: 202, body: Receipt.encoded(receipts))
    } catch {
      return TransportResponse(status: 400, body: Self.error("invalid", "\(error)"))
    }
  }

  /// Takes each message once; also one of a report that an earlier run sent to another transport.
  private func takeMessages(_ request: TransportRequest) -> TransportResponse {
    do {
      let batch = try MessageBatch.decode(request.body)
      let receipts = state.withLock { state in
        batch.elements.map { element -> Receipt in
          switch element {
          case .refused(let id, let error):
            return Receipt(id: id, outcome: .refused, code: error.code.rawValue, message: error.message)
          case .message(let message):
            if let known = state.knownMessages[message.id] {
              return known == message
                ? Receipt(id: message.id, outcome: .duplicate)
                : Receipt(
                  id: message.id, outcome: .refused, code: "other_content", message: "The id has other content already."
                )
            }
            if state.erased.contains(message.report.description) { return Receipt(id: message.id, outcome: .erased) }
            state.knownMessages[message.id] = message
            state.messages.append(message)
            return Receipt(id: message.id, outcome: .accepted)
          }
        }
      }
      return TransportResponse(status: 202, body: Receipt.encoded(receipts))
    } catch {
      return TransportResponse(status: 400, body: Self.error("invalid", "\(error)"))
    }
  }

  private func takeHeartbeats(_ request: TransportRequest) -> TransportResponse {
    do {
      let batch = try HeartbeatBatch(decoding: request.body)
      state.withLock { $0.heartbeats.append(batch) }
      return TransportResponse(status: 202, body: HeartbeatAnswer.encoded(batch.days.count + batch.help.count))
    } catch {
      return TransportResponse(status: 400, body: Self.error("invalid", "\(error)"))
    }
  }

  /// Erases like a collector, for the one installation that a test has.
  private func erase(_ request: TransportRequest) -> TransportResponse {
    guard let wish = try? ErasureRequest(decoding: request.body) else { return TransportResponse(status: 400) }
    state.withLock { state in
      state.erasures.append(wish)
      switch wish {
      case .everything:
        state.erased.insert(request.headers[WireHeaders.installation] ?? "")
        state.reports = []
        state.known = [:]
        state.attachments = [:]
        state.messages = []
        state.knownMessages = [:]
      case .reports(let ids):
        for id in ids {
          state.erased.insert(id.description)
          state.known[id] = nil
          state.reports.removeAll { $0.id == id }
          state.messages.removeAll { $0.report == id }
          state.knownMessages = state.knownMessages.filter { $0.value.report != id }
          state.attachments = state.attachments.filter { !$0.key.contains(id.description) }
        }
      }
    }
    return TransportResponse(status: 200, body: ErasureAnswer.encoded)
  }

  private func giveExport(_ request: TransportRequest) -> TransportResponse {
    let after = request.url.query.flatMap { ReportID(String($0.dropFirst("after=".count))) }
    let (all, files) = state.withLock { ($0.known, $0.attachments) }
    let later = all.filter { after.map { [id = $0.key] in $0 < id } ?? true }.sorted { $0.key < $1.key }
    let page = later.prefix(WireLimits.exportReports)
    let entries = page.map { id, bytes -> [UInt8] in
      let announced = (try? Report(decoding: bytes))?.attachments ?? []
      return ExportPage.Entry(
        id: id, receivedAt: Timestamp(milliseconds: 0), ticket: nil, report: bytes,
        attachments: announced.enumerated().map { index, info in
          ExportPage.Attachment(
            index: index, name: info.name, type: info.type, bytes: info.bytes,
            isHere: files[WirePaths.attachment(id, index)] != nil)
        }, updates: updates.filter { $0.report == id }, updatesLeftOut: 0
      ).encoded()
    }
    return TransportResponse(
      status: 200,
      body: ExportPage.encoded(entries: entries, cursor: page.last?.key ?? after, hasMore: later.count > page.count))
  }

  private func giveUpdates(_ request: TransportRequest) -> TransportResponse {
    let after = Int64(Self.parameter("after", of: request) ?? "") ?? 0
    let all = state.withLock { $0.updates }.filter { $0.sequence > after }.sorted { $0.sequence < $1.sequence }
    let page = Array(all.prefix(WireLimits.updates))
    let body = UpdatePage(updates: page, cursor: page.last?.sequence ?? after, hasMore: all.count > page.count)
    return TransportResponse(status: 200, body: body.encoded())
  }

  private func giveKnownIssues(_ request: TransportRequest) -> TransportResponse {
    let body = KnownIssueDigest(issues: knownIssues).encoded(checksum: Checksum.sha256)
    let tag = "\"\(Checksum.sha256(body).prefix(32))\""
    if request.headers["If-None-Match"] == tag { return TransportResponse(status: 304, headers: ["etag": tag]) }
    return TransportResponse(status: 200, headers: ["etag": tag], body: body)
  }

  private func takeAttachment(_ request: TransportRequest) -> TransportResponse {
    let parts = request.url.path.split(separator: "/")
    guard parts.count >= 4, let id = ReportID(String(parts[parts.count - 3])) else {
      return TransportResponse(status: 404)
    }
    state.withLock { $0.attachments[request.url.path] = request.body }
    return TransportResponse(
      status: 202, body: Receipt(id: id, outcome: .accepted, attachment: Int(parts[parts.count - 1])).encoded())
  }

  private static func parameter(_ name: String, of request: TransportRequest) -> String? {
    request.url.query?.split(separator: "&").first { $0.hasPrefix(name + "=") }.map {
      String($0.dropFirst(name.count + 1))
    }
  }

  /// The body of a refusal, with the code and the sentence of a collector.
  public static func error(_ code: String, _ message: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.string("code", code)
      writer.string("message", message)
    }
    return writer.bytes
  }
}
