// The effective value of every setting and where it came from: flags before environment before file before default.
import Foundation

struct SettingValues: Sendable, Equatable {
  enum Source: Sendable, Equatable, CustomStringConvertible {
    case flag, environment, fallback
    case file(line: Int)

    var description: String {
      switch self {
      case .flag: "flag"
      case .environment: "environment"
      case .file(let line): "file, line \(line)"
      case .fallback: "default"
      }
    }
  }

  struct Entry: Sendable, Equatable {
    var value: String
    var source: Source
  }

  /// A configuration file's largest size, in bytes.
  static let fileLimit = 1_048_576
  static let configFlag = "--config"
  static let configEnvironment = "TELLBACK_CONFIG"

  private(set) var entries: [String: Entry] = [:]
  /// Variables with our prefix that nothing here reads: another program's, or a typing mistake that must not go unseen.
  let unknownVariables: [String]

  /// Throws ``UsageError`` for whatever is unknown, twice, or of another kind than its setting.
  init(arguments: ArgumentReader, environment: [String: String]) throws {
    let path = try arguments.value(Self.configFlag) ?? environment[Self.configEnvironment]
    let file = try path.map(Self.read(file:)) ?? [:]
    for setting in Setting.all {
      var entry = Entry(value: setting.fallback, source: .fallback)
      if let found = file[setting.key] { entry = found }
      if let value = environment[setting.environment] { entry = Entry(value: value, source: .environment) }
      if let values = arguments.values[setting.flag] {
        if case .list = setting.kind {
          entry = Entry(value: values.joined(separator: ","), source: .flag)
        } else if let value = try arguments.value(setting.flag) {
          entry = Entry(value: value, source: .flag)
        }
      } else if arguments.switches.contains(setting.flag) {
        entry = Entry(value: "true", source: .flag)
      }
      try Self.check(entry, setting)
      entries[setting.key] = entry
    }
    let known = Set(Setting.all.map(\.environment) + [Self.configEnvironment])
    unknownVariables = environment.keys.filter { $0.hasPrefix("TELLBACK_") && !known.contains($0) }.sorted()
  }

  func text(_ setting: Setting) -> String { entries[setting.key]?.value ?? setting.fallback }
  func integer(_ setting: Setting) -> Int { Int(text(setting)) ?? 0 }
  func bool(_ setting: Setting) -> Bool { text(setting) == "true" }
  func list(_ setting: Setting) -> [String] {
    text(setting).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// `key = value    (source)` for every setting, as `serve --check` prints.
  var table: String {
    Setting.all.map { setting in
      let entry = entries[setting.key] ?? Entry(value: setting.fallback, source: .fallback)
      let value = setting.key == Setting.store.key ? StoreAddress.shown(entry.value) : entry.value
      return "\(setting.key) = \(value)    (\(entry.source))\n"
    }.joined() + unknownVariables.map { "# \($0) in the environment is not a setting of serve\n" }.joined()
  }

  private static func check(_ entry: Entry, _ setting: Setting) throws {
    let isRight =
      switch setting.kind {
      case .text, .list: true
      case .integer(let range): Int(entry.value).map(range.contains) ?? false
      case .flag: entry.value == "true" || entry.value == "false"
      case .choice(let words): words.contains(entry.value)
      }
    guard isRight else {
      throw UsageError(
        "\(setting.key) must be \(setting.expected); it is '\(entry.value)' (\(entry.source)).")
    }
  }

  private static func read(file path: String) throws -> [String: Entry] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError("The configuration file \(path) cannot be read.")
    }
    guard data.count <= fileLimit, let text = String(validating: data, as: UTF8.self) else {
      throw UsageError("The configuration file \(path) must be UTF-8 of at most \(fileLimit) bytes.")
    }
    var found: [String: Entry] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw UsageError("\(path), line \(index + 1): expected KEY = VALUE; given: \(line)")
      }
      let key = parts[0].trimmingCharacters(in: .whitespaces)
      let value = parts[1].trimmingCharacters(in: .whitespaces)
      guard let setting = Setting.all.first(where: { $0.key == key }) else {
        let known = Setting.all.map(\.key).joined(separator: " ")
        throw UsageError("\(path), line \(index + 1): '\(key)' is not known; expected one of \(known).")
      }
      if let earlier = found[key] {
        guard case .list = setting.kind else {
          throw UsageError("\(path), line \(index + 1): '\(key)' stands twice (\(earlier.source)).")
        }
        found[key] = Entry(value: earlier.value + "," + value, source: earlier.source)
      } else {
        found[key] = Entry(value: value, source: .file(line: index + 1))
      }
    }
    return found
  }
}
