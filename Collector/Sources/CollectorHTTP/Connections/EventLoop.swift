// One thread's loop: readiness, messages, deadlines. Everything here is confined to that thread; others reach it through
// its mailbox alone. Invariant: a connection's descriptor is closed exactly once, in `close`.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

final class EventLoop {
  static let listenerToken = UInt64.max - 1
  static let acceptsPerTurn = 64

  let configuration: HTTPServerConfiguration
  let limits: HTTPParserLimits
  let table: RouteTable
  let admission: Admission
  let mailbox: Mailbox
  let poller: Poller
  let log: @Sendable (HTTPLogEvent) -> Void
  /// The mailboxes of every loop, to deal connections to; this one's own stands at `index`.
  private let peers: [Mailbox]
  private let index: Int
  private var nextPeer = 0
  private var listener: Int32?
  /// Given up for a moment when no descriptor is left, so that a waiting client can be turned away.
  private var spare: Int32

  private(set) var slots: [Connection?] = []
  /// Where the search for a connection to displace goes on.
  var hand = 0
  private var freeSlots: [UInt32] = []
  private var openCount = 0
  private var generation: UInt32 = 0
  private var scratch = [UInt8](repeating: 0, count: 64 * 1024)
  private var messages: [LoopMessage] = []
  private var ready: [Readiness] = []

  /// The clock when this turn began: what happens within a turn happens at that moment.
  private(set) var now = Sockets.now
  private(set) var date: [UInt8] = []
  private var dateSecond = 0
  private var nextDeadline = UInt64.max
  private(set) var isStopping = false
  private var stopDeadline = UInt64.max
  var counters = HTTPCounters()

  init(
    configuration: HTTPServerConfiguration, table: RouteTable, admission: Admission, index: Int, peers: [Mailbox],
    poller: Poller, listener: Int32?, log: @escaping @Sendable (HTTPLogEvent) -> Void
  ) {
    self.configuration = configuration
    limits = configuration.parserLimits
    self.table = table
    self.admission = admission
    self.index = index
    self.peers = peers
    mailbox = peers[index]
    self.poller = poller
    self.listener = listener
    self.log = log
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
  }

  deinit { if spare >= 0 { Sockets.closeDescriptor(spare) } }

  /// Runs until a graceful stop is over.
  func run() {
    if let listener, !poller.add(listener, token: Self.listenerToken) {
      log(.systemCallFailed("epoll_ctl for the listener", code: errno))
    }
    handleMessages()
    while !(isStopping && (openCount == 0 || now >= stopDeadline) && mailbox.endIfEmpty(counters)) {
      poller.wait(milliseconds: waitLimit(), &ready)
      mailbox.noteAwake()
      readClocks()
      for event in ready { handle(event) }
      expire()
      handleMessages()
    }
    for case let connection? in slots { close(connection) }
    mailbox.publish(counters)
  }

  // MARK: Readiness

  private func handle(_ event: Readiness) {
    if event.token == Self.listenerToken { return acceptAll() }
    guard event.token != Poller.wakeToken, let connection = connection(ConnectionID(token: event.token)) else { return }
    if event.isBroken { return close(connection) }
    if event.canWrite { flush(connection) }
    if event.canRead, !connection.isClosed { readInput(connection) }
  }

  func readInput(_ connection: Connection) {
    guard connection.wantsInput else { return arm(connection, reads: false, writes: connection.writesArmed) }
    let outcome = Sockets.receive(connection.descriptor, into: &scratch)
    switch outcome {
    case .bytes(0): endOfInput(connection)
    case .bytes(let count):
      counters.bytesReceived += count
      guard connection.isReading else { return }
      let input = scratch
      let taken = advance(connection, input, from: 0, to: count)
      if taken < count { connection.keep(Array(input[taken..<count]), from: 0) }
      flush(connection)
    case .wouldBlock: break
    case .failed: close(connection)
    }
  }

