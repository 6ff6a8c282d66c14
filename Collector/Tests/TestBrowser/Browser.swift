// A browser driven over WebDriver's HTTP (W3C WebDriver 2) by chromedriver, and nothing else between. One session per object.
import Foundation
import TestPrograms

/// Headless Chromium. Ends its processes when it is closed.
public final class Browser: @unchecked Sendable {
  // Used by one test at a time; `process` is only ended once more by `close`.
  private let process: Program
  private let port: Int
  private var session = ""
  /// What it and the browser write.
  private let folder: String
  /// The browser's own process.
  private var browserProcess: Int32 = 0

  public static let driverPath: String? = [
    "/usr/bin/chromedriver", "/usr/local/bin/chromedriver", "/opt/homebrew/bin/chromedriver",
  ]
  .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// `language` is what the browser asks servers for, `profile` a folder that outlives this browser, as a person's does;
  /// `preferences` are Chromium's own.
  public init(language: String = "en", profile: String? = nil, preferences: [String: Any] = [:]) async throws {
    guard let path = Self.driverPath else { throw PlainClientError(description: "chromedriver is not installed") }
    folder = NSTemporaryDirectory() + "/tellback-browser-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    (process, port) = try await Self.start(path, in: folder)
    do {
      var options: [String: Any] = [
        "args": [
          "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
          "--force-color-profile=srgb", "--lang=\(language)", "--accept-lang=\(language)",
          // It ends when the pipe does, so it never outlives chromedriver.
          "--remote-debugging-pipe",
        ] + (profile.map { ["--user-data-dir=\($0)"] } ?? [])
      ]
      if !preferences.isEmpty { options["prefs"] = preferences }
      let answer = try await call(
        "POST", "/session",
        [
          "capabilities": [
            "alwaysMatch": [
              "goog:chromeOptions": options,
              // The rules of accessibility take their time on a busy machine.
              "timeouts": ["script": 300_000],
              "goog:loggingPrefs": ["browser": "ALL"],
            ]
          ]
        ])
      guard let value = answer as? [String: Any], let id = value["sessionId"] as? String else {
        throw PlainClientError(description: "chromedriver gave no session")
      }
      session = "/session/\(id)"
      let capabilities = value["capabilities"] as? [String: Any]
      browserProcess = Int32(capabilities?["goog:processID"] as? Int ?? 0)
    } catch {
      end()
      throw error
    }
  }

  public func close() async {
    _ = try? await call("DELETE", session)
    end()
  }

  /// kill -9 of the browser itself, with whatever it was about to write.
  public func crash() throws {
    guard browserProcess > 1, kill(browserProcess, SIGKILL) == 0 else {
      throw PlainClientError(description: "the browser's process is not known")
    }
    end()
  }

  /// The browser itself has ended with its session, or does with chromedriver.
  private func end() {
    process.send(SIGKILL)
    while process.isRunning { usleep(1_000) }
    // The browser may write to it until it has ended too.
    for _ in 0..<200 where FileManager.default.fileExists(atPath: folder) {
      if (try? FileManager.default.removeItem(atPath: folder)) == nil { usleep(20_000) }
    }
  }

  /// Runs `body` with a browser and closes it whatever happens.
  public static func with(
    language: String = "en", profile: String? = nil, preferences: [String: Any] = [:],
    _ body: (Browser) async throws -> Void
  ) async throws {
    let browser = try await Browser(language: language, profile: profile, preferences: preferences)
    do {
      try await body(browser)
      await browser.close()
    } catch {
      await browser.close()
      throw error
    }
  }

  // MARK: What a person does

  public func go(_ address: String) async throws { try await call("POST", session + "/url", ["url": address]) }

