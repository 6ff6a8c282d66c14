// Writes everything a desk holds about tickets to a file, and takes such a file in.
import CollectorCore
import CollectorImports
import Foundation
import TellbackSupport
import TellbackWire

extension CommandService {
  /// Rows and bytes of one transaction.
  private static let restoreRows = 1_000
  private static let restoreBytes = 4_194_304

  private func archiving() throws -> any ArchivingStore {
    guard let archiving = store as? any ArchivingStore else {
      throw CommandFailure("This store writes and takes no exports; they are the embedded store's.")
    }
    return archiving
  }

  // MARK: Writing

  /// A file that only its owner can read, and none that is there already.
  func archive(to target: String, app name: String?) async throws -> String {
    let archiving = try archiving()
    let all = try await store.read { try $0.apps() }
    guard let first = all.first else { throw CommandFailure("There is no app, so there is nothing to export.") }
    let apps = name == nil ? all : all.filter { $0.name == name }
    guard !apps.isEmpty else { throw Self.noApp(name ?? "") }
    let outside = try await store.read { try $0.fileCounts() }.filter { $0.key != .store }
    guard outside.isEmpty else {
      throw CommandFailure(
        "\(outside.values.reduce(0) { $0 + $1.files }) attachments lie outside the store, and an export holds what is in it: "
          + "set --attachments store, run attachments move --to store, then export.")
    }
    let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw CommandFailure("\(target) cannot be written: \(String(cString: strerror(errno))).")
    }
    let file = ArchiveFile(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    let header = ArchiveHeader(
      schema: type(of: archiving).archiveVersion, origin: Self.origin(of: first), madeAt: clock(),
      apps: apps.map { ArchiveHeader.App(id: $0.id.value, name: $0.name) })
    let scope: AppScope = name == nil ? .all : .only(Set(apps.map(\.id)))
    do {
      try file.write(ArchiveLine.encoded(header))
      try await archiving.archive(scope) { try file.write($0) }
      try file.end()
    } catch {
      unlink(target)
      throw CommandFailure("\(target) cannot be written: \(error)")
    }
    let rows = file.rows
    try await act { _, store in
      try note(
        .ticketsExported, in: store, app: name == nil ? nil : apps.first?.id,
        subject: ImportedWords.line(FilePaths.name(of: target), limit: 300), detail: "\(rows) rows")
    }
    return
      "\(rows) rows are in \(target). It holds what people wrote and who they are; keep it as you keep the store.\n"
  }

  /// The same for each export of a desk: it was made with its first app.
  private static func origin(of app: AppRecord) -> String {
    "\(app.createdAt.milliseconds)-\(Hexadecimal.text(Array(app.name.utf8.prefix(60))))"
  }

  // MARK: Taking in

  func restore(_ source: ImportCommand.Source) async throws -> String {
    guard source.map == nil, source.encoding == nil else {
      throw CommandFailure("--map and --encoding are for exports of other desks; Tellback's own needs neither.")
    }
    let archiving = try archiving()
    do {
      let state = try await check(source, archiving)
      if source.isDryRun {
        return "Nothing was written. There are \(state.rows) rows with \(state.tickets) tickets, all of them whole.\n"
      }
      let done = try await take(source, archiving, state)
      try await act { _, store in
        try note(
          .ticketsImported, in: store, subject: ImportedWords.line(FilePaths.name(of: source.path), limit: 300),
          detail: "\(done.tickets) tickets of a Tellback export")
      }
      var text = "\(done.tickets) tickets and \(done.messages) messages of reporters were taken in.\n"
      if done.known > 0 { text += "Here already: \(done.known) rows.\n" }
      if done.leftOut > 0 { text += "Left out: \(done.leftOut) rows of people who have no account here.\n" }
      return text
    } catch let problem as ImportProblem {
      throw CommandFailure("Nothing was imported. \(problem)")
    }
  }

  /// Reads all of it, so that nothing is taken of a file that is not whole. Returns the state before the first row, with what there is.
  private func check(_ source: ImportCommand.Source, _ archiving: any ArchivingStore) async throws -> RestoreState {
    let reading = try ArchiveReading(path: source.path, schema: type(of: archiving).archiveVersion)
    let header = reading.header
    var state = RestoreState(origin: header.origin, apps: try await apps(header, source.app))
    let isFresh = try await !archiving.hasRestored(state)
    while case let batch = try reading.batch(rows: Self.restoreRows, bytes: Self.restoreBytes), !batch.isEmpty {
      state.rows += Int64(batch.count)
      state.tickets += batch.count { $0.kind == "ticket" }
      guard isFresh else { continue }
      let ids = batch.compactMap { row -> ReportID? in
        guard row.kind == "report", case .bytes(let bytes)? = row["id"] else { return nil }
        return ReportID(bytes: bytes)
      }
      if let known = try await store.read({ store in try ids.first { try store.report($0) != nil } }) {
        throw ImportProblem(
          file: reading.file,
          "The report \(known) is here already, and not by an earlier import: this desk holds these tickets itself.")
      }
      await Task.yield()
    }
    return state
  }

  private func take(
    _ source: ImportCommand.Source, _ archiving: any ArchivingStore, _ checked: RestoreState
  ) async throws -> RestoreState {
    let reading = try ArchiveReading(path: source.path, schema: type(of: archiving).archiveVersion)
    var state = RestoreState(origin: checked.origin, apps: checked.apps)
    while case let batch = try reading.batch(rows: Self.restoreRows, bytes: Self.restoreBytes), !batch.isEmpty {
      let placed: [PlacedReport]
      (state, placed) = try await archiving.restore(batch, state, now: clock())
      if !placed.isEmpty { onPlaced(placed) }
      await giveWay()
    }
    return state
  }

  private func apps(_ header: ArchiveHeader, _ name: String?) async throws -> [Int64: AppID] {
    if let name, header.apps.count > 1 {
      throw CommandFailure(
        "The export has \(header.apps.count) apps, and --app '\(name)' is one. Leave --app out: each goes to the app of its name."
      )
    }
    return try await store.read { store in
      var apps: [Int64: AppID] = [:]
      for app in header.apps {
        guard let target = try store.app(named: name ?? app.name) else { throw Self.noApp(name ?? app.name) }
        apps[app.id] = target.id
      }
      return apps
    }
  }
}

/// The file while it is written. One thread at a time writes to it.
private final class ArchiveFile: @unchecked Sendable {
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private(set) var rows: Int64 = 0

  init(_ handle: FileHandle) { self.handle = handle }

  func write(_ row: ArchiveRow) throws {
    rows += 1
    try write(ArchiveLine.encoded(row))
  }

  func write(_ line: [UInt8]) throws {
    buffer += line
    if buffer.count > 262_144 { try flush() }
  }

  func end() throws {
    try write(ArchiveLine.encodedEnd(rows: rows))
    try flush()
    try handle.synchronize()
  }

  private func flush() throws {
    try handle.write(contentsOf: Data(buffer))
    buffer.removeAll(keepingCapacity: true)
  }
}
