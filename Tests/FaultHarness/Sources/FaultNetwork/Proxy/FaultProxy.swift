// A TCP proxy that breaks exchanges by a plan for each. It uses a thread for each connection.
import FaultKit
import Foundation
import TellbackWire

/// Stands between the SDK and the collector.
final class FaultProxy: @unchecked Sendable {
  /// One request on its way.
  struct Exchange: Sendable {
    /// From 0, in the order in which requests were read.
    let number: Int
    let purpose: Purpose
    let request: Message
  }

  /// What passed so far.
  struct Counts: Sendable {
    var exchanges = 0
    var faulted = 0
    var byName: [String: Int] = [:]
  }

  typealias Plan = @Sendable (Exchange) -> Fault

  /// Swift wraps a closure that is itself the value of a generic type anew each time it is handed out, and the wrappers stay:
  /// after tens of thousands of exchanges a call would run out of stack.
  private struct Following { let plan: Plan }

  private let collector: Int
  private let plan: Locked<Following>
  private let counts = Locked(Counts())
  /// The last answer of the collector to each purpose.
  private let answers = Locked([Int: Message]())
  private let lateOnes = Locked(0)
  private let open = Locked([ObjectIdentifier: Socket]())
  private let listener = Locked<Listener?>(nil)
  private(set) var port = 0

  /// `collector` is the port of the collector.
  init(to collector: Int, plan: @escaping Plan = { _ in .none }) throws {
    self.collector = collector
    self.plan = Locked(Following(plan: plan))
    let listener = try Listener { [weak self] socket in self?.serve(socket) }
    port = listener.port
    self.listener.with { $0 = listener }
  }

  var url: URL {
    get throws {
      guard let url = URL(string: "http://127.0.0.1:\(port)") else { throw FaultError("port \(port) makes no URL") }
      return url
    }
  }

  var seen: Counts { counts.with { $0 } }

  func follow(_ plan: @escaping Plan) { self.plan.with { $0 = Following(plan: plan) } }

  /// The collector's last answer of that sort.
  func lastAnswer(to purpose: Purpose) -> Message? { answers.with { $0[purpose.rawValue] } }

  /// Waits until the repeats that come late have come.
  func settleLateOnes() async throws { try await eventually("the late repeats") { lateOnes.with { $0 } == 0 } }

  func stop() {
    listener.with { $0 }?.stop()
    open.with { for socket in $0.values { socket.interrupt() } }
  }

  // MARK: A connection

  private func serve(_ client: Socket) {
    open.with { $0[ObjectIdentifier(client)] = client }
    defer { open.with { $0[ObjectIdentifier(client)] = nil } }
    var upstream: Socket?
    while let request = Message(from: client) {
      let purpose = Purpose(request)
      let number = counts.with { counts in
        counts.exchanges += 1
        return counts.exchanges - 1
      }
      let fault = plan.with { $0.plan }(Exchange(number: number, purpose: purpose, request: request))
      counts.with { counts in
        counts.byName[fault.name, default: 0] += 1
        if case .none = fault { return }
        counts.faulted += 1
      }
      if upstream?.isQuiet != true { upstream = nil }
      guard act(fault, on: Exchange(number: number, purpose: purpose, request: request), client, &upstream) else {
        break
      }
    }
    upstream?.close()
    client.close()
  }

