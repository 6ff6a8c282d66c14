// The command line as people and scripts meet it.
import Foundation
import Testing

@Suite struct CommandEndToEndTests {
  static let nonsense: [[String]] = [
    [], ["sreve"], ["serve", "--prot", "1"], ["serve", "--listen", "nowhere"],
    ["serve", "--listen", "127.0.0.1:70000"],
    ["serve", "extra"], ["serve", "--max-connections", "many"], ["serve", "--config", "/does/not/exist"], ["app"],
    ["app", "create"], ["app", "create", ""], ["app", "create", "a", "b"], ["app", "delete", "a"],
    ["app", "key", "revoke", "x"], ["user", "create", "ann"], ["user", "create", "ann@example.com"],
    ["user", "create", "ann@example.com", "--role", "king"], ["backup"], ["replay"],
    ["replay", "x", "--collector", "ftp://x", "--key", "k"], ["replay", "x", "--key", "k"], ["doctor", "--fast"],
    ["report", "erase", "1"],
  ]

  @Test(arguments: nonsense)
  func `Nonsense ends with 2 and says what was expected`(arguments: [String]) async throws {
    let result = try await Tool.run(arguments)
    #expect(result.status == 2, "\(arguments): \(result.errors)")
    #expect(result.errors.hasPrefix("tellback-collector: "))
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [["help"], ["--help"], ["serve", "--help"], ["app", "create", "--help"]])
  func `Help is there wherever it is asked for`(arguments: [String]) async throws {
    let result = try await Tool.run(arguments)
    #expect(result.status == 0)
    #expect(result.output.contains("serve [--listen HOST:PORT]"))
    #expect(result.errors.isEmpty)
  }

  @Test func `Apps and accounts are made without and with a running collector`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    let before = try await collector.createApp("before")
    #expect(before.hasPrefix("tb_"))
    let ann = ["user", "create", "Ann@Example.com", "--role", "admin", "--data", collector.data]
    #expect(try await Tool.run(ann, input: "long enough\n").status == 0)
    #expect(try await Tool.run(ann, input: "long enough\n").status == 1)
    try await collector.start()
    let during = try await collector.createApp("during")
    #expect(try await Client(base: collector.url, key: during).report(newReport("hello")).status == 202)
    let bob = ["user", "create", "bob@example.com", "--role", "support", "--name", "Bob", "--data", collector.data]
    #expect(try await Tool.run(bob, input: "short\n").status == 1)
    #expect(try await Tool.run(bob, input: "long enough\n").status == 0)
    let users = try await Tool.run(["user", "list", "--data", collector.data])
    #expect(users.output.contains("ann@example.com\tadmin"))
    #expect(users.output.contains("bob@example.com\tsupport\tBob"))
    let twice = try await Tool.run(["app", "create", "before", "--data", collector.data])
    #expect(twice.status == 1)
    #expect(twice.errors.contains("already"))
    #expect(try await collector.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: collector.data + "/control.sock"))
    let mode = try FileManager.default.attributesOfItem(atPath: collector.data)[.posixPermissions] as? Int
    #expect(mode == 0o700)
  }

  @Test func `A second collector on the same directory says who has it`() async throws {
    let collector = CollectorProcess(try TestFolder())
    try await collector.start()
    let second = try await Tool.run(["serve", "--data", collector.data, "--listen", "127.0.0.1:0"])
    #expect(second.status == 1)
    #expect(second.errors.contains("in use"))
  }

  @Test(.embeddedStore) func `A hot copy can be served and is sound`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    try await collector.start()
    let client = Client(base: try collector.url, key: try await collector.createApp())
    _ = try await client.report(newReport("It broke"))
    let copy = folder.file("copy")
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    let target = copy + "/collector.sqlite"
    #expect(try await Tool.run(["backup", target, "--data", collector.data]).status == 0)
    #expect(try await Tool.run(["backup", target, "--data", collector.data]).status == 1)
    #expect(try await Tool.run(["doctor", "--data", copy]).status == 0)
    let apps = try await Tool.run(["app", "list", "--data", copy])
    #expect(apps.output.contains("shop"))
  }

  @Test(.embeddedStore) func `The doctor says what is wrong with a damaged directory`() async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    _ = try await collector.createApp()
    let file = collector.data + "/collector.sqlite"
    let handle = try #require(FileHandle(forUpdatingAtPath: file))
    try handle.seek(toOffset: 8_192)
    try handle.write(contentsOf: Data(repeating: 0xAA, count: 65_536))
    try handle.close()
    let result = try await Tool.run(["doctor", "--data", collector.data])
    #expect(result.status == 1)
    #expect(result.output.contains("error"))
    #expect(try await Tool.run(["doctor", "--data", folder.file("nothing")]).status == 1)
  }

  @Test func `serve --check prints every setting with its source and ends`() async throws {
    let folder = try TestFolder()
    let file = folder.file("collector.conf")
    try "# ours\nmax-connections = 77\ncomponent = /pay=Payment\ncomponent = /help=Help\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    let result = try await Tool.run(["serve", "--check", "--config", file, "--listen", "127.0.0.1:9"])
    #expect(result.status == 0)
    #expect(result.output.contains("max-connections = 77    (file, line 2)"))
    #expect(result.output.contains("component = /pay=Payment,/help=Help    (file, line 3)"))
    #expect(result.output.contains("listen = 127.0.0.1:9    (flag)"))
    #expect(result.output.contains("log-format = logfmt    (default)"))
  }
}
