// Settings: which source wins, and that nothing unknown passes unseen.
import Foundation
import Testing

@testable import CollectorServer

@Suite struct SettingsTests {
  private func values(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> SettingValues {
    let parsed = try ArgumentReader(
      arguments, command: "serve", options: Setting.all.map(\.flag) + [SettingValues.configFlag],
      switches: [Setting.logRequests.flag])
    return try SettingValues(arguments: parsed, environment: environment)
  }

  private func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-\(UUID().uuidString).conf").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func `A flag goes before the environment, that before the file, that before the default`() throws {
    let path = try file("loops = 1\nmax-connections = 1\nstop-seconds = 1\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let found = try values(
      ["--config", path, "--loops", "3"], ["TELLBACK_LOOPS": "2", "TELLBACK_MAX_CONNECTIONS": "2", "HOME": "/"])
    #expect(found.entries["loops"] == .init(value: "3", source: .flag))
    #expect(found.entries["max-connections"] == .init(value: "2", source: .environment))
    #expect(found.entries["stop-seconds"] == .init(value: "1", source: .file(line: 3)))
    #expect(found.entries["log-format"] == .init(value: "logfmt", source: .fallback))
  }

  @Test func `Every setting has a key, a flag, a variable and a default of its own kind, and stands in the help`()
    throws
  {
    #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    let defaults = try values()
    for setting in Setting.all {
      #expect(defaults.entries[setting.key]?.value == setting.fallback)
      #expect(SettingsHelp.text.contains(setting.flag + "   " + setting.environment))
      #expect(defaults.table.contains("\(setting.key) = "))
    }
    _ = try ServerConfiguration(defaults)
  }

  @Test(arguments: [
    ["--loops", "-1"], ["--loops", "257"], ["--loops", "x"], ["--log-format", "xml"], ["--log-requests=maybe"],
    ["--loops", "1", "--loops", "2"], ["--loops"], ["--unknown", "1"], ["-x"],
  ])
  func `A flag that cannot be meant is refused`(arguments: [String]) {
    #expect(throws: UsageError.self) { try values(arguments) }
  }

  @Test(arguments: [
    (["--log-requests", "true"], true), (["--log-requests", "false"], false), (["--log-requests"], true),
    (["--log-requests=false"], false), (["--log-requests", "--loops", "2"], true),
  ])
  func `A flag takes true or false, and alone means true`(arguments: [String], isOn: Bool) throws {
    #expect(try values(arguments).bool(.logRequests) == isOn)
  }

  @Test func `Limits of numbers are inclusive`() throws {
    #expect(try values(["--loops", "0"]).integer(.loops) == 0)
    #expect(try values(["--loops", "256"]).integer(.loops) == 256)
  }

  @Test func `A variable of ours that is not known is told, another program's is not`() throws {
    let found = try values([], ["TELLBACK_LOPS": "1", "TELLBACKX": "1", "TELLBACK_LOOPS": "1"])
    #expect(found.unknownVariables == ["TELLBACK_LOPS"])
    #expect(found.table.contains("# TELLBACK_LOPS in the environment"))
  }

  @Test(arguments: ["loops\n", "lops = 1\n", "loops = 1\nloops = 2\n", "loops = many\n"])
  func `A line that cannot be meant is refused`(text: String) throws {
    let path = try file(text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: UsageError.self) { try values(["--config", path]) }
  }

  @Test(arguments: [
    ("127.0.0.1:80", "127.0.0.1", 80), ("[::1]:8080", "::1", 8080), (":0", "0.0.0.0", 0),
    ("localhost:65535", "localhost", 65_535),
  ])
  func `An address is split into host and port`(text: String, host: String, port: Int) throws {
    let found = try ServerConfiguration.listen(text)
    #expect(found.host == host)
    #expect(found.port == port)
  }

  @Test(arguments: ["", "8080", "host", "host:", "host:-1", "host:65536", "::1:80"])
  func `What is no address is refused`(text: String) {
    #expect(throws: UsageError.self) { try ServerConfiguration.listen(text) }
  }

  @Test(arguments: [
    ["--component", "x"], ["--component", "=x"], ["--public-url", "ftp://a"], ["--public-url", "https://a/b?c"],
    ["--public-url", "https://a/b c"], ["--public-url", "https://a/b//c"], ["--public-url", "https://a/../b"],
    ["--public-url", "https://a/%62"], ["--public-url", "https://a/v1"], ["--public-url", "https://a/tickets/x"],
    ["--public-url", "https://u@a/b"],
  ])
  func `Rules and addresses that cannot be meant are refused`(arguments: [String]) throws {
    let found = try values(arguments)
    #expect(throws: UsageError.self) { try ServerConfiguration(found) }
  }

  @Test(arguments: [
    ("https://a.example", ""), ("https://a.example/", ""), ("https://a.example/feedback", "/feedback"),
    ("https://a.example/feedback/", "/feedback"), ("http://a.example:81/in/v1.0~x_y-z/", "/in/v1.0~x_y-z"),
  ])
  func `A public address may have a path`(text: String, prefix: String) throws {
    let found = try ServerConfiguration(values(["--public-url", text]))
    #expect(found.pathPrefix == prefix)
    #expect(found.origin == (text.contains(":81") ? "http://a.example:81" : "https://a.example"))
  }

  @Test func `An https address makes cookies secure`() throws {
    let secure = try ServerConfiguration(values(["--public-url", "https://Feedback.example.com/"]))
    #expect(secure.isSecure)
    #expect(secure.origin == "https://feedback.example.com")
    #expect(try ServerConfiguration(values(["--public-url", "http://localhost:8080"])).isSecure == false)
  }
}