  /// A client may close its side and still read (RFC 9112 section 9.6), so what is under way is finished first.
  private func endOfInput(_ connection: Connection) {
    guard connection.isReading, !connection.output.isEmpty else { return close(connection) }
    connection.phase = .closing
    flush(connection)
  }

  /// Feeds input to the parser and answers every request that is whole, until one must wait. Returns where it stopped.
  private func advance(_ connection: Connection, _ input: [UInt8], from start: Int, to end: Int) -> Int {
    var offset = start
    while connection.isReading, connection.output.count <= Connection.outputHighWater {
      let wasIdle = !connection.parser.sawInput
      let event = connection.parser.consume(input, &offset, end)
      if wasIdle, connection.requests > 0, connection.parser.sawInput {
        setDeadline(connection, configuration.headTimeout)
      }
      switch event {
      case .needsMore: return offset
      case .head: admit(connection, moreFollows: offset < end)
      case .complete: dispatch(connection)
      case .failed(let error): refuse(connection, error)
      }
    }
    return offset
  }

  /// Sends what waits, then goes on with the input that waited behind it, until either must wait again.
  func flush(_ connection: Connection) {
    send(connection)
    while connection.isReading, connection.hasPending, connection.output.count <= Connection.outputHighWater {
      let (input, start) = connection.takePending()
      let taken = advance(connection, input, from: start, to: input.count)
      if taken < input.count { connection.keep(input, from: taken) }
      send(connection)
    }
  }

  /// Sends what waits, and settles what happens when nothing waits any more.
  private func send(_ connection: Connection) {
    guard !connection.isClosed else { return }
    let outcome = connection.output.flush(connection.descriptor)
    counters.bytesSent += outcome.sent
    if outcome.failure != nil { return close(connection) }
    let left = min(connection.eventBytes, connection.output.count)
    switch connection.phase {
    case .streaming(let stream): stream.noteSent(connection.eventBytes - left)
    case .sending(let stream):
      stream.noteSent(connection.eventBytes - left)
      // A long body is never all sent until its end; its client is slow when it takes nothing.
      if outcome.sent > 0 { connection.writeDeadline = .max }
    default: break
    }
    connection.eventBytes = left
    if connection.output.isEmpty {
      connection.writeDeadline = .max
      if case .closing = connection.phase { return linger(connection) }
    } else if connection.writeDeadline == .max {
      connection.writeDeadline = now &+ configuration.writeTimeout.nanoseconds
      nextDeadline = min(nextDeadline, connection.writeDeadline)
    }
    // Reading is disarmed only when input comes that is not wanted: most answers are quicker than the next request.
    arm(connection, reads: connection.readsArmed || connection.wantsInput, writes: !connection.output.isEmpty)
  }

  private func linger(_ connection: Connection) {
    Sockets.shutDownWriting(connection.descriptor)
    connection.phase = .lingering
    connection.dropPending()
    setDeadline(connection, lingerTimeout)
    arm(connection, reads: true, writes: false)
  }

  /// A client that does not close its side may not hold up a stop.
  private var lingerTimeout: Duration {
    isStopping ? min(configuration.lingerTimeout, .seconds(1)) : configuration.lingerTimeout
  }

  private func arm(_ connection: Connection, reads: Bool, writes: Bool) {
    guard reads != connection.readsArmed || writes != connection.writesArmed else { return }
    connection.readsArmed = reads
    connection.writesArmed = writes
    if !poller.change(connection.descriptor, token: connection.id.token, reads: reads, writes: writes) {
      log(.systemCallFailed("epoll_ctl", code: errno))
      close(connection)
    }
  }

  func close(_ connection: Connection) {
    guard !connection.isClosed else { return }
    let phase = connection.phase
    connection.phase = .closed
    mailbox.noteClosed(connection.id)
    Sockets.closeDescriptor(connection.descriptor)
    slots[Int(connection.id.slot)] = nil
    freeSlots.append(connection.id.slot)
    openCount -= 1
    counters.open -= 1
    admission.release(connection.address)
    releaseBody(connection)
    switch phase {
    case .streaming(let stream): stream.markClosed()
    case .sending(let stream): stream.markClosed()
    default: break
    }
  }

