// The real collector in a process of its own. It keeps its port over restarts.
import Foundation

public final class Collector: @unchecked Sendable {
  public let data: String
  public private(set) var port: Int
  private let folder: Folder
  private let program: String
  private let arguments: [String]
  private let environment: [String: String]
  public private(set) var process: Program?

  /// `program` nil takes the `tellback-collector` built beside this program; `leading` are words before `serve` for one that
  /// wraps it. `arguments` follow those of `serve`.
  public init(
    _ folder: Folder, program: String? = nil, leading: [String] = [], arguments: [String] = [],
    environment: [String: String] = [:], name: String = "collector"
  ) throws {
    self.folder = folder
    self.program = try program ?? Program.beside("tellback-collector")
    data = folder.file(name)
    port = try FreePort.find()
    self.arguments = leading + ["serve", "--data", data] + arguments
    self.environment = environment
  }

  public var base: String { "http://127.0.0.1:\(port)" }
  public var url: URL {
    get throws {
      guard let url = URL(string: base) else { throw FaultError("\(base) is no URL") }
      return url
    }
  }
  public var isRunning: Bool { process?.isRunning == true }
  public var log: String {
    FileManager.default.contents(atPath: data + ".err").map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Starts it and waits until it listens. `extra` goes after the other arguments, this time alone.
  public func start(_ extra: [String] = [], environment: [String: String] = [:]) async throws {
    let address = data + ".address"
    unlink(address)
    let process = try Program(
      program, arguments + ["--listen", "127.0.0.1:\(port)", "--address-file", address] + extra,
      environment: self.environment.merging(environment) { $1 }, output: data + ".out", errors: data + ".err")
    self.process = process
    try await eventually("the collector's start") {
      if let end = process.end() { throw FaultError("The collector ended at once (\(end)): \(log.suffix(2_000))") }
      guard let bytes = FileManager.default.contents(atPath: address), bytes.last == 10,
        let port = URL(string: String(decoding: bytes.dropLast(), as: UTF8.self))?.port
      else { return false }
      self.port = port
      return true
    }
  }

  /// `kill -9`.
  public func crash() async throws { try await process?.killNow() }

  /// SIGTERM; throws unless it ends with 0.
  public func stop() async throws {
    guard let process, process.isRunning else { return }
    process.send(SIGTERM)
    let end = try await process.wait(within: .seconds(120))
    guard end == .exit(0) else { throw FaultError("The collector stopped with \(end): \(log.suffix(2_000))") }
  }

  /// Runs a command of the collector's on its data directory; returns its output, throws unless it ends with 0.
  @discardableResult public func command(_ words: [String], stdin: String = "") async throws -> String {
    let result = try await Program.run(
      try Program.beside("tellback-collector"), words + ["--data", data], stdin: stdin, within: .seconds(120))
    guard result.end == .exit(0) else {
      throw FaultError(
        "tellback-collector \(words.joined(separator: " ")): \(result.end) \(result.output) \(result.errors)")
    }
    return result.output
  }

  /// Makes an app; returns its key.
  public func createApp(_ name: String = "shop", _ arguments: [String] = []) async throws -> String {
    let lines = try await command(["app", "create", name] + arguments).split(separator: "\n")
    guard let key = lines.last else { throw FaultError("app create printed no key.") }
    return String(key)
  }
}
