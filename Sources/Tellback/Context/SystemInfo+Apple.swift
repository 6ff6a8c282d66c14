// Apple platforms: the process's own view of the system, without anything that needs a permission.
#if canImport(Darwin)
  import Darwin
  import Foundation

  extension SystemInfo {
    static var osName: String {
      #if os(iOS)
        "iOS"
      #elseif os(tvOS)
        "tvOS"
      #elseif os(watchOS)
        "watchOS"
      #elseif os(visionOS)
        "visionOS"
      #else
        "macOS"
      #endif
    }

    static var osVersion: String? {
      let version = ProcessInfo.processInfo.operatingSystemVersion
      return "\(version.majorVersion).\(version.minorVersion).\(version.patchVersion)"
    }

    /// The model, such as `iPhone15,2` or `Mac14,2`.
    static var device: String? {
      #if os(macOS)
        sysctl("hw.model")
      #else
        sysctl("hw.machine")
      #endif
    }

    /// Bytes that this process may still take, where the system tells it.
    static var memoryFree: Int64? {
      #if os(macOS)
        nil
      #else
        Int64(clamping: os_proc_available_memory())
      #endif
    }

    static var locale: String? { Locale.preferredLanguages.first }

    private static func sysctl(_ name: String) -> String? {
      var size = 0
      guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
#endif
