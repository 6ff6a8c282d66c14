// What a harness starts, mounts and makes is gone when it is, also when it was killed.
import Foundation
import Testing

@testable import FaultKit

@Suite struct LeftoverTests {
  /// Those that `process` started, and theirs.
  private func descendants(of process: pid_t) -> Set<pid_t> {
    var parents: [pid_t: pid_t] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let pid = pid_t(name), let bytes = FileManager.default.contents(atPath: "/proc/\(name)/stat"),
        let rest = String(decoding: bytes, as: UTF8.self).components(separatedBy: ") ").last,
        let parent = rest.split(separator: " ").dropFirst().first.flatMap({ pid_t($0) })
      else { continue }
      parents[pid] = parent
    }
    var result: Set<pid_t> = []
    var next = [process]
    while let one = next.popLast() {
      for (pid, parent) in parents where parent == one && result.insert(pid).inserted { next.append(pid) }
    }
    return result
  }

  /// Nobody may be there to take the end of an orphan: then a zombie stays, which runs no more.
  private func isRunning(_ process: pid_t) -> Bool {
    guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return false }
    return String(decoding: bytes, as: UTF8.self).components(separatedBy: ") ").last?.first != "Z"
  }

  private func mounts(of process: String) -> Int {
    let text = FileManager.default.contents(atPath: "/proc/\(process)/mountinfo") ?? Data()
    return String(decoding: text, as: UTF8.self).components(separatedBy: "tellback-fault-").count - 1
  }

  @Test func `a program ends with the harness that started it, and so does what that one started`() async throws {
    let folder = try Folder()
    let harness = try Program(
      try Program.beside("FaultDisk"), ["child", "idle", "programs"], output: folder.file("out"))
    try await eventually("two generations", within: .seconds(20)) { descendants(of: harness.pid).count == 2 }
    let all = descendants(of: harness.pid)
    try await harness.killNow()
    try await eventually("the end of both", within: .seconds(20)) { !all.contains(where: isRunning) }
  }

  @Test func `a small disk is seen by its process alone and goes with it`() async throws {
    let folder = try Folder()
    let harness = try Program(
      try Program.beside("FaultDisk"), ["child", "idle", "disk"], environment: ["FAULT_PRIVATE_MOUNTS": "1"],
      output: folder.file("out"))
    try await eventually("its word", within: .seconds(20)) {
      FileManager.default.contents(atPath: folder.file("out"))?.isEmpty == false
    }
    // Where the system allows no mount, there is none that could stay.
    let isMounted = FileManager.default.contents(atPath: folder.file("out")) == Data("mounted\n".utf8)
    #expect(mounts(of: "\(harness.pid)") == (isMounted ? 1 : 0))
    #expect(mounts(of: "self") == 0)
    try await harness.killNow()
    #expect(mounts(of: "self") == 0)
  }

  @Test func `the folders of processes that are gone are swept, those of living ones stay`() async throws {
    let mine = try Folder()
    let parent = URL(fileURLWithPath: mine.path).deletingLastPathComponent().path
    let gone = try Program("/bin/true", [])
    try await gone.wait()
    let left = parent + "/tellback-fault-\(gone.pid)-left"
    try FileManager.default.createDirectory(atPath: left + "/inside", withIntermediateDirectories: true)
    Folder.sweep()
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(FileManager.default.fileExists(atPath: mine.path))
  }
}
