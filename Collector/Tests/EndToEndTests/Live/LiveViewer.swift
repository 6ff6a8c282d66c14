// Somebody who has the list open, on plain sockets: it follows the stream as live.js does, reads the page anew when something is newer
// than what it shows, and connects again when the stream ends.
import Foundation
import Synchronization
import TestBrowser

final class LiveViewer: Sendable {
  /// The rows of a page in their order, each by its ticket with the version of what it says.
  struct Row: Sendable, Hashable {
    var ticket: String
    var version: String
  }

  struct State: Sendable {
    var rows: [Row] = []
    var shown: Int64 = 0
    var looks = 0
    var connections = 0
    /// Pages on which a ticket stood twice, and answers that were none.
    var faults: [String] = []
    var isStopped = false
    var stream: Int32 = -1
  }

  private let port: Int
  private let cookie: String
  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)

  /// Reads the page before it follows, as a browser does.
  init(port: Int, cookie: String) async throws {
    self.port = port
    self.cookie = cookie
    try await look()
    Thread.detachNewThread { [self] in
      while !state.withLock({ $0.isStopped }) { follow() }
      ended.signal()
    }
  }

  var seen: State { state.withLock { $0 } }

  /// Once or more often.
  func stop() {
    let isFirst = state.withLock { state in
      if state.stream >= 0 { shutdown(state.stream, Int32(SHUT_RDWR)) }
      defer { state.isStopped = true }
      return !state.isStopped
    }
    if isFirst { ended.wait() }
  }

  static func rows(of page: String) -> [Row] {
    guard let list = page.range(of: "id=\"live\"") else { return [] }
    return page[list.upperBound...].components(separatedBy: "data-key=\"").dropFirst().compactMap { part in
      guard let version = part.range(of: "data-version=\"") else { return nil }
      return Row(
        ticket: String(part.prefix { $0 != "\"" }), version: String(part[version.upperBound...].prefix { $0 != "\"" }))
    }
  }

  private func look() async throws {
    let page = try await PlainClient.send(port: port, method: "GET", target: "/", fields: [("Cookie", cookie)])
    note(page)
  }

  private func note(_ page: PlainAnswer) {
    let text = page.text
    let rows = Self.rows(of: text)
    let version = text.range(of: "data-version=\"").flatMap { Int64(text[$0.upperBound...].prefix { $0 != "\"" }) }
    state.withLock { state in
      state.looks += 1
      if page.status != 200 || version == nil { state.faults.append("an answer of \(page.status)") }
      if Set(rows.map(\.ticket)).count != rows.count { state.faults.append("doubled: \(rows.map(\.ticket))") }
      state.rows = rows
      state.shown = max(state.shown, version ?? 0)
    }
  }

  /// One stream, to its end.
  private func follow() {
    guard let descriptor = try? PlainClient.connect(port: port, seconds: 600) else {
      usleep(1_000)
      return
    }
    defer { close(descriptor) }
    let goesOn = state.withLock { state in
      guard !state.isStopped else { return false }
      state.stream = descriptor
      state.connections += 1
      return true
    }
    defer { state.withLock { $0.stream = -1 } }
    let head = "GET /events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie)\r\n\r\n"
    guard goesOn, (try? PlainClient.write(descriptor, Array(head.utf8))) != nil else { return }
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      text += String(decoding: buffer[..<count], as: UTF8.self)
      // What came together is one reason to look.
      var latest: Int64 = 0
      while let end = text.range(of: "\n\n") {
        let event = text[..<end.lowerBound]
        if event.contains("event: change"), let data = event.range(of: "data: ") {
          latest = max(latest, Int64(event[data.upperBound...].prefix { $0.isNumber }) ?? 0)
        }
        text.removeSubrange(..<end.upperBound)
      }
      guard latest > state.withLock({ $0.shown }) else { continue }
      guard let page = try? PlainClient.exchanged(port: port, target: "/", fields: [("Cookie", cookie)]) else {
        state.withLock { $0.faults.append("the page could not be read") }
        return
      }
      note(page)
    }
  }
}
