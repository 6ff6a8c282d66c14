// A proxy in front of the collector that does to event streams what proxies do: it cuts them, or takes what comes and passes nothing
// on until it cuts them. Other requests pass.
import Foundation
import Glibc
import Synchronization
import TestBrowser

final class DroppingProxy: Sendable {
  private struct State {
    /// The two ends of each stream that is open.
    var streams: [Int: (client: Int32, server: Int32)] = [:]
    var last = 0
    var holds = false
    var isStopped = false
    var cuts = 0
    /// Bytes of streams that nobody got.
    var swallowed = 0
  }

  let port: Int
  private let target: Int
  private let listener: Int32
  private let state = Mutex(State())

  init(target: Int) throws {
    self.target = target
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 256) == 0 ? getsockname(listener, $0, &length) : -1
      }
    }
    guard code == 0 else {
      close(listener)
      throw TestFailure("The proxy cannot listen: errno \(errno)")
    }
    self.listener = listener
    port = Int(UInt16(bigEndian: name.sin_port))
    Thread.detachNewThread { [self] in accept() }
  }

  var streams: Int { state.withLock { $0.streams.count } }
  var cuts: Int { state.withLock { $0.cuts } }
  var swallowed: Int { state.withLock { $0.swallowed } }

  /// From now on nothing of a stream is passed on, and nobody is told.
  func hold() { state.withLock { $0.holds = true } }

  /// Cuts every stream in the middle of whatever it said; the next ones are passed on.
  func cut() {
    state.withLock { state in
      state.holds = false
      state.cuts += state.streams.count
      for stream in state.streams.values {
        shutdown(stream.client, Int32(SHUT_RDWR))
        shutdown(stream.server, Int32(SHUT_RDWR))
      }
    }
  }

  func stop() {
    state.withLock { $0.isStopped = true }
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    cut()
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      if client < 0 {
        guard errno == EINTR || errno == ECONNABORTED, !state.withLock({ $0.isStopped }) else { return }
        continue
      }
      guard let server = try? PlainClient.connect(port: target, seconds: 600) else {
        close(client)
        continue
      }
      Thread.detachNewThread { [self] in relay(client, server) }
    }
  }

  /// One connection, from its first request to its end. What begins as a stream stays one.
  private func relay(_ client: Int32, _ server: Int32) {
    let id = state.withLock { state in
      state.last += 1
      return state.last
    }
    let answers = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [self] in
      pass(
        from: server, to: client, looking: { _ in },
        passes: { bytes in
          state.withLock { state in
            guard state.holds, state.streams[id] != nil else { return true }
            state.swallowed += bytes
            return false
          }
        })
      shutdown(client, Int32(SHUT_RDWR))
      answers.signal()
    }
    pass(
      from: client, to: server,
      looking: { [self] text in
        if text.hasPrefix("GET /events") { state.withLock { $0.streams[id] = (client, server) } }
      }, passes: { _ in true })
    shutdown(server, Int32(SHUT_RDWR))
    answers.wait()
    state.withLock { _ = $0.streams.removeValue(forKey: id) }
    close(client)
    close(server)
  }

  private func pass(
    from source: Int32, to sink: Int32, looking: (String) -> Void, passes: (Int) -> Bool
  ) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(source, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      looking(String(decoding: buffer[..<min(count, 200)], as: UTF8.self))
      guard passes(count) else { continue }
      guard (try? PlainClient.write(sink, Array(buffer[..<count]))) != nil else { return }
    }
  }
}
