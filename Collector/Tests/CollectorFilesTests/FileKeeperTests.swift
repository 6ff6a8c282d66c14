// A keeper between a real store and real folders: what it gives up, what it removes, and what a crash between two steps leaves.
import CollectorCore
import CollectorSQLite
import Foundation
import Synchronization
import TellbackWire
import Testing

@testable import CollectorFiles

private let start = Timestamp(milliseconds: 1_764_000_000_000)

private final class Clock: Sendable {
  private let moment = Mutex(start)
  var now: Timestamp { moment.withLock { $0 } }
  func advance(_ seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// A place that can be told to fail, over one that works.
private final class MoodyHome: FileHome {
  enum Mood: Sendable { case well, down, lying }
  private let inner: FolderHome
  private let mood = Mutex(Mood.well)

  init(_ inner: FolderHome) { self.inner = inner }

  var place: FilePlace { inner.place }
  var title: String { "a moody place" }
  func be(_ mood: Mood) { self.mood.withLock { $0 = mood } }

  private func check() throws(FileHomeError) {
    if mood.withLock({ $0 == .down }) { throw .unavailable("a moody place did not answer.") }
  }
  func put(_ bytes: [UInt8], as name: String) async throws(FileHomeError) {
    try check()
    try await inner.put(mood.withLock { $0 == .lying } ? [0] + bytes.dropFirst() : bytes, as: name)
  }
  func bytes(of name: String, limit: Int) async throws(FileHomeError) -> [UInt8] {
    try check()
    return try await inner.bytes(of: name, limit: limit)
  }
  func remove(_ name: String) async throws(FileHomeError) {
    try check()
    try await inner.remove(name)
  }
  func sizes(prefix: String) async throws(FileHomeError) -> [String: Int64] {
    try check()
    return try await inner.sizes(prefix: prefix)
  }
}

@Suite struct FileKeeperTests {
  private let folder: Folder
  private let store: SQLiteStore
  private let home: MoodyHome
  private let clock = Clock()

  init() async throws {
    folder = try Folder()
    store = try SQLiteStore(directory: folder.file("data"))
    let inner = FolderHome(folder.file("files"))
    try await inner.prepare(isNew: true)
    home = MoodyHome(inner)
  }

  private func keeper(_ target: FilePlace = .folder) -> FileKeeper {
    let clock = clock
    return FileKeeper(
      store: store, target: target, homes: [home], clock: { clock.now },
      token: { String(UUID().uuidString.lowercased().filter { $0 != "-" }) })
  }

  /// Reports with an attachment each.
  private func fill(_ files: [[UInt8]]) async throws -> [ReportID] {
    let app = try await store.write { store in
      try store.app(named: "shop")?.id ?? store.createApp(name: "shop", quota: IngestQuota(), at: start).id
    }
    var ids: [ReportID] = []
    for data in files {
      let id = ReportID(at: start, random: (.random(in: 0...UInt64.max), .random(in: 0...UInt64.max)))
      var report = Report(id: id, capturedAt: start, text: "It broke")
      report.attachments = [AttachmentInfo(name: "a", type: "text/plain", bytes: Int64(data.count))]
      let incoming = IncomingReport(
        id: id, app: app, installation: nil, receivedAt: start, sentAt: start, body: report.encoded())
      _ = try await withCheckedThrowingContinuation { continuation in
        store.ingest([incoming], from: nil) { continuation.resume(with: $0) }
      }
      _ = try await store.write {
        try $0.storeAttachment(app: app, report: id, index: 0, type: "text/plain", data: data, at: start)
      }
      ids.append(id)
    }
    return ids
  }

  private func content(_ id: ReportID, _ keeper: FileKeeper) async throws -> [UInt8]? {
    let store = store
    return try await keeper.bytes {
      try await store.read { reads in try reads.content(of: .report(id, 0)).map { (id, $0) } }
    }?.data
  }

  private func files() throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.file("files"))
    return names.filter { $0.contains("/") }.map { String($0.drop { $0 != "/" }.dropFirst()) }
  }

  private func examine(reads: Bool = true) async throws -> [FileExamination.Trouble] {
    let list = SQLiteStore.outsideFiles(in: folder.file("data"))
    let rows = FileExamination.Rows(
      files: { try list.files(in: $0, prefix: $1) }, isKnown: { try list.isKnown($0) })
    return try await FileExamination(rows).examine(home, reads: reads).map(\.trouble)
  }

  private func finish() async {
    await store.close()
    let findings = SQLiteStore.examine(directory: folder.file("data")).filter { $0.severity == .error }
    #expect(findings == [])
  }

