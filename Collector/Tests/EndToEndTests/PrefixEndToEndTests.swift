// The collector under a path of somebody else's site: the SDK and the board through real proxies that remove the path or leave it.
import CollectorCore
import Foundation
import Tellback
import TestPrograms
import Testing

@Suite(
  .serialized, .enabled(if: FrontProxy.areInstalled, "nginx or haproxy is not installed (Debian: nginx-light, haproxy)")
)
struct PrefixEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  @Test(arguments: FrontProxy.Kind.allCases, [true, false])
  func `Behind a proxy that publishes it under a path, SDK, board, assets and events work`(
    kind: FrontProxy.Kind, removes: Bool
  ) async throws {
    let port = try FreePort.find()
    let place = "http://127.0.0.1:\(port)/feedback"
    try await collector.start(["--public-url", place])
    let key = try await collector.createApp()
    let account = try await Tool.run(
      ["user", "create", "ada@example.com", "--role", "support", "--data", collector.data],
      input: "correct horse battery\n")
    #expect(account.status == 0, "\(account.errors)")
    let proxy = try await FrontProxy(kind, on: port, target: collector.port, removes: removes, in: folder)
    defer { withExtendedLifetime(proxy) {} }

    var configuration = ReporterConfiguration(
      collector: try CollectorProcess.url(place), appKey: key, appName: "e2e", appVersion: "1.0",
      queueDirectory: folder.file("queue"))
    configuration.sync.retry.base = .milliseconds(50)
    configuration.sync.retry.cap = .milliseconds(200)
    configuration.sync.updateInterval = .milliseconds(200)
    let reporter = try Reporter(configuration)
    let receipt = try await reporter.report(
      "The card is declined", user: "ann",
      attachments: [ReportAttachment(bytes: Array("a log".utf8), name: "log.txt", type: "text/plain")])
    var ticket: Int64?
    do {
      try await eventually("the ticket") {
        try await reporter.flush(within: .seconds(5))
        for case .onTicket(let number) in try await reporter.state(of: receipt.id)?.states ?? [] { ticket = number }
        return ticket != nil
      }
    } catch {
      let states = try await reporter.state(of: receipt.id)?.states
      Issue.record("\(error): \(reporter.condition), \(String(describing: states)); \(proxy.errors) \(collector.log)")
      throw error
    }
    let number = try #require(ticket)

    let visitor = Visitor(port: port)
    let door = try await visitor.get("/")
    #expect(door.status == 200 && door.path == "/feedback/sign-in")
    let list = try await visitor.post(
      "/sign-in", ["email": "ada@example.com", "password": "correct horse battery", "to": "/"])
    #expect(list.path == "/feedback/" && list.text.contains("The card is declined"))
    for asset in list.addresses where asset.contains("/assets/") {
      #expect(try await visitor.get(String(asset.dropFirst("/feedback".count))).status == 200)
    }
    let page = try await visitor.get("/tickets/\(number)")
    #expect(page.status == 200)
    for address in page.addresses where !address.hasPrefix("#") {
      #expect(address.hasPrefix("/feedback/") && !address.hasPrefix("/feedback/feedback"), "\(address)")
    }
    let file = try #require(page.addresses.first { $0.contains("/attachments/") })
    #expect(try await visitor.get(String(file.dropFirst("/feedback".count))).text == "a log")

    let token = try #require(page.token)
    let answered = try await visitor.post(
      "/tickets/\(number)", ["form_token": token, "act": "answer", "note": "We look at it", "seen": "999999"])
    #expect(answered.status == 200 && answered.path == "/feedback/tickets/\(number)")
    let published = try await visitor.post(
      "/tickets/\(number)/known",
      ["form_token": token, "act": "publish", "title": "Cards are declined", "workaround": "Pay by invoice."])
    #expect(published.status == 200)
    #expect(try await reporter.refreshKnownIssues())
    try await eventually("the answer on the device") {
      try await reporter.flush(within: .seconds(5))
      let states = try await reporter.state(of: receipt.id)?.states ?? []
      return states.contains { if case .answered("We look at it", _) = $0 { true } else { false } }
    }
    let stream = try await PlainSocket.read(
      port, "GET /feedback/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(visitor.cookie)\r\n\r\n",
      until: "event: change")
    #expect(stream.contains("200"))
    await reporter.close()
    try await collector.stop()
  }
}

/// What a browser would do with cookies and redirects, over plain sockets: URLSession on Linux overlooks `set-cookie` in lower case.
private final class Visitor {
  struct Page {
    var status: Int
    var path: String
    var text: String

    var addresses: [String] {
      text.matches(of: #/ (?:href|src|action|data-live|data-events)="([^"]*)"/#).map { String($0.output.1) }
    }
    var token: String? { text.firstMatch(of: #/name="form_token" value="([0-9a-f]+)"/#).map { String($0.output.1) } }
  }

  private let port: Int
  private var cookies: [String: String] = [:]

  var cookie: String { cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }

  init(port: Int) { self.port = port }

  func get(_ path: String) async throws -> Page { try await send("GET", "/feedback" + path, "") }

  func post(_ path: String, _ form: [String: String]) async throws -> Page {
    let body = form.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
      .joined(separator: "&")
    return try await send("POST", "/feedback" + path, body)
  }

  private func send(_ method: String, _ target: String, _ body: String, redirects: Int = 5) async throws -> Page {
    var head = "\(method) \(target) HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie)\r\n"
    if method == "POST" {
      head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n"
    }
    let answer = try await PlainSocket.read(port, head + "\r\n" + body, until: nil)
    let parts = answer.components(separatedBy: "\r\n\r\n")
    let lines = (parts.first ?? "").components(separatedBy: "\r\n")
    func field(_ name: String) -> String? {
      lines.first { $0.lowercased().hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }
    if let set = field("set-cookie") {
      let pair = set.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      cookies[String(pair[0])] = String(pair[1])
      #expect(set.contains("Path=/feedback;"))
    }
    if let location = field("location"), redirects > 0 {
      return try await send("GET", location.components(separatedBy: "#")[0], "", redirects: redirects - 1)
    }
    return Page(
      status: Int(lines[0].dropFirst(9).prefix(3)) ?? 0, path: target.components(separatedBy: "?")[0],
      text: parts.dropFirst().joined(separator: "\r\n\r\n"))
  }
}
