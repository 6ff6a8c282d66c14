// A collector with an app and a web key, a site that embeds the form, and what a person does with it.
import CollectorCore
import CollectorHTTP
import CollectorSQLite
import Foundation
import TestBrowser

final class WidgetScene: Sendable {
  let folder: TestFolder
  nonisolated(unsafe) let collector: CollectorProcess  // Used by one test at a time.
  let site: PageServer
  let key: String
  let appKey: String

  init(_ settings: [String] = ["--undo-seconds", "0"], quota: [String] = []) async throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
    try await collector.start(settings)
    appKey = try await collector.createApp()
    let port = collector.port
    site = try PageServer { "http://127.0.0.1:\(port)/widget.js" }
    let made = try await Tool.run(
      ["app", "web-key", "create", "shop", "--origin", site.origin, "--data", collector.data] + quota)
    guard made.status == 0, let text = made.lines.last else { throw TestFailure(made.errors) }
    key = text
  }

  func address(_ lang: String = "en", key: String? = nil, origin: String? = nil, more: String = "") -> String {
    "\(origin ?? site.origin)/shop/cart?lang=\(lang)&data-key=\(key ?? self.key)&data-version=3.1\(more)"
  }

  /// What a command printed.
  @discardableResult func run(_ words: String...) async throws -> String {
    let result = try await Tool.run(words + ["--data", collector.data])
    guard result.status == 0 else { throw TestFailure(result.errors) }
    return result.output
  }

  /// Reports that are on the collector's disk.
  func received() async throws -> Int64 {
    try await Client(base: try collector.url, key: appKey).metrics()["tellback_reports_received_total"] ?? -1
  }

  /// A program of staff.
  func desk() async throws -> Client {
    _ = try await Tool.run(
      ["user", "create", "kim@example.com", "--role", "support", "--data", collector.data], input: "long enough\n")
    let made = try await Tool.run(
      ["user", "token", "create", "kim@example.com", "Bot", "--data", collector.data]
        + ["read", "claim", "answer", "move"].flatMap { ["--scope", $0] })
    guard made.status == 0, let token = made.lines.last else { throw TestFailure(made.errors) }
    return Client(base: try collector.url, key: token)
  }

  func post(_ desk: Client, _ path: String, _ body: String) async throws {
    let answer = try await desk.send("POST", path, Array(body.utf8), headers: ["If-Match": "*"])
    guard (200...299).contains(answer.status) else { throw TestFailure("\(path): \(answer.text)") }
  }

  /// Somebody of staff answers the only ticket with a file, while the collector is down for a moment.
  func answer(with file: StaffFile) async throws {
    try await eventually("the ticket") {
      try await Client(base: try self.collector.url, key: self.appKey).metrics()["tellback_reports_opened_total"] == 1
    }
    try await collector.stop()
    let store = try collector.openStore()
    let now = now()
    try await store.write { store in
      try TicketActions(store, now: now).answer(1, note: "Here it is", files: [file], by: .system)
    }
    await store.close()
    try await collector.start(["--undo-seconds", "0"])
  }

  func stop() async throws {
    await site.stop()
    try await collector.stop()
  }
}

/// What a person does with the form. Its parts lie in a shadow root, where WebDriver's selectors do not reach.
extension Browser {
  static let root = "document.querySelector('aside').shadowRoot"

  func openForm() async throws {
    guard try await waits(for: "document.querySelector('aside')?.shadowRoot.querySelector('.open')") else {
      throw TestFailure("There is no button of the form: \(try await complaints())")
    }
    try await value("(\(Self.root).querySelector('.open').click(), 1)")
    guard try await waits(for: "\(Self.root).querySelector('dialog[open] textarea')") else {
      throw TestFailure("The form does not open: \(try await complaints())")
    }
  }

  func write(_ text: String) async throws {
    try await value(
      """
      (() => { const field = \(Self.root).querySelector('dialog textarea'); field.value = \(Self.quoted(text));
        field.dispatchEvent(new Event('input')); return 1; })()
      """)
  }

  func pressSend() async throws { try await value("(\(Self.root).querySelector('.main').click(), 1)") }

  /// What the dialog says.
  var said: String { get async throws { try await value("\(Self.root).querySelector('dialog')?.innerText ?? ''") } }

  func says(_ text: String) async throws -> Bool {
    try await waits(for: "\(Self.root).querySelector('dialog')?.innerText.includes(\(Self.quoted(text)))")
  }

  func clickButton(_ text: String) async throws {
    let button =
      "[...\(Self.root).querySelectorAll('button')].find((each) => each.textContent.startsWith(\(Self.quoted(text))))"
    guard try await waits(for: button) else { throw TestFailure("There is no button '\(text)': \(try await said)") }
    try await value("(\(button).click(), 1)")
  }

  /// Writes a report and returns what the form said first.
  func report(_ text: String) async throws -> String {
    try await openForm()
    try await write(text)
    try await pressSend()
    guard try await waits(for: "\(Self.root).querySelector('dialog section [role=status]')?.textContent") else {
      throw TestFailure("Nothing was said: \(try await said)")
    }
    return try await said
  }

  static func quoted(_ text: String) -> String {
    let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
    return String(decoding: data ?? Data("\"\"".utf8), as: UTF8.self)
  }
}
