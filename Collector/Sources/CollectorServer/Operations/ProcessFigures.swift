// What this process takes of the machine, as the kernel tells it.
import Foundation

enum ProcessFigures {
  /// Resident memory in bytes; nil where the system does not tell.
  static var residentBytes: Int64? {
    #if os(Linux)
      guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
      let parts = text.split(separator: " ")
      guard parts.count > 1, let pages = Int64(parts[1]) else { return nil }
      return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    #else
      var usage = rusage()
      return getrusage(RUSAGE_SELF, &usage) == 0 ? Int64(usage.ru_maxrss) : nil
    #endif
  }

  /// Open file descriptors; nil where the system does not tell.
  static var openDescriptors: Int? {
    #if os(Linux)
      let path = "/proc/self/fd"
    #else
      let path = "/dev/fd"
    #endif
    return (try? FileManager.default.contentsOfDirectory(atPath: path))?.count
  }

  /// Files that this process may open at most, once it asks for all that it is allowed.
  static var descriptorLimit: Int {
    var limit = rlimit()
    #if os(Linux)
      let code = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    #else
      let code = getrlimit(RLIMIT_NOFILE, &limit)
    #endif
    return code == 0 ? Int(clamping: limit.rlim_max) : Int.max
  }
}
