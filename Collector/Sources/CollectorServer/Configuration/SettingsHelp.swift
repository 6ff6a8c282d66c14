// Every setting of `serve` in words, from the one table.

enum SettingsHelp {
  static var text: String {
    let lines = Setting.all.map { setting in
      "  \(setting.flag)   \(setting.environment)\n      \(setting.help) Expected: \(setting.expected)."
        + (setting.fallback.isEmpty ? "" : " Default: \(setting.fallback).")
    }
    return
      "Settings of serve: a flag goes before the environment, the environment before a line KEY = VALUE of --config "
      + "FILE.\n" + lines.joined(separator: "\n") + "\n"
  }
}
