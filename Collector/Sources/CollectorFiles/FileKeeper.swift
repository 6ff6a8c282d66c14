// Keeps files outside the store. Invariants: a file's bytes are given up where they are only once they were read back from where they
// go, and the store knows of the new place in the same transaction; a name is noted before anything is put under it, so that
// whatever is left by a crash is removed; what the store no longer needs is removed outside.
import CollectorCore
import Synchronization
import TellbackSupport
import TellbackWire

public final class FileKeeper: OutsideReading {
  /// Since the start.
  public struct Tally: Sendable, Equatable {
    public var moved: Int64 = 0
    public var removed: Int64 = 0
    public var failures: Int64 = 0
    /// Why files wait; nil while all goes well.
    public var trouble: String?

    public init() {}
  }

  private struct State {
    var tally = Tally()
    var readers = 0
    var isStopping = false
  }

  let store: any Store
  /// Where files go that the store has.
  public let target: FilePlace
  let homes: [FilePlace: any FileHome]
  let clock: @Sendable () -> Timestamp
  private let token: @Sendable () -> String
  private let interval: Double
  private let mayWork: @Sendable () -> Bool
  private let log: @Sendable (_ event: String, _ fields: KeyValuePairs<String, String>) -> Void
  private let wakeUp = WakeUp()
  private let state = Mutex(State())

  /// `token` makes 32 random hexadecimal digits; `log` hears of failures, without content. While `mayWork` says no, another process
  /// moves and removes.
  public init(
    store: any Store, target: FilePlace, homes: [any FileHome], clock: @escaping @Sendable () -> Timestamp,
    token: @escaping @Sendable () -> String, interval: Double = FileLimits.interval,
    mayWork: @escaping @Sendable () -> Bool = { true },
    log: @escaping @Sendable (_ event: String, _ fields: KeyValuePairs<String, String>) -> Void = { _, _ in }
  ) {
    self.store = store
    self.target = target
    self.homes = Dictionary(homes.map { ($0.place, $0) }) { first, _ in first }
    self.clock = clock
    self.token = token
    self.interval = interval
    self.mayWork = mayWork
    self.log = log
  }

  public var tally: Tally { state.withLock { $0.tally } }

  /// A file came, or one was erased: look at once.
  public func noteChange() { wakeUp.signal() }

  /// Ends ``run()``; requests that go on are broken off.
  public func stop() {
    state.withLock { $0.isStopping = true }
    for case let home as S3Home in homes.values { home.stop() }
    wakeUp.signal()
  }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Refuses settings with which nothing could be moved, or with which files that are outside could not be read.
  public func prepare() async throws {
    let counts = try await store.read { try $0.fileCounts() }
    for (place, count) in counts where place != .store && homes[place] == nil {
      throw FileHomeError.unavailable(
        "\(count.files) attachments lie in \(place.rawValue), which the settings do not name: name it as before, or "
          + "move them first.")
    }
    guard target != .store else { return }
    // A store that keeps all in itself says so now.
    try await store.write { try $0.forgetFile("") }
  }

  // MARK: Reading

  public func bytes(of file: OutsideFile) async throws -> [UInt8] {
    let isFree = state.withLock { state in
      guard state.readers < FileLimits.readers else { return false }
      state.readers += 1
      return true
    }
    guard isFree else {
      throw FileHomeError.unavailable("\(FileLimits.readers) attachments are being read already; try again soon.")
    }
    defer { state.withLock { $0.readers -= 1 } }
    return try await checkedBytes(of: file)
  }

  /// The bytes as they were put there, or an error.
  func checkedBytes(of file: OutsideFile) async throws(FileHomeError) -> [UInt8] {
    let home = try home(file.place)
    let data = try await home.bytes(of: file.name, limit: max(0, Int(clamping: file.bytes)))
    guard Int64(data.count) == file.bytes, SHA256.hash(data) == file.hash else {
      throw .wrong(
        "\(home.title) has \(data.count) bytes under \(file.name) that are not the \(file.bytes) that were put there.")
    }
    return data
  }

  func home(_ place: FilePlace) throws(FileHomeError) -> any FileHome {
    guard let home = homes[place] else {
      throw .unavailable("An attachment lies in \(place.rawValue), which the settings of this collector do not name.")
    }
    return home
  }