  public func click(_ selector: String) async throws {
    let element = try await find(selector)
    do { try await call("POST", session + "/element/\(element)/click", [:]) } catch let error as PlainClientError {
      // The driver scrolls no further than to the edge of the window, where a bar of the page may lie. A person scrolls on; what
      // lies there still is in the way.
      guard error.description.contains("click intercepted") else { throw error }
      let reference = ["element-6066-11e4-a52e-4f735466cecf": element]
      let script = "arguments[0].scrollIntoView({ block: 'nearest', behavior: 'instant' })"
      try await call("POST", session + "/execute/sync", ["script": script, "args": [reference]])
      try await call("POST", session + "/element/\(element)/click", [:])
    }
  }

  public func type(_ selector: String, _ text: String) async throws {
    let element = try await find(selector)
    try await call("POST", session + "/element/\(element)/value", ["text": text])
  }

  /// Presses and lets go each key in turn, wherever the focus is.
  public func press(_ keys: String) async throws {
    let actions = keys.flatMap { key in
      [["type": "keyDown", "value": String(key)], ["type": "keyUp", "value": String(key)]]
    }
    let source: [String: Any] = ["type": "key", "id": "keyboard", "actions": actions]
    try await call("POST", session + "/actions", ["actions": [source]])
  }

  /// Opens another tab and goes on in it; returns its name.
  @discardableResult public func openTab() async throws -> String {
    let made = try await call("POST", session + "/window/new", ["type": "tab"])
    guard let name = (made as? [String: Any])?["handle"] as? String else {
      throw PlainClientError(description: "no tab was opened")
    }
    try await turn(to: name)
    return name
  }

  /// The name of the tab in use.
  public var tab: String { get async throws { try await call("GET", session + "/window") as? String ?? "" } }

  public var tabs: [String] {
    get async throws { try await call("GET", session + "/window/handles") as? [String] ?? [] }
  }

  public func turn(to tab: String) async throws { try await call("POST", session + "/window", ["handle": tab]) }

  /// Closes the tab in use; turn to another one then.
  public func closeTab() async throws { try await call("DELETE", session + "/window") }

  /// How much pages of that origin may keep, in bytes.
  public func limitStorage(of origin: String, to bytes: Int) async throws {
    try await debug("Storage.overrideQuotaForOrigin", ["origin": origin, "quotaSize": bytes])
  }

  /// Pages that this tab opens from now on find no Web Locks, as pages without TLS do.
  public func takeLocks() async throws {
    try await debug(
      "Page.addScriptToEvaluateOnNewDocument",
      ["source": "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"])
  }

  // MARK: What a person sees

  public var address: String { get async throws { try await call("GET", session + "/url") as? String ?? "" } }

  /// What `expression` is in the page, as text.
  @discardableResult public func value(_ expression: String) async throws -> String {
    let script = "const value = (\(expression)); return typeof value === 'string' ? value : JSON.stringify(value);"
    return try await call("POST", session + "/execute/sync", ["script": script, "args": [Any]()]) as? String ?? ""
  }

  /// What `script` passes to `done`, its last argument, as text; it runs as the body of a function.
  public func asyncValue(_ script: String) async throws -> String {
    let body = "const done = arguments[arguments.length - 1]; \(script)"
    return try await call("POST", session + "/execute/async", ["script": body, "args": [Any]()]) as? String ?? ""
  }

  /// Runs a script of somebody else in the page.
  public func run(_ script: String) async throws {
    try await call("POST", session + "/execute/sync", ["script": script, "args": [Any]()])
  }

  public func moveMouse(x: Int, y: Int) async throws {
    let move: [String: Any] = ["type": "pointerMove", "duration": 0, "x": x, "y": y]
    let source: [String: Any] = ["type": "pointer", "id": "mouse", "actions": [move]]
    try await call("POST", session + "/actions", ["actions": [source]])
  }

  public func back() async throws { try await call("POST", session + "/back", [:]) }

