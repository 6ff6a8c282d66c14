import CollectorCore
import Foundation
import Testing

@testable import CollectorFiles

@Suite struct FolderHomeTests {
  private static let name = "ab" + String(repeating: "0", count: 30)

  @Test func `Bytes that were put are given back, listed and removed`() async throws {
    let folder = try Folder()
    let home = FolderHome(folder.file("files"))
    try await home.prepare(isNew: true)
    try await home.put([1, 2, 3], as: Self.name)
    #expect(try await home.bytes(of: Self.name, limit: 3) == [1, 2, 3])
    #expect(try await home.sizes(prefix: "ab") == [Self.name: 3])
    #expect(try await home.sizes(prefix: "cd") == [:])
    try await home.put([4], as: Self.name)
    #expect(try await home.bytes(of: Self.name, limit: 3) == [4])
    try await home.put([], as: Self.name)
    #expect(try await home.bytes(of: Self.name, limit: 0) == [])
    try await home.remove(Self.name)
    try await home.remove(Self.name)
    await #expect(throws: FileHomeError.missing("\(home.title) has no file \(Self.name).")) {
      try await home.bytes(of: Self.name, limit: 3)
    }
    #expect(try await home.sizes(prefix: "ab") == [:])
  }

  @Test func `More than was put is told apart from what was put`() async throws {
    let folder = try Folder()
    let home = FolderHome(folder.file("files"))
    try await home.prepare(isNew: true)
    try await home.put([1, 2, 3, 4], as: Self.name)
    await #expect(throws: FileHomeError.wrong("\(home.title) has more than 3 bytes under \(Self.name).")) {
      try await home.bytes(of: Self.name, limit: 3)
    }
  }

  @Test func `A folder without its mark is an unmounted disk: nothing is put, removed or called missing`()
    async throws
  {
    let folder = try Folder()
    let home = FolderHome(folder.file("files"))
    try await home.prepare(isNew: true)
    try await home.put([1], as: Self.name)
    try FileManager.default.moveItem(atPath: folder.file("files"), toPath: folder.file("elsewhere"))
    try FileManager.default.createDirectory(atPath: folder.file("files"), withIntermediateDirectories: false)
    for body in [
      { try await home.put([1], as: Self.name) }, { try await home.remove(Self.name) },
      { _ = try await home.bytes(of: Self.name, limit: 1) }, { _ = try await home.sizes(prefix: "ab") },
      { try await home.prepare(isNew: false) },
    ] as [() async throws -> Void] {
      let error = await #expect(throws: FileHomeError.self) { try await body() }
      #expect(error?.description.contains("is the disk mounted?") == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("files")) == [])
  }

  @Test func `A folder with other files is not taken`() async throws {
    let folder = try Folder()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.file("letter")))
    let home = FolderHome(folder.path)
    let error = await #expect(throws: FileHomeError.self) { try await home.prepare(isNew: true) }
    #expect(error?.description.contains("holds other files") == true)
  }

  @Test func `A folder that cannot be written says what was attempted`() async throws {
    let home = FolderHome("/proc/tellback")
    let error = await #expect(throws: FileHomeError.self) { try await home.prepare(isNew: true) }
    #expect(error?.description.hasPrefix("the folder /proc/tellback could not be made") == true)
  }
}

/// Removed when the test ends.
final class Folder: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-files-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}
