// The Swift interface of the hooked SQLite VFS.
import CFaults

/// An operation of SQLite on a file, before it happens or after it.
public struct FileEvent {
  public enum Operation: Int32, Sendable {
    case open = 1
    case close, read, write, truncate, sync, delete
  }

  public let operation: Operation
  public let isAfter: Bool
  public let path: String
  /// A write's bytes; a read's bytes after it.
  public let bytes: UnsafeRawBufferPointer
  /// Of a write or read; the new size of a truncation.
  public let offset: Int64
  /// SQLite's result code, after the operation.
  public let result: Int32
}

/// What to do with an operation.
public enum FileAnswer: Sendable {
  case pass
  /// Fails it with an SQLite result code. Before a write, so many bytes of it are still written.
  case fail(Int32, written: Int = 0)
}

public enum FaultVFS {
  public typealias Hook = @Sendable (FileEvent) -> FileAnswer
  /// In a box: a closure that is copied out of a generic place is wrapped once more by each copy.
  private struct Box { let hook: Hook }
  private static let box = Locked<Box?>(nil)

  /// Shows each operation of this process's SQLite to `newHook`, for connections opened from now on; those that are open
  /// change to the new hook too. The hook is called on the connections' threads.
  public static func install(_ newHook: @escaping Hook) throws {
    box.with { $0 = Box(hook: newHook) }
    let code = fault_vfs_install(
      { _, event in
        guard let event, let operation = FileEvent.Operation(rawValue: event.pointee.operation) else {
          return SQLITE_OK
        }
        let raw = event.pointee
        let seen = FileEvent(
          operation: operation, isAfter: raw.isAfter == 1, path: raw.path.map { String(cString: $0) } ?? "",
          bytes: UnsafeRawBufferPointer(start: raw.bytes, count: raw.bytes == nil ? 0 : Int(raw.count)),
          offset: raw.offset, result: raw.result)
        guard let box = FaultVFS.box.with({ $0 }) else { return SQLITE_OK }
        switch box.hook(seen) {
        case .pass: return SQLITE_OK
        case .fail(let code, let written):
          event.pointee.written = Int32(written)
          return code
        }
      }, nil)
    guard code == SQLITE_OK else { throw FaultError("The VFS could not be registered: SQLite's code \(code).") }
  }

  /// Connections opened from now on use the system's VFS; those that are open are let through.
  public static func remove() {
    box.with { $0 = nil }
    fault_vfs_remove()
  }
}
