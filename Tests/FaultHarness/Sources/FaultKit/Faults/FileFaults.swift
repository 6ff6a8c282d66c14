// Faults in a program's file calls. A preloaded library makes them; a shared page controls it while the program runs.
import CFaults
import Foundation

/// A page that programs started with ``environment`` share with the harness. Only calls on files in `folder` are counted.
public final class FileFaults: @unchecked Sendable {
  public struct Calls: OptionSet, Sendable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    public static let open = Calls(rawValue: Int32(FAULT_ON_OPEN))
    public static let read = Calls(rawValue: Int32(FAULT_ON_READ))
    public static let write = Calls(rawValue: Int32(FAULT_ON_WRITE))
    public static let sync = Calls(rawValue: Int32(FAULT_ON_SYNC))
    public static let truncate = Calls(rawValue: Int32(FAULT_ON_TRUNCATE))
    public static let rename = Calls(rawValue: Int32(FAULT_ON_RENAME))
    public static let unlink = Calls(rawValue: Int32(FAULT_ON_UNLINK))
    public static let mkdir = Calls(rawValue: Int32(FAULT_ON_MKDIR))
    public static let link = Calls(rawValue: Int32(FAULT_ON_LINK))
    public static let lock = Calls(rawValue: Int32(FAULT_ON_LOCK))
    /// Whatever changes something.
    public static let changes: Calls = [.write, .sync, .truncate, .rename, .unlink, .mkdir, .link]
    public static let all: Calls = [.changes, .open, .read, .lock]

    public var text: String {
      let names: [(Calls, String)] = [
        (.open, "open"), (.read, "read"), (.write, "write"), (.sync, "sync"), (.truncate, "truncate"),
        (.rename, "rename"), (.unlink, "unlink"), (.mkdir, "mkdir"), (.link, "link"), (.lock, "lock"),
      ]
      return names.filter { contains($0.0) }.map(\.1).joined(separator: "+")
    }
  }

  public enum Action: Sendable, Equatable {
    /// The call fails with this errno and does nothing.
    case fail(Int32)
    /// A write takes half of its bytes; other calls fail with this errno.
    case short(Int32)
    case killBefore
    /// In the middle of a write; before any other call.
    case killHalfway
    case killAfter
  }

  public let folder: String
  public let path: String
  private let control: UnsafeMutablePointer<fault_control>

  /// `path` is the page's file, outside of `folder`.
  public init(folder: String, path: String) throws {
    guard let control = fault_control_map(path) else { throw FaultError("\(path) could not be mapped.") }
    self.folder = folder
    self.path = path
    self.control = control
  }

  deinit { fault_control_unmap(control) }

  /// For a program that shall meet the faults.
  public var environment: [String: String] {
    get throws {
      ["LD_PRELOAD": try Self.library(), "FAULT_FOLDER": folder, "FAULT_CONTROL": path]
    }
  }

  /// The library, built beside the harness.
  private static func library() throws -> String {
    let path = URL(fileURLWithPath: Program.this).deletingLastPathComponent()
      .appendingPathComponent("libFaultPreload.so").path
    guard access(path, R_OK) == 0 else {
      throw FaultError("libFaultPreload.so does not lie beside \(Program.this); Tests/faults builds it.")
    }
    return path
  }

  /// From the `first`-th matching call from now on (1 is the next), `count` calls meet the fault. Only files whose path ends
  /// with `name` match.
  public func arm(_ calls: Calls, name: String = "", from first: Int = 1, count: Int = 1, _ action: Action) {
    let (code, number): (Int, Int32) =
      switch action {
      case .fail(let error): (FAULT_FAIL, error)
      case .short(let error): (FAULT_SHORT, error)
      case .killBefore: (FAULT_KILL_BEFORE, 0)
      case .killHalfway: (FAULT_KILL_HALFWAY, 0)
      case .killAfter: (FAULT_KILL_AFTER, 0)
      }
    fault_control_arm(control, calls.rawValue, name, Int64(first), Int64(count), Int32(code), number)
  }

  public func disarm() { fault_control_disarm(control) }

  /// Calls that matched since it was armed.
  public var seen: Int { Int(fault_control_seen(control)) }
  /// Those that met the fault.
  public var met: Int { Int(fault_control_met(control)) }
  /// The first that met it, such as `write 0/queue.sqlite-wal`; nil when none did.
  public var firstMet: String? {
    guard met > 0 else { return nil }
    return Calls(rawValue: fault_control_met_operation(control)).text + " "
      + String(cString: fault_control_met_path(control))
  }
}
