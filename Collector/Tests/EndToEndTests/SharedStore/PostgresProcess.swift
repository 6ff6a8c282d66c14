// A PostgreSQL of a test's own, which it may kill, and a link to it that it may cut.
import Foundation
import Glibc
import Synchronization
import TestPrograms

/// An empty server on a Unix socket, in a folder that goes with it. It refuses root, so as root it runs as `nobody`.
final class PostgresProcess {
  /// Where Debian has the server's programs, of the newest version.
  static let programs: String? = {
    let root = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
    return versions.sorted().last.map { "\(root)/\($0)/bin" }.flatMap { access($0 + "/initdb", X_OK) == 0 ? $0 : nil }
  }()

  let folder: String
  private let settings: [String]
  private var server: Program?

  var address: String { "postgres://tellback@/postgres?host=\(folder)" }
  var socket: String { folder + "/.s.PGSQL.5432" }

  /// `settings` are of PostgreSQL's own, each `name=value`; `FOLDER` in one is the server's folder.
  init(_ settings: [String] = []) async throws {
    // A socket's path may have 107 bytes.
    var template = Array("/tmp/tellback-pg-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestFailure("no folder: errno \(errno)") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.folder = folder
    self.settings = settings.map { $0.replacingOccurrences(of: "FOLDER", with: folder) }
    Self.own(folder)
    let made = try run(
      "initdb",
      ["--pgdata", folder + "/data", "--username", "tellback", "--encoding", "UTF8", "--locale", "C"]
        + ["--auth", "trust", "--no-sync"])
    guard try await Tool.end(of: made) == .exit(0) else { throw TestFailure("initdb: \(log)") }
    try await start()
  }

  /// Makes a folder of the server's user, beside its data.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: false)
    Self.own(folder + "/" + name)
  }

  private static func own(_ path: String) {
    if getuid() == 0, let nobody = getpwnam("nobody") { chown(path, nobody.pointee.pw_uid, nobody.pointee.pw_gid) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }

  /// Starts one of the server's programs, as its user.
  func run(_ program: String, _ arguments: [String]) throws -> Program {
    let path = (Self.programs ?? "") + "/" + program
    // A signal at this process's end, since the change of the user takes away the one that it began with.
    let user = getuid() == 0 ? ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] : []
    return try Program(
      "/usr/bin/setpriv", user + ["--pdeathsig=KILL", "--", path] + arguments, in: folder, output: folder + "/log",
      errors: folder + "/log")
  }

  func start(_ more: [String] = []) async throws {
    let own = ["listen_addresses=", "fsync=off", "max_connections=100"]
    let server = try run(
      "postgres", ["-D", folder + "/data", "-k", folder] + (own + settings + more).flatMap { ["-c", $0] })
    self.server = server
    try await eventually("PostgreSQL: \(log)") {
      guard server.isRunning else { throw TestFailure("PostgreSQL ended at once: \(log)") }
      return (try? TestDatabase.run("SELECT 1", on: address)) != nil
    }
  }

  /// Ends it in order: sessions are cut, and what was written last is archived.
  func shutDown() async throws {
    guard let server else { return }
    server.send(SIGINT)
    guard try await Tool.end(of: server) == .exit(0) else { throw TestFailure("PostgreSQL: \(log)") }
    self.server = nil
  }

  /// Ends it without a goodbye to anybody; it recovers what was committed at its next start.
  func crash() async throws {
    guard let server else { return }
    server.send(SIGQUIT)
    try await Tool.end(of: server)
  }

  func stop() async throws {
    try await crash()
    server = nil
  }
}

/// A way to PostgreSQL by TCP that can be cut in the middle of anything, and stays cut until it is mended.
final class DatabaseLink: Sendable {
  private struct State {
    var ends: [Int: (Int32, Int32)] = [:]
    var last = 0
    var isCut = false
    var isStopped = false
    var cuts = 0
  }

  let port: Int
  private let socket: String
  private let listener: Int32
  private let state = Mutex(State())

  init(to socket: String) throws {
    self.socket = socket
    let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0 ? getsockname(listener, $0, &length) : -1
      }
    }
    guard code == 0 else { throw TestFailure("The link cannot listen: errno \(errno)") }
    self.listener = listener
    port = Int(UInt16(bigEndian: name.sin_port))
    Thread.detachNewThread { [self] in accept() }
  }

  /// Connections that were cut.
  var cuts: Int { state.withLock { $0.cuts } }

  func cut() {
    state.withLock { state in
      state.isCut = true
      state.cuts += state.ends.count
      for (client, server) in state.ends.values {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
      }
    }
  }

  func mend() { state.withLock { $0.isCut = false } }

  func stop() {
    state.withLock { $0.isStopped = true }
    cut()
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      if client < 0 {
        guard errno == EINTR || errno == ECONNABORTED, !state.withLock({ $0.isStopped }) else { return }
        continue
      }
      guard !state.withLock({ $0.isCut }), let server = connected() else {
        close(client)
        continue
      }
      Thread.detachNewThread { [self] in relay(client, server) }
    }
  }

  private func connected() -> Int32? {
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(socket.utf8) + [0]) }
    let code = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if code == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  private func relay(_ client: Int32, _ server: Int32) {
    let id = state.withLock { state in
      state.last += 1
      state.ends[state.last] = (client, server)
      return state.last
    }
    let answers = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      Self.pass(from: server, to: client)
      answers.signal()
    }
    Self.pass(from: client, to: server)
    answers.wait()
    state.withLock { _ = $0.ends.removeValue(forKey: id) }
    close(client)
    close(server)
  }

  private static func pass(from source: Int32, to sink: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(source, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      var sent = 0
      while sent < count {
        let written = buffer[sent..<count].withUnsafeBytes { send(sink, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { break }
        sent += written
      }
      if sent < count { break }
    }
    shutdown(source, Int32(SHUT_RDWR))
    shutdown(sink, Int32(SHUT_RDWR))
  }
}
