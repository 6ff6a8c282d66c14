// nginx and haproxy in front of the collector, with the settings of Samples/operations. Their access log tells which
// requests they forwarded.
import FaultKit
import Foundation

final class Front {
  enum Kind: String, CaseIterable {
    case nginx, haproxy

    var program: String { "/usr/sbin/\(rawValue)" }
    var isInstalled: Bool { access(program, X_OK) == 0 }
  }

  let kind: Kind
  let port: Int
  private let program: Program
  private let log: String

  /// Starts it before the collector on `target`.
  init(_ kind: Kind, target: Int, in folder: Folder) async throws {
    self.kind = kind
    port = try FreePort.find()
    let home = try folder.fresh(kind.rawValue)
    log = home + "/access.log"
    let block = try Self.recommended(kind)
    let settings: String
    switch kind {
    case .nginx:
      settings = Self.nginx(block, port: port, target: target, home: home)
    case .haproxy:
      settings = Self.haproxy(block, port: port, target: target)
    }
    let file = home + "/settings"
    try settings.write(toFile: file, atomically: true, encoding: .utf8)
    let arguments = kind == .nginx ? ["-p", home, "-c", file, "-e", home + "/error.log"] : ["-db", "-f", file]
    program = try Program(
      kind.program, arguments, output: kind == .nginx ? "/dev/null" : log, errors: home + "/errors")
    let (program, port) = (program, port)
    try await eventually("\(kind) to listen", within: .seconds(120)) {
      guard program.isRunning else {
        let text = FileManager.default.contents(atPath: home + "/errors").map { String(decoding: $0, as: UTF8.self) }
        throw FaultError("\(kind) ended at once: \(text ?? "")")
      }
      return (try? RawSocket(port: port)) != nil
    }
  }

  func stop() async throws {
    program.send(SIGTERM)
    try await program.wait(within: .seconds(120))
  }

  /// The request lines that it took for requests, also those that it refused itself.
  func meant() -> [String] {
    guard let data = FileManager.default.contents(atPath: log) else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The settings that people copy are what is tried.
  private static func recommended(_ kind: Kind) throws -> String {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<6 { root.deleteLastPathComponent() }
    let name = "Samples/operations/\(kind == .nginx ? "nginx.conf" : "haproxy.cfg")"
    return try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
  }

  /// TLS is left out: what it carries is the same.
  private static func nginx(_ block: String, port: Int, target: Int, home: String) -> String {
    let lines = block.split(separator: "\n").map(String.init).filter { !$0.contains("ssl_certificate") }
    let server = lines.joined(separator: "\n").replacingOccurrences(
      of: "listen 443 ssl", with: "listen 127.0.0.1:\(port)"
    )
    .replacingOccurrences(of: "127.0.0.1:8080", with: "127.0.0.1:\(target)")
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(home)/\($0);" }
    return """
      daemon off;
      master_process off;
      pid \(home)/pid;
      events { worker_connections 4096; }
      http {
        log_format probe '$request';
        access_log \(home)/access.log probe;
        \(folders.joined(separator: "\n  "))
        \(server)
      }

      """
  }

  private static func haproxy(_ block: String, port: Int, target: Int) -> String {
    let lines = block.split(separator: "\n").map { line in
      line.contains("bind ") ? "  bind 127.0.0.1:\(port)" : String(line)
    }
    let settings = lines.joined(separator: "\n").replacingOccurrences(of: "127.0.0.1:8080", with: "127.0.0.1:\(target)")
      .replacingOccurrences(of: "\ndefaults\n", with: "\ndefaults\n  log global\n  log-format \"%r\"\n")
    return """
      global
        log stdout format raw local0
      \(settings)

      """
  }
}
