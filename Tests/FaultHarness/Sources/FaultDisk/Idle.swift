// A child that starts a program or mounts a disk, and waits. LeftoverTests kills it and checks that nothing stays.
import CFaults
import FaultKit
import Foundation

enum Idle {
  /// `disk` mounts a small one, says whether it could, and waits; `programs` starts one that starts another.
  static func play(_ what: String) async throws {
    let folder = try Folder()
    let program: Program
    switch what {
    case "disk":
      say(fault_mount_memory(folder.path, "size=1m") == 0 ? "mounted" : "not mounted")
      program = try Program("/bin/sleep", ["60"])
    case "programs": program = try Program(Program.this, ["child", "idle", "program"])
    default: program = try Program("/bin/sleep", ["60"])
    }
    try await program.wait(within: .seconds(70))
  }
}