  // MARK: Connections

  /// Takes in what waits, at most so many: whoever is in already must not wait for a flood of newcomers.
  private func acceptAll(atMost limit: Int = EventLoop.acceptsPerTurn) {
    guard let listener else { return }
    for _ in 0..<limit {
      switch Sockets.acceptNext(listener) {
      case .connection(let descriptor, let address): deal(descriptor, address)
      case .none: return
      case .exhausted(let code):
        log(.systemCallFailed("accept", code: code))
        return turnAwayOne(listener)
      case .failed(ECONNABORTED), .failed(EINTR): continue
      case .failed(let code):
        log(.systemCallFailed("accept", code: code))
        return
      }
    }
  }

  /// Round robin: with one listener per loop the kernel hashes, and few connections often share one loop.
  private func deal(_ descriptor: Int32, _ address: PeerAddress) {
    counters.accepted += 1
    let refusal = admission.admit(address)
    if let refusal, refusal != .connections { return turnAway(descriptor, address, refusal) }
    nextPeer = (nextPeer + 1) % peers.count
    let isFull = refusal != nil
    let message =
      isFull
      ? LoopMessage.displace(descriptor: descriptor, address: address)
      : LoopMessage.adopt(descriptor: descriptor, address: address)
    guard nextPeer == index || !peers[nextPeer].post(message) else { return }
    if isFull { displace(descriptor, address) } else { adopt(descriptor, address) }
  }

  func adopt(_ descriptor: Int32, _ address: PeerAddress) {
    generation = generation % 0x7FFF_FFFF + 1
    let slot = freeSlots.popLast() ?? UInt32(slots.count)
    if Int(slot) == slots.count { slots.append(nil) }
    let id = ConnectionID(slot: slot, generation: generation)
    let connection = Connection(descriptor: descriptor, id: id, address: address, limits: limits)
    slots[Int(slot)] = connection
    openCount += 1
    counters.open += 1
    mailbox.noteOpen(id)
    setDeadline(connection, configuration.headTimeout)
    guard poller.add(descriptor, token: id.token) else {
      log(.systemCallFailed("epoll_ctl", code: errno))
      return close(connection)
    }
    if isStopping { finishIfIdle(connection) }
  }

  func turnAway(_ descriptor: Int32, _ address: PeerAddress, _ refusal: HTTPCounters.Refusal) {
    let status = refusal == .address ? 429 : 503
    let response = HTTPResponse.problem(
      status, code: refusal == .address ? "too_many_connections" : "server_full",
      message: "Too many connections are open; try again in a few seconds.",
      headers: ["Retry-After": refusal == .address ? "5" : "1"])
    var bytes: [UInt8] = []
    ResponseHead.write(
      status: status, headers: response.headers, framing: .length(response.body.count), persistence: .close,
      date: date, to: &bytes)
    // A fresh socket has room for this; if not, the client learns it from the close.
    _ = Sockets.send(descriptor, bytes + response.body, from: 0, more: false)
    Sockets.shutDownWriting(descriptor)
    // A request that lies there unread would make the close a reset, which can take the answer from the client.
    _ = Sockets.receive(descriptor, into: &scratch)
    Sockets.closeDescriptor(descriptor)
    counters.refused[refusal, default: 0] += 1
    log(.refused(refusal, status: status, code: "connection", remoteAddress: address.text))
  }

  /// With no descriptor left the listener would stay ready for ever; the spare one takes the client in and lets it go.
  private func turnAwayOne(_ listener: Int32) {
    guard spare >= 0 else { return }
    Sockets.closeDescriptor(spare)
    if case .connection(let descriptor, let address) = Sockets.acceptNext(listener) {
      turnAway(descriptor, address, .descriptors)
    }
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
  }

  private func connection(_ id: ConnectionID) -> Connection? {
    let slot = Int(id.slot)
    guard slots.indices.contains(slot), let connection = slots[slot], connection.id == id else { return nil }
    return connection
  }

