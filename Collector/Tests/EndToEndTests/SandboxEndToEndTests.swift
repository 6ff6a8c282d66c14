// A collector that sees files of its own, as systemd's PrivateTmp or a container gives it, and commands outside.
import Foundation
import TestPrograms
import Testing

@Suite struct SandboxEndToEndTests {
  private static let unshare = "/usr/bin/unshare"
  /// Some systems let only root make a view of files of its own, some containers nobody.
  private static let isAllowed: Bool = {
    guard let program = try? Program(unshare, ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"])
    else { return false }
    while program.isRunning { usleep(2_000) }
    return program.end() == .exit(0)
  }()

  @Test(.embeddedStore, .enabled(if: isAllowed, "unshare --mount is not allowed here"))
  func `A copy that only the collector sees is not called one`() async throws {
    let folder = try TestFolder()
    let (data, own, address) = (folder.file("data"), folder.file("own"), folder.file("address"))
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    let made = try await Tool.run(["app", "create", "shop", "--data", data])
    #expect(made.status == 0, "\(made.errors)")
    let errors = folder.file("errors")
    let collector = try Program(
      Self.unshare,
      ["--map-root-user", "--mount", "sh", "-c", #"mount -t tmpfs none "$0" && exec "$@""#, own, Tool.binary.path]
        + ["serve", "--data", data, "--listen", "127.0.0.1:0", "--address-file", address],
      output: errors, errors: errors)
    try await eventually("the collector's start") {
      guard collector.isRunning else {
        throw TestFailure((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "It ended at once.")
      }
      return FileManager.default.fileExists(atPath: address)
    }

    for words in [["backup"], ["audit", "export"], ["export", "--to"]] {
      let target = own + "/" + words[0]
      let unseen = try await Tool.run(words + [target, "--data", data])
      #expect(unseen.status == 1 && unseen.errors.contains("where only it sees it"), "\(unseen.output)\(unseen.errors)")
      #expect(!FileManager.default.fileExists(atPath: target))
      let seen = try await Tool.run(words + [folder.file(words[0]), "--data", data])
      #expect(seen.status == 0, "\(seen.errors)")
      #expect(FileManager.default.fileExists(atPath: folder.file(words[0])))
    }
    // One that is there already was not made by the collector either.
    let old = own + "/old"
    try Data().write(to: URL(fileURLWithPath: old))
    #expect(try await Tool.run(["backup", old, "--data", data]).status == 1)

    collector.send(SIGTERM)
    #expect(try await Tool.end(of: collector) == .exit(0))
  }
}