  @Test func `Files go to their place, are read from there, and go with their report`() async throws {
    let data = [[UInt8]("one".utf8), [], [UInt8](repeating: 7, count: WireLimits.attachmentBytes)]
    let ids = try await fill(data)
    let keeper = keeper()
    #expect(await keeper.round() == nil)
    #expect(try await store.read { try $0.filesInside(after: nil, limit: 9) } == [])
    for (id, bytes) in zip(ids, data) { #expect(try await content(id, keeper) == bytes) }
    #expect(try files().count == 3)
    #expect(try await examine() == [])
    _ = try await store.write { try $0.erase(report: ids[0], because: .retention, at: start) }
    #expect(await keeper.round() == nil)
    #expect(try files().count == 2)
    #expect(try await content(ids[0], keeper) == nil)
    #expect(keeper.tally.moved == 3 && keeper.tally.removed == 1)
    await finish()
  }

  @Test func `While the place is down files wait in the store and are read from it; then they go`() async throws {
    let ids = try await fill([[1], [2]])
    let keeper = keeper()
    home.be(.down)
    let error = await keeper.round()
    #expect("\(try #require(error))" == "a moody place did not answer.")
    for (id, byte) in zip(ids, [UInt8(1), 2]) { #expect(try await content(id, keeper) == [byte]) }
    home.be(.well)
    #expect(await keeper.round() == nil)
    for (id, byte) in zip(ids, [UInt8(1), 2]) { #expect(try await content(id, keeper) == [byte]) }
    #expect(try await store.read { try $0.filesInside(after: nil, limit: 9) } == [])
    await finish()
  }

  @Test func `What the failed attempts left is removed once nobody can be waiting for it`() async throws {
    let ids = try await fill([[1, 2]])
    let keeper = keeper()
    home.be(.lying)
    // It took other bytes than it was given: nothing is given up.
    #expect("\(try #require(await keeper.round()))".contains("gave back other bytes"))
    #expect(try await content(ids[0], keeper) == [1, 2])
    home.be(.well)
    #expect(await keeper.round() == nil)
    #expect(try files().count == 2)
    clock.advance(FileLimits.expectedSeconds - 1)
    #expect(await keeper.round() == nil)
    #expect(try files().count == 2)
    clock.advance(2)
    #expect(await keeper.round() == nil)
    #expect(try files().count == 1)
    #expect(try await content(ids[0], keeper) == [1, 2])
    await finish()
  }

  @Test func `A crash between the erasing and the removing leaves nothing for ever`() async throws {
    let ids = try await fill([[1]])
    #expect(await keeper().round() == nil)
    _ = try await store.write { try $0.erase(report: ids[0], because: .wish, at: start) }
    #expect(try files().count == 1)
    // Another process, later, of which the settings keep files in the store.
    home.be(.down)
    #expect(await keeper(.store).round() != nil)
    home.be(.well)
    clock.advance(61)
    #expect(await keeper(.store).round() == nil)
    #expect(try files() == [])
    await finish()
  }

  @Test func `Files are moved in and out again, also those of which a move was broken off`() async throws {
    let data = (0..<70).map { [UInt8]("file \($0)".utf8) }
    let ids = try await fill(data)
    let keeper = keeper()
    let out = try await keeper.moveAll(to: .folder, within: .seconds(600))
    #expect(out.moved == 70 && out.broken == [] && !out.isUnfinished)
    let none = try await keeper.moveAll(to: .store, within: .zero)
    #expect(none.moved == 0 && none.isUnfinished)
    let back = try await keeper.moveAll(to: .store, within: .seconds(600))
    #expect(back.moved == 70 && back.bytes == data.reduce(0) { $0 + Int64($1.count) })
    #expect(try files() == [])
    for (id, bytes) in zip(ids, data) { #expect(try await content(id, keeper) == bytes) }
    await finish()
  }

  @Test func `What is broken where it lies is found, said when it is moved, and never given out`() async throws {
    let ids = try await fill([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10]])
    let keeper = keeper()
    #expect(await keeper.round() == nil)
    let all = try await store.read { try $0.outsideFiles(after: "", limit: 9) }
    let paths = all.sorted { $0.row.row < $1.row.row }.map { folder.file("files/\($0.name.prefix(2))/\($0.name)") }
    try FileManager.default.removeItem(atPath: paths[0])
    try Data([4, 5, 6, 7]).write(to: URL(fileURLWithPath: paths[1]))
    try Data([7, 7, 7]).write(to: URL(fileURLWithPath: paths[2]))
    let stray = String(paths[3].dropLast(30)) + String(repeating: "f", count: 30)
    try Data([1]).write(to: URL(fileURLWithPath: stray))
    #expect(Set(try await examine()) == [.missing, .size, .content, .orphan])
    #expect(Set(try await examine(reads: false)) == [.missing, .size, .orphan])
    for id in ids[..<3] { await #expect(throws: FileHomeError.self) { try await content(id, keeper) } }
    #expect(try await content(ids[3], keeper) == [10])
    let move = try await keeper.moveAll(to: .store, within: .seconds(600))
    #expect(move.moved == 1 && move.brokenCount == 3 && move.broken.count == 3)
    await finish()
  }

  @Test func `Settings that do not name the place of a file are refused`() async throws {
    _ = try await fill([[1]])
    #expect(await keeper().round() == nil)
    let none = FileKeeper(store: store, target: .store, homes: [], clock: { start }, token: { "" })
    let error = await #expect(throws: FileHomeError.self) { try await none.prepare() }
    #expect(error?.description.hasPrefix("1 attachments lie in folder") == true)
    await finish()
  }
}
