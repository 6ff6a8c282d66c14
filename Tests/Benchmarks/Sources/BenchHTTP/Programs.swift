// The programs of this benchmark, each started on its core and ended by its own process.
import BenchKit
import Foundation

enum Workspace {
  static func make() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-http-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  static func remove(_ folder: URL) {
    do { try FileManager.default.removeItem(at: folder) } catch {
      FileHandle.standardError.write(Data("BenchHTTP: \(folder.path) is left behind: \(error)\n".utf8))
    }
  }

  static func find(_ name: String, debian package: String) throws -> URL {
    for folder in ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"] {
      let path = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return URL(fileURLWithPath: path) }
    }
    throw BenchError("\(name) is missing. Install it: apt-get install \(package)")
  }

  /// A process bound to one core.
  static func makeProcess(core: Int, _ program: URL, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = try find("taskset", debian: "util-linux")
    process.arguments = ["-c", String(core), program.path] + arguments
    return process
  }
}

/// CollectorHTTP, one loop, on core 0.
final class OurServer {
  let port: Int
  private let process: Process
  private let input = Pipe()

  init(bodyBytes: Int) throws {
    let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let program = own.deletingLastPathComponent().appendingPathComponent("MeasuredHTTPServer")
    process = try Workspace.makeProcess(core: 0, program, [String(bodyBytes)])
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchError("MeasuredHTTPServer did not start: '\(line)'")
    }
    self.port = port
  }

  func stop() {
    input.fileHandleForWriting.closeFile()
    process.waitUntilExit()
  }
}

/// nginx with one worker that answers `return 202`, on core 0.
final class Nginx {
  let port: Int
  private let process: Process

  init(folder: URL) throws {
    port = Int.random(in: 20_000...29_999)
    let configuration = """
      daemon off;
      worker_processes 1;
      pid \(folder.path)/nginx.pid;
      error_log \(folder.path)/error.log;
      events { worker_connections 1024; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        client_body_temp_path \(folder.path)/body;
        proxy_temp_path \(folder.path)/proxy;
        fastcgi_temp_path \(folder.path)/fastcgi;
        uwsgi_temp_path \(folder.path)/uwsgi;
        scgi_temp_path \(folder.path)/scgi;
        server {
          listen 127.0.0.1:\(port);
          location / { return 202; }
        }
      }
      """
    let file = folder.appendingPathComponent("nginx.conf")
    try configuration.write(to: file, atomically: true, encoding: .utf8)
    let program = try Workspace.find("nginx", debian: "nginx-light")
    process = try Workspace.makeProcess(core: 0, program, ["-p", folder.path, "-c", file.path])
    try process.run()
    Thread.sleep(forTimeInterval: 0.5)
    guard process.isRunning else { throw BenchError("nginx did not start; is port \(port) taken?") }
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}

/// wrk with one thread and 64 connections, on core 1.
final class Wrk {
  private let program: URL
  private let script: URL
  private let seconds: Int

  init(folder: URL, body: String, seconds: Int) throws {
    program = try Workspace.find("wrk", debian: "wrk")
    script = folder.appendingPathComponent("post.lua")
    self.seconds = seconds
    let lines = """
      wrk.method = "POST"
      wrk.body = [[\(body)]]
      wrk.headers["Content-Type"] = "application/json"
      """
    try lines.write(to: script, atomically: true, encoding: .utf8)
  }

  /// Requests per second. An answer other than 2xx or a broken connection is an error, not a figure.
  func measure(port: Int, seconds: Int? = nil) throws -> Double {
    let process = try Workspace.makeProcess(
      core: 1, program,
      ["-t1", "-c64", "-d\(seconds ?? self.seconds)s", "-s", script.path, "http://127.0.0.1:\(port)/v1/reports"])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard !text.contains("Non-2xx"), !text.contains("Socket errors"),
      let line = text.components(separatedBy: "\n").first(where: { $0.hasPrefix("Requests/sec:") }),
      let rate = Double(line.dropFirst("Requests/sec:".count).trimmingCharacters(in: .whitespaces))
    else { throw BenchError("wrk on port \(port) said:\n\(text)") }
    return rate
  }
}
