// A browser in two words, of what it says of itself.

enum BrowserText {
  /// `Firefox on Linux`; the beginning of what it said when that names nothing known.
  static func name(_ agent: String) -> String {
    guard !agent.isEmpty else { return AccountText.silentBrowser.text }
    // The order matters: Edge and Opera name Chrome, Chrome names Safari, and Android names Linux.
    let browser = first(
      agent,
      [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
      ])
    let system = first(
      agent,
      [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
      ])
    switch (browser, system) {
    case (let browser?, let system?): return AccountText.browser(browser, on: system).text
    case (let browser?, nil): return browser
    default: return Words.cut(agent, to: 60)
    }
  }

  private static func first(_ agent: String, _ names: [(part: String, name: String)]) -> String? {
    names.first { agent.contains($0.part) }?.name
  }
}