  /// False when the client's connection has ended.
  private func act(_ fault: Fault, on exchange: Exchange, _ client: Socket, _ upstream: inout Socket?) -> Bool {
    let request = exchange.request
    switch fault {
    case .none: return give(forward(request, exchange.purpose, over: &upstream), to: client)
    case .cutRequest(let count, let byReset):
      let fresh = Socket.connect(to: collector)
      fresh?.send(request.bytes.prefix(count))
      fresh?.end(byReset: byReset)
      client.end(byReset: byReset)
      return false
    case .cutAnswer(let count, let byReset):
      if let answer = forward(request, exchange.purpose, over: &upstream) { client.send(answer.bytes.prefix(count)) }
      client.end(byReset: byReset)
      return false
    case .delay(let before, let after):
      pause(before)
      let answer = forward(request, exchange.purpose, over: &upstream)
      pause(after)
      return give(answer, to: client)
    case .drip(let pieces): return drip(request, client, pieces)
    case .answer(let message, let closes): return client.send(message.bytes) && !closes
    case .answerInstead(let message):
      _ = forward(request, exchange.purpose, over: &upstream)
      return client.send(message.bytes)
    case .race(let count): return give(race(request, exchange.purpose, count), to: client)
    case .late(let milliseconds):
      repeatLater(request, milliseconds)
      return give(forward(request, exchange.purpose, over: &upstream), to: client)
    case .staleAnswer(let isForwarded):
      let old = answers.with { $0[exchange.purpose.rawValue] }
      if isForwarded || old == nil { _ = forward(request, .other, over: &upstream) }
      return give(old, to: client)
    case .receipts(let forgery):
      let other = ReportID(at: Timestamp(milliseconds: 1), random: (UInt64(exchange.number), 7))
      return give(forward(request, exchange.purpose, over: &upstream)?.forged(forgery, other: other), to: client)
    case .silence:
      var nothing: [UInt8] = []
      while client.receive(into: &nothing), nothing.count < 1_048_576 {}
      return false
    }
  }

  private func give(_ answer: Message?, to client: Socket) -> Bool {
    guard let answer else {
      client.reset()
      return false
    }
    return client.send(answer.bytes)
  }

  // MARK: The collector's side

  /// Nil when the collector did not answer. The connection is used again.
  private func forward(_ request: Message, _ purpose: Purpose, over upstream: inout Socket?) -> Message? {
    let socket = upstream ?? Socket.connect(to: collector)
    upstream = nil
    guard let socket, socket.send(request.bytes), let answer = Message(from: socket) else { return nil }
    if answer.field("connection")?.lowercased() != "close" { upstream = socket }
    if purpose != .other { answers.with { $0[purpose.rawValue] = answer } }
    return answer
  }

  private func race(_ request: Message, _ purpose: Purpose, _ count: Int) -> Message? {
    let results = Locked([Message]())
    let sockets = (0..<count).map { _ in Socket.connect(to: collector) }
    // All but the last byte first, so that the ends come together.
    for socket in sockets { socket?.send(request.bytes.dropLast()) }
    for socket in sockets { socket?.send(request.bytes.suffix(1)) }
    for socket in sockets { if let socket, let answer = Message(from: socket) { results.with { $0.append(answer) } } }
    return results.with { $0.last }
  }

  private func repeatLater(_ request: Message, _ milliseconds: Int) {
    lateOnes.with { $0 += 1 }
    Thread.detachNewThread { [self] in
      pause(milliseconds)
      var socket: Socket?
      _ = forward(request, .other, over: &socket)
      lateOnes.with { $0 -= 1 }
    }
  }

  private func drip(_ request: Message, _ client: Socket, _ pieces: Int) -> Bool {
    guard let socket = Socket.connect(to: collector), slowly(request.bytes, pieces, socket),
      let answer = Message(from: socket)
    else {
      client.reset()
      return false
    }
    return slowly(answer.bytes, pieces, client)
  }

  private func slowly(_ bytes: [UInt8], _ pieces: Int, _ socket: Socket) -> Bool {
    let size = max(1, bytes.count / max(1, pieces))
    for start in stride(from: 0, to: bytes.count, by: size) {
      guard socket.send(bytes[start..<min(start + size, bytes.count)]) else { return false }
      pause(1)
    }
    return true
  }

  private func pause(_ milliseconds: Int) { if milliseconds > 0 { usleep(UInt32(milliseconds) * 1_000) } }
}
