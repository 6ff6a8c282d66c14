// One client's stream of server-sent events (HTML Living Standard section 9.2). Invariant: at most `limit` bytes wait for the
// client; the event that would pass that closes the stream, and the browser reconnects with Last-Event-ID.
import Synchronization

/// Sends events to one client, from any thread.
public final class HTTPEventStream: Sendable {
  private struct State: Sendable {
    var waiting = 0
    var isClosed = false
    var onClose: [@Sendable () -> Void] = []
  }

  private let connection: ConnectionID
  private let mailbox: Mailbox
  private let limit: Int
  private let state = Mutex(State())

  init(connection: ConnectionID, mailbox: Mailbox, limit: Int) {
    self.connection = connection
    self.mailbox = mailbox
    self.limit = limit
  }

  /// Whether the stream has ended, by either side.
  public var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Sends one event. Line breaks in `data` become several data lines; those in `event` and `id` are dropped.
  /// False when the stream is closed, or is closed now because the client reads too slowly.
  @discardableResult public func send(event: String? = nil, data: String, id: String? = nil) -> Bool {
    var bytes: [UInt8] = []
    if let event { Self.appendField("event: ", event, to: &bytes) }
    if let id { Self.appendField("id: ", id, to: &bytes) }
    for line in Self.lines(data) {
      bytes += "data: ".utf8
      bytes += line
      bytes.append(Byte.lineFeed)
    }
    bytes.append(Byte.lineFeed)
    return enqueue(bytes)
  }

  /// Sends a comment, which clients ignore: it shows that the connection lives.
  public func comment() {
    enqueue(Array(":\n\n".utf8))
  }

  /// Ends the stream after what was sent so far.
  public func close() {
    if markClosed() { mailbox.post(.endEvents(connection)) }
  }

  /// Calls `handler` once when the stream ends, on whichever thread ends it; at once when it has ended already.
  public func onClose(_ handler: @escaping @Sendable () -> Void) {
    let isClosed = state.withLock { state -> Bool in
      if !state.isClosed { state.onClose.append(handler) }
      return state.isClosed
    }
    if isClosed { handler() }
  }

  /// Called by the loop when `count` bytes have left for the client.
  func noteSent(_ count: Int) {
    state.withLock { $0.waiting -= count }
  }

  /// Ends the stream without a message to the loop; true the first time.
  @discardableResult func markClosed() -> Bool {
    let handlers = state.withLock { state -> [@Sendable () -> Void]? in
      guard !state.isClosed else { return nil }
      state.isClosed = true
      defer { state.onClose = [] }
      return state.onClose
    }
    guard let handlers else { return false }
    for handler in handlers { handler() }
    return true
  }

  @discardableResult private func enqueue(_ bytes: [UInt8]) -> Bool {
    enum Outcome { case sent, full, closed }
    // Posted under the stream's lock, so that events reach the loop in the order in which `send` returned.
    let outcome = state.withLock { state -> Outcome in
      guard !state.isClosed else { return .closed }
      guard bytes.count <= limit - state.waiting else { return .full }
      state.waiting += bytes.count
      mailbox.post(.events(connection, bytes))
      return .sent
    }
    if outcome == .full, markClosed() { mailbox.post(.dropSlowReader(connection)) }
    return outcome == .sent
  }

  private static func appendField(_ name: String, _ value: String, to bytes: inout [UInt8]) {
    bytes += name.utf8
    bytes += value.utf8.filter { $0 != Byte.lineFeed && $0 != Byte.carriageReturn && $0 != 0 }
    bytes.append(Byte.lineFeed)
  }

  /// The pieces between CR LF, CR and LF.
  private static func lines(_ text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte == Byte.carriageReturn || (byte == Byte.lineFeed && previous != Byte.carriageReturn) {
        lines.append([])
      } else if byte != Byte.lineFeed {
        lines[lines.count - 1].append(byte)
      }
      previous = byte
    }
    return lines
  }
}
