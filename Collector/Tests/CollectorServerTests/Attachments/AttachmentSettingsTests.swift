// Where attachments are kept: what is refused before anything is opened, and that no secret is printed.
import CollectorCore
import Foundation
import Testing

@testable import CollectorServer

@Suite struct AttachmentSettingsTests {
  private func settings(_ arguments: [String]) throws -> (values: SettingValues, settings: AttachmentSettings) {
    let parsed = try ArgumentReader(arguments, command: "serve", options: Setting.all.map(\.flag))
    let values = try SettingValues(arguments: parsed, environment: [:])
    return (values, try AttachmentSettings(values))
  }

  private func withSecret(_ text: String, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-\(UUID().uuidString)").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func s3(_ file: String, _ changes: [String: String] = [:]) -> [String] {
    var flags = [
      "--attachments": "s3", "--s3-endpoint": "https://s3.example.com/", "--s3-bucket": "desk-attachments",
      "--s3-access-key": "AKIA1", "--s3-secret-file": file,
    ]
    flags.merge(changes) { $1 }
    return flags.flatMap { [$0.key, $0.value] }
  }

  @Test func `A folder is beside the store unless it is named`() throws {
    let plain = try settings(["--data", "/srv/desk"]).settings
    #expect(plain.target == .store && plain.folder == "/srv/desk/attachments" && plain.bucket == nil)
    let named = try settings(["--attachments", "folder", "--attachments-folder", "/srv/files"]).settings
    #expect(named.target == .folder && named.folder == "/srv/files")
  }

  @Test func `S3 is read from its settings, and its secret from a file alone`() throws {
    try withSecret("a-secret-of-s3\n") { file in
      let (values, settings) = try settings(s3(file))
      let bucket = try #require(settings.bucket)
      #expect(settings.target == .s3 && bucket.endpoint == "https://s3.example.com" && bucket.region == "us-east-1")
      #expect(bucket.secret == "a-secret-of-s3")
      #expect(!values.table.contains("a-secret-of-s3"))
      #expect(!settings.homes.map(\.title).joined().contains("a-secret-of-s3"))
    }
  }

  @Test(arguments: [
    ["--s3-endpoint": ""], ["--s3-endpoint": "s3.example.com"], ["--s3-endpoint": "https://s3.example.com/path"],
    ["--s3-endpoint": "https://key:secret@s3.example.com"], ["--s3-bucket": ""], ["--s3-bucket": "Desk"],
    ["--s3-bucket": "desk/attachments"], ["--s3-bucket": "a..b"], ["--s3-region": "eu west"], ["--s3-region": ""],
    ["--s3-access-key": ""], ["--s3-secret-file": ""], ["--s3-secret-file": "/nowhere/secret"],
  ])
  func `Settings of S3 that cannot be meant are refused`(changes: [String: String]) throws {
    try withSecret("a-secret-of-s3") { file in
      #expect(throws: UsageError.self) { try settings(s3(file, changes)) }
    }
  }

  @Test(arguments: ["", "\n", String(repeating: "x", count: 1_001)])
  func `A file without a secret, or with too much, is refused`(text: String) throws {
    try withSecret(text) { file in
      let error = try #require(throws: UsageError.self) { try settings(s3(file)) }
      #expect("\(error)".hasPrefix("s3-secret-file \(file) "))
    }
  }

  @Test func `Commands take the settings of attachments, and know where to move`() throws {
    #expect(try AdminCommand(["attachments", "move", "--to", "folder"]) == .attachments(.move(to: .folder)))
    #expect(
      try AdminCommand(["attachments", "show", "--data", "d", "--attachments-folder=/srv"]) == .attachments(.show))
    for words in [["move"], ["move", "--to", "disk"], ["show", "more"], ["count"]] {
      #expect(throws: UsageError.self) { try AdminCommand(["attachments"] + words) }
    }
    let found = try AttachmentSettings(
      ["attachments", "move", "--to", "store", "--attachments-folder", "/srv/files"], environment: [:], data: "/data")
    #expect(found.folder == "/srv/files" && found.target == .store)
    let beside = try AttachmentSettings(["doctor", "--reindex"], environment: [:], data: "/data")
    #expect(beside.folder == "/data/attachments")
  }
}
