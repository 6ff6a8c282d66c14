// Every path that a command takes: it works, or the command ends with one sentence. Never does a signal end it.
import Foundation
import TellbackTesting
import Testing

@Suite struct PathEndToEndTests {
  private static let parts = [
    "d", "ä", ".", "..", " ", "漢", "e\u{301}", "\u{301}", "👩‍👩‍👧", "~", "%41", "?x=1", "#", ":", "\\", "a\nb", "\u{1}",
    "-x", "...",
    "file:", "control.sock", String(repeating: "x", count: 255), String(repeating: "y", count: 300),
  ]

  /// Relative and absolute paths, the same in each run.
  private static func paths(_ seed: UInt64, in folder: String, _ count: Int = 4) -> [String] {
    let random = SeededRandom(seed: seed)
    func part() -> String { parts[Int(random.next() % UInt64(parts.count))] }
    let made = (0..<count).map { number in
      (number % 3 == 0 ? folder + "/" : "") + (0...random.next() % 4).map { _ in part() }.joined(separator: "/")
        + (number % 4 == 1 ? "/" : "")
    }
    return ["d", "ä", ".", "a/b/c", "./d", "d/", "d//e", "", folder + String(repeating: "/x", count: 300)] + made
  }

  /// A folder to start the command in. No path above leads out of the test's own folder: it has at most five parts, and the folder
  /// is deeper than that.
  private func directory(_ number: Int, in folder: TestFolder) throws -> String {
    let path = folder.file("\(number)/1/2/3/4/5/6")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// What a command may end with, and what it must say then.
  private func check(_ result: Finished, _ path: String, _ command: String) {
    #expect(!result.wasKilled, "\(command) \(path.debugDescription): signal \(result.status)")
    #expect((0...2).contains(result.status), "\(command) \(path.debugDescription): \(result.status)")
    guard result.status != 0, command != "doctor" else { return }
    let errors = path.count < 2 ? result.errors : result.errors.replacingOccurrences(of: path, with: "PATH")
    // A replay logs what its own collector does.
    let said = errors.split(separator: "\n").filter { !$0.hasPrefix("time=") }
    let prefix = command == "evaluate" ? "evaluate: " : "tellback-collector: "
    #expect(said.first?.hasPrefix(prefix) == true, "\(command) \(path.debugDescription): \(errors)")
    #expect(said.dropFirst().allSatisfy { $0.hasPrefix("usage: ") }, "\(command) \(path.debugDescription): \(errors)")
  }

  /// A command with PATH where the path belongs. Each runs in a folder of its own, so that what one makes is new to the next.
  @Test(arguments: [
    ["app", "create", "Shop", "--data", "PATH"],
    ["user", "create", "ann@example.com", "--role", "admin", "--data=PATH"],
    ["backup", "PATH", "--data", "data"], ["doctor", "--data", "PATH"], ["doctor", "--reindex", "--data", "PATH"],
    ["replay", "PATH"], ["serve", "--check", "--config", "PATH"], ["evaluate", "PATH", "--test-from", "2020-01-01"],
  ])
  func `whatever path a command is given, it works or says why not`(words: [String]) async throws {
    let folder = try TestFolder()
    if words[0] == "backup" {
      let made = try await Tool.run(["app", "create", "Shop", "--data", folder.file("data")])
      #expect(made.status == 0)
    }
    for (number, path) in Self.paths(UInt64(words.count), in: folder.file("made/1/2/3/4/5/6")).enumerated() {
      let directory = try directory(number, in: folder)
      if words[0] == "backup" {
        try FileManager.default.copyItem(atPath: folder.file("data"), toPath: directory + "/data")
      }
      let arguments = words.map { $0.replacingOccurrences(of: "PATH", with: path) }
      let result = try await Tool.run(arguments, input: "long enough\n", in: directory)
      check(result, path, words[0])
      if ["d", "ä", "a/b/c", "./d", "d/", "d//e"].contains(path), words[0] == "app" || words[0] == "user" {
        #expect(result.status == 0, "\(words) \(path): \(result.errors)")
        #expect(FileManager.default.fileExists(atPath: directory + "/" + path + "/collector.sqlite"))
      }
      if ["d", "ä", "./d"].contains(path), words[0] == "backup" {
        #expect(result.status == 0, "\(words) \(path): \(result.errors)")
        #expect(FileManager.default.fileExists(atPath: directory + "/" + path))
      }
    }
  }

  @Test(arguments: ["--data", "--address-file"])
  func `whatever path serve is given, it serves or says why not`(option: String) async throws {
    let folder = try TestFolder()
    for (number, path) in Self.paths(7, in: folder.file("made/1/2/3/4/5/6"), 2).enumerated() {
      let directory = try directory(number, in: folder)
      let (output, errors) = (folder.file("out"), folder.file("err"))
      let process = try Tool.start(
        ["serve", "--listen", "127.0.0.1:0", option, path] + (option == "--data" ? [] : ["--data", "data"]),
        in: directory, output: output, errors: errors)
      try await eventually("serve \(option) \(path.debugDescription) to serve or to end") {
        guard process.isRunning else { return true }
        return try String(contentsOfFile: output, encoding: .utf8).contains("listening on")
      }
      let served = process.isRunning
      process.send(SIGTERM)
      let end = try await Tool.end(of: process)
      let said = try String(contentsOfFile: errors, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false
      )
      .filter { $0.hasPrefix("tellback-collector: ") }.joined(separator: "\n")
      if case .signal(let signal) = end { Issue.record("\(option) \(path.debugDescription) ended by signal \(signal)") }
      #expect(served == (end == .exit(0)), "\(option) \(path.debugDescription): \(said)")
      #expect(served == said.isEmpty, "\(option) \(path.debugDescription): \(said)")
      if ["d", "ä", "a/b/c"].contains(path), option == "--data" || !path.contains("/") {
        #expect(served, "\(option) \(path)")
      }
    }
  }

  @Test func `whatever path a replay's queue is given, it is used or refused with a sentence`() async throws {
    let folder = try TestFolder()
    let archive = folder.file("archive.jsonl")
    try #"{"id":"1","created":"2020-01-01T00:00:00Z","title":"Save does nothing"}"#.write(
      toFile: archive, atomically: true, encoding: .utf8)
    for (number, path) in ["d", "ä", ".", "a/b/c", "", "漢/\u{301}/"].enumerated() {
      let directory = try directory(number, in: folder)
      let result = try await Tool.run(["replay", archive, "--queue", path], in: directory)
      check(result, path, "replay")
      if ["d", "ä", ".", "a/b/c"].contains(path) {
        #expect(result.status == 0 && result.output.hasPrefix("received=1 opened=1"), "\(path): \(result.errors)")
      }
    }
  }

