// A link with a delay: passes what comes on after a while, each direction by itself, so that a round trip takes at least twice as long.
// It hands over everything that is due at once, as a wire does, and bounds nothing but time.
import BenchKit
import Foundation
import Glibc

/// Listens on a Unix socket of its own, as a PostgreSQL server does, and passes everything to the server's.
final class DelayedLink: @unchecked Sendable {
  /// The folder of its socket: what libpq takes as a host.
  let folder: String
  private let server: String
  private let nanoseconds: UInt64
  private let listener: Int32

  /// - Parameters:
  ///   - server: the folder of the server's socket.
  ///   - roundTrip: what the link adds to each round trip.
  init(to server: String, roundTrip: Duration) throws {
    self.server = server
    nanoseconds = UInt64(roundTrip / .nanoseconds(1) / 2)
    // A socket's path may have 107 bytes.
    folder = "/tmp/tellback-link-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let code = Self.with(Self.path(folder)) { bind(listener, $0, $1) }
    guard code == 0, listen(listener, 16) == 0 else { throw BenchError("The link cannot listen: errno \(errno)") }
    let thread = Thread { [self] in accept() }
    thread.start()
  }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func path(_ folder: String) -> String { folder + "/.s.PGSQL.5432" }

  private static func with<Value>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8.prefix(107))) }
    return withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      if client < 0 {
        if errno == EINTR { continue }
        close(listener)
        return
      }
      let there = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      guard Self.with(Self.path(server), { connect(there, $0, $1) }) == 0 else {
        close(client)
        close(there)
        continue
      }
      let ends = Ends(client, there)
      for (from, to) in [(client, there), (there, client)] { pass(from, to, ends) }
    }
  }

  /// Closes both ends once nobody uses them.
  private final class Ends: Sendable {
    private let one: Int32
    private let other: Int32
    init(_ one: Int32, _ other: Int32) { (self.one, self.other) = (one, other) }
    deinit {
      close(one)
      close(other)
    }
  }

  /// What is on its way in one direction. Thread-safe: `condition` protects it.
  private final class Wire: @unchecked Sendable {
    private let condition = NSCondition()
    private var pieces: [(due: UInt64, bytes: [UInt8])] = []
    private var isOver = false

    func put(_ bytes: [UInt8], due: UInt64) {
      condition.withLock {
        pieces.append((due, bytes))
        condition.signal()
      }
    }

    func end() {
      condition.withLock {
        isOver = true
        condition.signal()
      }
    }

    /// All that waits; nil at the end.
    func take() -> [(due: UInt64, bytes: [UInt8])]? {
      condition.withLock {
        while pieces.isEmpty {
          if isOver { return nil }
          condition.wait()
        }
        defer { pieces = [] }
        return pieces
      }
    }
  }

  private func pass(_ from: Int32, _ to: Int32, _ ends: Ends) {
    let wire = Wire()
    let delay = nanoseconds
    let reader = Thread {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = recv(from, &buffer, buffer.count, 0)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        wire.put(Array(buffer[0..<count]), due: DispatchTime.now().uptimeNanoseconds + delay)
      }
      wire.end()
      withExtendedLifetime(ends) {}
    }
    let writer = Thread {
      while let pieces = wire.take() {
        for piece in pieces {
          Self.sleep(until: piece.due)
          guard Self.write(piece.bytes, to: to) else { break }
        }
      }
      shutdown(to, Int32(SHUT_RDWR))
      withExtendedLifetime(ends) {}
    }
    reader.start()
    writer.start()
  }

  private static func sleep(until due: UInt64) {
    while true {
      let now = DispatchTime.now().uptimeNanoseconds
      if now >= due { return }
      var rest = timespec(tv_sec: 0, tv_nsec: Int(min(due - now, 900_000_000)))
      nanosleep(&rest, nil)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }
}