  /// As operators know it; nil where the settings name none.
  public func title(of place: FilePlace) -> String? { homes[place]?.title }

  // MARK: Working

  /// Moves what comes and removes what went, until it is stopped.
  public func run() async {
    var failures = 0
    while !isStopping {
      let error = mayWork() ? await round() : nil
      guard !isStopping else { return }
      if let error {
        failures += 1
        note(error, failures)
        if case StoreError.closed = error { return }
      } else if failures > 0 {
        failures = 0
        state.withLock { $0.tally.trouble = nil }
        log("attachments_move_again", [:])
      }
      let pause = failures == 0 ? interval : min(FileLimits.longestPause, interval * Double(1 << min(failures, 10)))
      await wakeUp.sleep(for: .seconds(pause))
    }
  }

  private func note(_ error: any Error, _ failures: Int) {
    state.withLock { state in
      state.tally.failures += 1
      state.tally.trouble = "\(error)"
    }
    log("attachments_wait", ["error": "\(error)", "in_a_row": "\(failures)"])
  }

  /// Does all there is to do now; returns the first failure. What fails in one place holds up no other.
  func round() async -> (any Error)? {
    var first: (any Error)?
    do { try await removeDoomed() } catch { first = error }
    guard target != .store else { return first }
    do {
      let home = try home(target)
      while !isStopping {
        let rows = try await store.read { try $0.filesInside(after: nil, limit: FileLimits.batch) }
        for row in rows where !isStopping {
          // Ingest goes first.
          for _ in 0..<50 where store.waitingIngests > 0 { try? await Task.sleep(for: .milliseconds(5)) }
          _ = try await takeOut(row, from: nil, to: home)
        }
        if rows.count < FileLimits.batch { break }
      }
    } catch { first = first ?? error }
    return first
  }

  /// Puts a file's bytes to another place outside. False when the file is gone, or somebody else moved it.
  func takeOut(_ row: FileRow, from old: OutsideFile?, to home: any FileHome) async throws -> Bool {
    let data: [UInt8]
    if let old {
      data = try await checkedBytes(of: old)
    } else {
      guard let found = try await store.read({ try $0.fileData(row) }) else { return false }
      data = found
    }
    let (name, place, now) = (token(), home.place, clock())
    try await store.write {
      try $0.expectFile(name, in: place, due: now.adding(seconds: FileLimits.expectedSeconds))
    }
    try await home.put(data, as: name)
    guard try await home.bytes(of: name, limit: data.count) == data else {
      throw FileHomeError.wrong("\(home.title) gave back other bytes than it was given under \(name).")
    }
    let file = OutsideFile(name: name, place: place, bytes: Int64(data.count), hash: SHA256.hash(data), row: row)
    let isMoved = try await store.write { store in
      if try store.moveOut(file, from: old?.name) { return true }
      try store.putOffFile(name, due: now)
      return false
    }
    if isMoved { state.withLock { $0.tally.moved += 1 } }
    return isMoved
  }

  /// Puts a file's bytes back into the store.
  func takeIn(_ file: OutsideFile) async throws -> Bool {
    let data = try await checkedBytes(of: file)
    let isMoved = try await store.write { try $0.moveIn(file, data: data) }
    if isMoved { state.withLock { $0.tally.moved += 1 } }
    return isMoved
  }

  /// Removes outside what the store no longer needs.
  func removeDoomed() async throws {
    var first: FileHomeError?
    while !isStopping, first == nil {
      let now = clock()
      let doomed = try await store.read { try $0.doomedFiles(due: now, limit: FileLimits.batch) }
      for file in doomed where !isStopping {
        do throws(FileHomeError) {
          try await home(file.place).remove(file.name)
        } catch {
          first = first ?? error
          // Others may lie in a place that answers.
          try await store.write { try $0.putOffFile(file.name, due: now.adding(seconds: 60)) }
          continue
        }
        try await store.write { try $0.forgetFile(file.name) }
        state.withLock { $0.tally.removed += 1 }
      }
      if doomed.count < FileLimits.batch { break }
    }
    if let first { throw first }
  }
}
