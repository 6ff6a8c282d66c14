// Linux: os-release, DMI or the host's name, /proc/meminfo, and the locale of the environment.
#if os(Linux) || os(Android)
  import Foundation

  extension SystemInfo {
    /// Such as `Debian GNU/Linux`.
    static var osName: String { release("NAME") ?? "Linux" }

    /// Such as `12`, or the kernel's release where the distribution has no number.
    static var osVersion: String? { release("VERSION_ID") ?? line(of: "/proc/sys/kernel/osrelease") }

    /// The machine's product name, or the kind of its processor.
    static var device: String? {
      if let product = line(of: "/sys/devices/virtual/dmi/id/product_name") { return product }
      if let model = line(of: "/proc/device-tree/model") { return model }
      var name = utsname()
      guard uname(&name) == 0 else { return nil }
      return withUnsafeBytes(of: name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// `MemAvailable`: what could be used without swapping.
    static var memoryFree: Int64? {
      guard let text = text(of: "/proc/meminfo"),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
        let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
      else { return nil }
      return kilobytes * 1_024
    }

    /// From `LC_ALL`, `LC_MESSAGES` or `LANG`: `de_CH.UTF-8` is `de-CH`. Nil for `C` and `POSIX`.
    static var locale: String? {
      guard let text = environment("LC_ALL") ?? environment("LC_MESSAGES") ?? environment("LANG") else { return nil }
      let tag = text.prefix { $0 != "." && $0 != "@" }
      guard tag != "C", tag != "POSIX", !tag.isEmpty else { return nil }
      return tag.split(separator: "_").joined(separator: "-")
    }

    private static func release(_ key: String) -> String? {
      guard let text = text(of: "/etc/os-release") ?? text(of: "/usr/lib/os-release") else { return nil }
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key + "=") }) else { return nil }
      let value = line.dropFirst(key.count + 1)
      return value.count >= 2 && value.first == "\"" && value.last == "\""
        ? String(value.dropFirst().dropLast()) : String(value)
    }

    private static func line(of path: String) -> String? {
      guard let line = text(of: path)?.split(whereSeparator: { $0 == "\n" || $0 == "\0" }).first else { return nil }
      return line.isEmpty ? nil : String(line)
    }

    private static func text(of path: String) -> String? {
      // A value that cannot be read is absent from the context.
      (try? FileReading.bytes(ofFile: path, limit: 65_536)).map { String(decoding: $0, as: UTF8.self) }
    }
  }
#endif