  /// Waits until `expression` is true in the page; false after a minute.
  public func waits(for expression: String) async throws -> Bool {
    for _ in 0..<1_200 {
      if try await value("Boolean(\(expression))") == "true" { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  /// Waits until the address holds `part`, also where scripts are off; false after a minute.
  public func arrives(at part: String) async throws -> Bool {
    for _ in 0..<1_200 {
      if try await address.contains(part) { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  /// Waits until there is such an element, also where scripts are off; false after a minute.
  public func sees(_ selector: String) async throws -> Bool {
    for _ in 0..<1_200 {
      if (try? await find(selector)) != nil { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  /// What the console said since the last time: errors and what the content security policy refused.
  public func complaints() async throws -> [String] {
    let entries = try await call("POST", session + "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return entries.filter { ["SEVERE", "WARNING"].contains($0["level"] as? String ?? "") }
      .map { $0["message"] as? String ?? "\($0)" }
  }

  /// `scale` is device pixels per pixel of the page: 1.5 and a width of 853 are 1280 pixels at a zoom of 150 %.
  public func resize(
    width: Int, height: Int, scale: Double = 1, isDark: Bool = false, hasForcedColors: Bool = false,
    reducesMotion: Bool = false
  ) async throws {
    try await debug(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600])
    try await debug(
      "Emulation.setEmulatedMedia",
      [
        "features": [
          ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"],
          ["name": "forced-colors", "value": hasForcedColors ? "active" : "none"],
          ["name": "prefers-reduced-motion", "value": reducesMotion ? "reduce" : "no-preference"],
        ]
      ])
  }

  public func disableScripts(_ isDisabled: Bool) async throws {
    try await debug("Emulation.setScriptExecutionDisabled", ["value": isDisabled])
  }

  /// Nothing gets through to any server, or all does again.
  public func goOffline(_ isOffline: Bool) async throws {
    try await debug("Network.enable", [:])
    try await debug(
      "Network.emulateNetworkConditions",
      ["offline": isOffline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1])
  }

  public func picture() async throws -> Data {
    let text = try await call("GET", session + "/screenshot") as? String ?? ""
    guard let data = Data(base64Encoded: text) else { throw PlainClientError(description: "no picture") }
    return data
  }

  // MARK: The protocol

  private func find(_ selector: String) async throws -> String {
    let answer = try await call("POST", session + "/element", ["using": "css selector", "value": selector])
    guard let element = (answer as? [String: String])?.values.first else {
      throw PlainClientError(description: "no element \(selector)")
    }
    return element
  }

  private func debug(_ command: String, _ parameters: [String: Any]) async throws {
    try await call("POST", session + "/goog/cdp/execute", ["cmd": command, "params": parameters])
  }

  @discardableResult
  private func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> Any? {
    let bytes = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) } ?? []
    let answer = try await PlainClient.send(
      port: port, method: method, target: path, fields: [("Content-Type", "application/json")], body: bytes)
    let object = try JSONSerialization.jsonObject(with: Data(answer.body), options: .fragmentsAllowed)
    let value = (object as? [String: Any])?["value"]
    guard answer.status == 200 else {
      let problem = (value as? [String: Any])?["message"] as? String ?? "\(answer.status)"
      throw PlainClientError(description: "\(method) \(path): \(problem.prefix(400))")
    }
    return value
  }

  /// Where many start at once one of them may end before it listens: it is started again.
  private static func start(_ path: String, in folder: String) async throws -> (Program, Int) {
    var failure: any Error = PlainClientError(description: "chromedriver did not start")
    for attempt in 1...3 {
      let said = folder + "/said-\(attempt)"
      let process = try Program(path, ["--port=0"], environment: ["TMPDIR": folder], output: said)
      do { return (process, try await port(of: process, saidIn: said)) } catch {
        process.send(SIGKILL)
        failure = error
      }
    }
    throw failure
  }

  private static func port(of process: Program, saidIn file: String) async throws -> Int {
    var text = ""
    for _ in 0..<6_000 {
      let bytes = FileManager.default.contents(atPath: file) ?? Data()
      text = String(decoding: bytes, as: UTF8.self)
      if let digits = text.components(separatedBy: "successfully on port ").dropFirst().first?.prefix(
        while: \.isNumber),
        text.hasSuffix("\n"), let port = Int(digits)
      {
        return port
      }
      guard process.isRunning else { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw PlainClientError(description: "chromedriver did not start: \(text)")
  }
}