  // MARK: Messages

  private func handleMessages() {
    repeat {
      messages.removeAll(keepingCapacity: true)
      mailbox.collect(into: &messages, counters: counters)
      let batch = messages
      for message in batch { handle(message) }
    } while !messages.isEmpty
  }

  private func handle(_ message: LoopMessage) {
    switch message {
    case .adopt(let descriptor, let address): adopt(descriptor, address)
    case .displace(let descriptor, let address): displace(descriptor, address)
    case .respond(let id, let response):
      guard let connection = connection(id), connection.isHandling else { return }
      complete(connection, response)
      flush(connection)
    case .respondMaking(let id, let make): handle(.respond(id, make()))
    case .abandon(let id):
      guard let connection = connection(id), connection.isHandling else { return }
      abandon(connection)
      flush(connection)
    case .events(let id, let bytes):
      if let connection = connection(id) { sendEvents(connection, bytes) }
    case .endEvents(let id):
      if let connection = connection(id) { endEvents(connection) }
    case .beginBody(let id, let headers, let stream):
      guard let connection = connection(id), connection.isHandling else { return stream.markClosed() }
      beginBody(connection, headers, stream)
    case .body(let id, let bytes):
      if let connection = connection(id) { sendBody(connection, bytes) }
    case .endBody(let id):
      if let connection = connection(id) { endBody(connection) }
    case .cutBody(let id):
      if let connection = connection(id) { cutBody(connection) }
    case .dropSlowReader(let id):
      guard let connection = connection(id) else { return }
      noteRefusal(.reader, status: 0, code: "slow_reader", connection)
      close(connection)
    case .stop(let nanoseconds): beginStop(nanoseconds)
    }
  }

  /// Takes in what the kernel has accepted already, closes what is idle, and lets the rest finish.
  private func beginStop(_ nanoseconds: UInt64) {
    guard !isStopping else { return }
    isStopping = true
    stopDeadline = now &+ nanoseconds
    acceptAll(atMost: Sockets.backlog)
    if let listener {
      poller.remove(listener)
      Sockets.closeDescriptor(listener)
    }
    listener = nil
    for case let connection? in slots { finishIfIdle(connection) }
  }

  private func finishIfIdle(_ connection: Connection) {
    if case .streaming(let stream) = connection.phase {
      stream.markClosed()
      return endEvents(connection)
    }
    if case .lingering = connection.phase { setDeadline(connection, lingerTimeout) }
    // A request may have arrived that no event has told of yet.
    if connection.isIdle { readInput(connection) }
    if !connection.isClosed, connection.isIdle { close(connection) }
  }

  // MARK: Time

  func setDeadline(_ connection: Connection, _ duration: Duration) {
    connection.waitingSince = now
    connection.deadline = now &+ duration.nanoseconds
    nextDeadline = min(nextDeadline, connection.deadline)
  }

  private func waitLimit() -> Int32? {
    let next = min(nextDeadline, isStopping ? stopDeadline : .max)
    guard next != .max else { return nil }
    guard next > now else { return 0 }
    return Int32(min((next - now) / 1_000_000 + 1, 60_000))
  }

  private func readClocks() {
    now = Sockets.now
    let second = time(nil)
    guard second != dateSecond else { return }
    dateSecond = second
    date = ResponseHead.dateLine(max(0, second))
  }

  /// `nextDeadline` is a lower bound: moving a deadline on does not move it, so most turns need not look at all.
  private func expire() {
    guard now >= nextDeadline else { return }
    nextDeadline = .max
    for case let connection? in slots {
      if now >= connection.writeDeadline {
        noteRefusal(.reader, status: 0, code: "slow_reader", connection)
        close(connection)
      } else if now >= connection.deadline {
        expire(connection)
      }
      if !connection.isClosed {
        nextDeadline = min(nextDeadline, connection.deadline, connection.writeDeadline)
      }
    }
  }
}
