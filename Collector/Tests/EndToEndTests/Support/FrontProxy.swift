// A real nginx or haproxy in front of the collector, which publishes it under /feedback.
import Foundation
import TestPrograms

final class FrontProxy {
  enum Kind: String, CaseIterable, Sendable {
    case nginx, haproxy

    var program: String { "/usr/sbin/\(rawValue)" }
    var isInstalled: Bool { access(program, X_OK) == 0 }
  }

  static let areInstalled = Kind.allCases.allSatisfy(\.isInstalled)

  let port: Int
  private let process: Program
  private let home: String

  /// What the proxy said of its own troubles.
  var errors: String {
    ["errors", "error.log"].compactMap { try? String(contentsOfFile: "\(home)/\($0)", encoding: .utf8) }.joined()
  }

  /// With `removes` requests reach the collector without `/feedback`, else as they came.
  init(_ kind: Kind, on port: Int, target: Int, removes: Bool, in folder: TestFolder) async throws {
    self.port = port
    let home = folder.file("proxy")
    self.home = home
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    let settings = home + "/settings"
    let text = kind == .nginx ? Self.nginx(port, target, removes, home) : Self.haproxy(port, target, removes)
    try text.write(toFile: settings, atomically: true, encoding: .utf8)
    let errors = home + "/errors"
    process = try Program(
      kind.program,
      kind == .nginx ? ["-p", home, "-c", settings, "-e", home + "/error.log"] : ["-db", "-f", settings],
      errors: errors)
    let process = process
    try await eventually("\(kind) to listen") {
      guard process.isRunning else {
        throw TestFailure("\(kind) ended at once: \((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")")
      }
      return PlainSocket.canConnect(port)
    }
  }

  private static func nginx(_ port: Int, _ target: Int, _ removes: Bool, _ home: String) -> String {
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(home)/\($0);" }
    return """
      daemon off;
      master_process off;
      pid \(home)/pid;
      events { worker_connections 64; }
      http {
        access_log off;
        \(folders.joined(separator: " "))
        server {
          listen 127.0.0.1:\(port);
          location /feedback/ {
            proxy_pass http://127.0.0.1:\(target)\(removes ? "/" : "");
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_buffering off;
          }
        }
      }

      """
  }

  private static func haproxy(_ port: Int, _ target: Int, _ removes: Bool) -> String {
    """
    defaults
      mode http
      timeout client 30s
      timeout connect 5s
      timeout server 30s
    frontend front
      bind 127.0.0.1:\(port)
      http-request deny deny_status 404 unless { path_beg /feedback/ }
    \(removes ? "  http-request replace-path /feedback(/.*) \\1" : "")
      default_backend collector
    backend collector
      server one 127.0.0.1:\(target)

    """
  }
}

enum PlainSocket {
  static func canConnect(_ port: Int) -> Bool {
    guard let descriptor = open(port) else { return false }
    close(descriptor)
    return true
  }

  /// Sends `request` and reads until `part` has come, or to the end; at most 30 s between two bytes.
  static func read(_ port: Int, _ request: String, until part: String?) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            guard let descriptor = open(port) else { throw TestFailure("nobody listens on port \(port)") }
            defer { close(descriptor) }
            let bytes = Array(request.utf8)
            guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
              throw TestFailure("the request was not sent")
            }
            var text = ""
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while part.map({ !text.contains($0) }) ?? true {
              let count = recv(descriptor, &buffer, buffer.count, 0)
              if count < 0, errno == EINTR { continue }
              if count == 0, part == nil { break }
              guard count > 0 else { throw TestFailure("the stream ended after: \(text)") }
              text += String(decoding: buffer[..<count], as: UTF8.self)
            }
            return text
          })
      }
    }
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(port).bigEndian
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return name
  }

  private static func open(_ port: Int) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var name = address(port)
    let code = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if code == 0 { return descriptor }
    close(descriptor)
    return nil
  }
}
