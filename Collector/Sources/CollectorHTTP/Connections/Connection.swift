// What a loop knows of one connection. Confined to that loop's thread.

final class Connection {
  enum Phase {
    /// Reading a request, or waiting for one.
    case reading
    /// A handler has the request; no input is read.
    case handling
    /// Server-sent events.
    case streaming(HTTPEventStream)
    /// A body that is made while it is sent.
    case sending(HTTPBodyStream)
    /// The last answer is on its way; then the connection closes.
    case closing
    /// The answer has left; input is thrown away until the client closes, or a reset could take the answer from it.
    case lingering
    case closed
  }

  /// What answers the request whose head has been read.
  enum Verdict {
    case route(Router.Route, RouteParameters)
    case answer(HTTPResponse)
  }

  let descriptor: Int32
  let id: ConnectionID
  let address: PeerAddress
  var parser: HTTPRequestParser
  var phase = Phase.reading
  var verdict: Verdict?
  /// What the answer says to pages of other origins; nothing where they may not call.
  var pageHeaders: [(String, String)] = []
  var output = OutputQueue()
  /// Input behind the request in hand, from `pendingStart` on.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  /// What `Admission` set aside for the body in hand.
  var reservedBody = 0
  /// What the route wants called when the body is handed over or given up.
  var atBodysEnd: (@Sendable () -> Void)?
  var requests = 0
  var keepsAlive = true
  var isHead = false
  var isVersion1_0 = false
  var readsArmed = true
  var writesArmed = false
  var eventBytes = 0
  var startedAt: UInt64 = 0
  /// Of the route of the request in hand.
  var policy: AnswerPolicy?
  var bodyReader: (any BodyReader)?
  var method = HTTPMethod.GET
  var path = ""
  var deadline = UInt64.max
  /// Since when it does what it does: the clock at which its deadline was last set.
  var waitingSince: UInt64 = 0
  var writeDeadline = UInt64.max

  init(descriptor: Int32, id: ConnectionID, address: PeerAddress, limits: HTTPParserLimits) {
    self.descriptor = descriptor
    self.id = id
    self.address = address
    parser = HTTPRequestParser(limits: limits)
  }

  var isReading: Bool { if case .reading = phase { true } else { false } }
  var isHandling: Bool { if case .handling = phase { true } else { false } }
  var isClosed: Bool { if case .closed = phase { true } else { false } }

  /// Between two requests, with nothing on its way in either direction.
  var isIdle: Bool { isReading && !parser.sawInput && !hasPending && output.isEmpty }

  /// Whether input is wanted now. A client that does not take its answers may not send more requests.
  var wantsInput: Bool {
    switch phase {
    case .reading: !hasPending && output.count <= Connection.outputHighWater
    case .streaming, .lingering: true
    case .handling, .sending, .closing, .closed: false
    }
  }

  var hasPending: Bool { pendingStart < pending.count }

  /// Keeps input for later. Only a request in hand, or one to come, has a use for it.
  func keep(_ input: [UInt8], from start: Int) {
    guard isReading || isHandling else { return }
    pending = input
    pendingStart = start
  }

  func takePending() -> (input: [UInt8], start: Int) {
    defer { dropPending() }
    return (pending, pendingStart)
  }

  func dropPending() {
    pending = []
    pendingStart = 0
  }

  static let outputHighWater = 256 * 1024
}
