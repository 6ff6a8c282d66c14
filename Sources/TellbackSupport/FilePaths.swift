// Paths of files as text, by the rules of POSIX: slashes divide, several count as one. No function here looks at a file.
#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Takes paths apart and joins them.
///
/// Foundation's own calls are not safe for every path: on Linux `NSString.deletingLastPathComponent` ends the process for a path
/// of one character. These accept any text.
public enum FilePaths {
  /// The folder that `path` is in: `/a` for `/a/b`, `/` for `/a` and `/`, `.` for `a` and the empty path. A slash at the end does
  /// not count.
  public static func parent(of path: String) -> String {
    let bytes = trimmed(path)
    guard let slash = bytes.lastIndex(of: slash) else { return bytes.isEmpty && !path.isEmpty ? "/" : "." }
    let folder = withoutSlashes(bytes[..<slash])
    return folder.isEmpty ? "/" : text(folder)
  }

  /// The last part of `path`: `b` for `/a/b/`. Empty for the empty path and for `/`.
  public static func name(of path: String) -> String {
    let bytes = trimmed(path)
    guard let last = bytes.lastIndex(of: slash) else { return text(bytes) }
    return text(bytes[(last + 1)...])
  }

  /// `name` in `folder`; a slash at the end of `folder` is not doubled.
  public static func join(_ folder: String, _ name: String) -> String {
    folder.utf8.last == slash || folder.isEmpty ? folder + name : folder + "/" + name
  }

  /// `path` as an absolute path: a relative one starts from `folder`, or from the working directory of the process. Slashes that
  /// are doubled or at the end, and parts that are `.`, are left out; `..` stays, since a link may stand before it.
  public static func absolute(_ path: String, in folder: String? = nil) -> String {
    var bytes = ArraySlice(path.utf8)
    if bytes.first != slash { bytes = Array((folder ?? workingDirectory).utf8) + [slash] + bytes }
    var result: [UInt8] = []
    for part in bytes.split(separator: slash) where !part.elementsEqual([UInt8(ascii: ".")]) {
      result.append(slash)
      result += part
    }
    return result.isEmpty ? "/" : text(result[...])
  }

  /// False for a path that no file can have: an empty one, or one with a NUL, at which the system would cut it.
  public static func isUsable(_ path: String) -> Bool { !path.isEmpty && !path.utf8.contains(0) }

  private static let slash = UInt8(ascii: "/")

  private static var workingDirectory: String {
    guard let folder = getcwd(nil, 0) else { return "/" }
    defer { free(folder) }
    return String(cString: folder)
  }

  private static func trimmed(_ path: String) -> ArraySlice<UInt8> { withoutSlashes(ArraySlice(path.utf8)) }

  private static func withoutSlashes(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while bytes.last == slash { bytes.removeLast() }
    return bytes
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
