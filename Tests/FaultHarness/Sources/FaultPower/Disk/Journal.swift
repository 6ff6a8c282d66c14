// Records the changes that a program made in a folder, and the events between them, in one order. It is recorded once
// and replayed many times.
import CPowerTrace
import FaultKit
import Foundation
import Tellback

/// What the outside knows at a moment of the recording.
enum Mark: Sendable, Equatable {
  /// A call of the product returned that promises to have kept `what`.
  case acknowledged(Promised)
  /// Something began that may undo an earlier promise for the report.
  case begun(ReportID)
  /// The collector named the report in an answer that is on its way.
  case named(ReportID)
  case namedFile(ReportID, Int)
}

/// What an acknowledgment promises.
enum Promised: Sendable, Equatable, Hashable {
  case report(ReportID)
  case message(ReportID)
  case file(ReportID, Int)
  case erased(ReportID)
  case placed(ReportID)
  case merged(Int64, into: Int64)
  case answered(ReportID)
  case backup(String)
}

/// One change, by the numbers of files and folders; the recording's root is folder 0.
enum Change: Sendable {
  case write(file: Int, offset: Int, bytes: [UInt8])
  case truncate(file: Int, size: Int)
  /// Never recorded: what a write may leave of itself when its content is lost.
  case extend(file: Int, size: Int)
  case sync(node: Int)
  case enter(folder: Int, name: String, node: Int, isFolder: Bool)
  case leave(folder: Int, name: String)
  case move(folder: Int, from: String, to: String)
  case mark(Mark)
}

/// Records what this process does under `root`. One at a time, since the calls are the process's.
final class Journal: Sendable {
  private struct State {
    var changes: [Change] = []
    /// The names now, by folder.
    var names: [Int: [String: Int]] = [0: [:]]
    var open: [Int32: Int] = [:]
    var next = 1
    var trouble: String?
  }

  let root: String
  private let state = Locked(State())

  init(root: String) { self.root = root }

  /// Records while `body` runs. Throws when something was done that the journal does not understand, or when what it
  /// understood is not what lies on the disk.
  func record(_ body: () async throws -> Void) async throws -> [Change] {
    let context = Unmanaged.passUnretained(self).toOpaque()
    power_trace_start(
      root,
      { context, event in
        guard let context, let event else { return }
        Unmanaged<Journal>.fromOpaque(context).takeUnretainedValue().note(event.pointee)
      }, context)
    defer { power_trace_stop() }
    try await body()
    power_trace_stop()
    let (changes, trouble) = state.with { ($0.changes, $0.trouble) }
    if let trouble { throw FaultError("The recording is not whole: \(trouble)") }
    return changes
  }

  func mark(_ mark: Mark) { state.with { $0.changes.append(.mark(mark)) } }

  private func note(_ event: power_event) {
    state.with { state in
      do { try Self.apply(event, root: root, &state) } catch { state.trouble = state.trouble ?? "\(error)" }
    }
  }

  private static func apply(_ event: power_event, root: String, _ state: inout State) throws {
    let path = event.path.map { String(cString: $0) }
    func file() throws -> Int {
      guard let node = state.open[event.descriptor] else { throw FaultError("descriptor \(event.descriptor)?") }
      return node
    }
    switch Int(event.operation) {
    case Int(POWER_OPEN):
      guard let path else { return }
      if event.flags & 1 != 0 {
        state.open[event.descriptor] = try enter(path, root: root, isFolder: false, &state)
      } else {
        let node = try node(at: path, root: root, state)
        state.open[event.descriptor] = node
        if event.flags & 2 != 0 { state.changes.append(.truncate(file: node, size: 0)) }
      }
    case Int(POWER_CLOSE): state.open[event.descriptor] = nil
    case Int(POWER_WRITE):
      let bytes = [UInt8](UnsafeRawBufferPointer(start: event.bytes, count: Int(event.count)))
      state.changes.append(.write(file: try file(), offset: Int(event.offset), bytes: bytes))
    case Int(POWER_TRUNCATE): state.changes.append(.truncate(file: try file(), size: Int(event.offset)))
    case Int(POWER_SYNC): state.changes.append(.sync(node: try file()))
    case Int(POWER_MAKE_FOLDER): _ = try enter(path ?? "", root: root, isFolder: true, &state)
    case Int(POWER_UNLINK), Int(POWER_REMOVE_FOLDER):
      let (folder, name) = try place(of: path ?? "", root: root, state)
      state.names[folder]?[name] = nil
      state.changes.append(.leave(folder: folder, name: name))
    case Int(POWER_RENAME), Int(POWER_LINK):
      let (folder, from) = try place(of: path ?? "", root: root, state)
      let (other, to) = try place(of: event.target.map { String(cString: $0) } ?? "", root: root, state)
      guard let node = state.names[folder]?[from] else { throw FaultError("\(path ?? "") is not known") }
      state.names[other]?[to] = node
      if Int(event.operation) == Int(POWER_LINK) {
        state.changes.append(.enter(folder: other, name: to, node: node, isFolder: false))
      } else {
        guard folder == other else { throw FaultError("a rename from folder to folder is not understood") }
        state.names[folder]?[from] = nil
        state.changes.append(.move(folder: folder, from: from, to: to))
      }
    default: throw FaultError("operation \(event.operation)?")
    }
  }

  private static func enter(_ path: String, root: String, isFolder: Bool, _ state: inout State) throws -> Int {
    let (folder, name) = try place(of: path, root: root, state)
    let node = state.next
    state.next += 1
    state.names[folder]?[name] = node
    if isFolder { state.names[node] = [:] }
    state.changes.append(.enter(folder: folder, name: name, node: node, isFolder: isFolder))
    return node
  }

  private static func place(of path: String, root: String, _ state: State) throws -> (folder: Int, name: String) {
    guard let slash = path.lastIndex(of: "/") else { throw FaultError("\(path) has no folder") }
    return (
      try node(at: String(path[..<slash]), root: root, state), String(path[path.index(after: slash)...])
    )
  }

  private static func node(at path: String, root: String, _ state: State) throws -> Int {
    var node = 0
    for name in path.dropFirst(root.count).split(separator: "/") {
      guard let next = state.names[node]?[String(name)] else { throw FaultError("\(path) is not known") }
      node = next
    }
    return node
  }
}