  @Test func `serve removes the address file that it wrote, and neither writes nor removes anything else`() async throws
  {
    let folder = try TestFolder()
    let (file, link, target) = (folder.file("address"), folder.file("link"), folder.file("target"))
    try Data("kept".utf8).write(to: URL(fileURLWithPath: target))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    func serve(_ path: String, at end: () throws -> Void = {}) async throws -> Int32 {
      let collector = try Tool.start(
        ["serve", "--listen", "127.0.0.1:0", "--data", folder.file("data"), "--address-file", path],
        output: folder.file("out"), errors: folder.file("err"))
      try await eventually("the start, or the end") {
        guard collector.isRunning else { return true }
        return try String(contentsOfFile: folder.file("out"), encoding: .utf8).contains("listening on")
      }
      try end()
      collector.send(SIGTERM)
      guard case .exit(let status) = try await Tool.end(of: collector) else { return -1 }
      return status
    }
    #expect(try await serve(file) == 0)
    #expect(!FileManager.default.fileExists(atPath: file))
    // Another collector has written its own address there meanwhile.
    #expect(try await serve(file) { try Data("http://127.0.0.1:1\n".utf8).write(to: URL(fileURLWithPath: file)) } == 0)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "http://127.0.0.1:1\n")
    #expect(try await serve(link) == 1)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "kept")
  }
}
