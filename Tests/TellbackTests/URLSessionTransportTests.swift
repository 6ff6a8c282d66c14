// The transport over real sockets: what it sends, and that no answer can lead it astray, fill memory or hold it for ever.
import Foundation
import Testing

@testable import Tellback

@Suite struct URLSessionTransportTests {
  private func http(_ status: String, _ headers: String = "", body: String = "") -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)".utf8)
  }

  private func request(
    _ server: TestServer, _ method: String = "POST", body: [UInt8] = Array("{}".utf8),
    timeout: Duration = .seconds(20), limit: Int = 1_000
  ) throws -> TransportRequest {
    TransportRequest(
      method: method, url: try #require(URL(string: "http://127.0.0.1:\(server.port)/v1/batches")),
      headers: ["Authorization": "Bearer key", "Content-Type": "application/json"], body: body, timeout: timeout,
      responseLimit: limit)
  }

  @Test func `method, path, fields and body arrive, and status, fields and body come back`() async throws {
    let answer = http("202 Accepted", "Retry-After: 7\r\nX-Mixed-CASE: a\r\n", body: "{\"a\":1}")
    let server = try TestServer { _ in [(0, answer)] }
    let response = try await URLSessionTransport().send(try request(server, body: Array("{\"text\":\"hü\"}".utf8)))
    #expect(response.status == 202)
    #expect(response.headers["retry-after"] == "7" && response.headers["x-mixed-case"] == "a")
    #expect(String(decoding: response.body, as: UTF8.self) == "{\"a\":1}")
    let seen = try #require(server.requests.first)
    #expect(seen.hasPrefix("POST /v1/batches HTTP/1.1\r\n"))
    #expect(seen.contains("Authorization: Bearer key\r\n"))
    #expect(seen.hasSuffix("\r\n\r\n{\"text\":\"hü\"}"))
    server.stop()
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect is not followed, so the key goes nowhere else`(status: Int) async throws {
    let other = try TestServer { _ in [] }
    let answer = http("\(status) Elsewhere", "Location: http://127.0.0.1:\(other.port)/stolen\r\n")
    let server = try TestServer { _ in [(0, answer)] }
    // That there is no answer at all would be as good: nothing was delivered either way.
    let response = try? await URLSessionTransport().send(try request(server))
    #expect(response == nil || response?.status == status)
    #expect(other.requests.isEmpty)
    server.stop()
    other.stop()
  }

  @Test func `an answer at the limit is taken, a larger one is given up`() async throws {
    let (at, over) = (
      http("200 OK", body: String(repeating: "x", count: 1_000)),
      http("200 OK", body: String(repeating: "x", count: 1_001))
    )
    let fits = try TestServer { _ in [(0, at)] }
    #expect(try await URLSessionTransport().send(try request(fits)).body.count == 1_000)
    let large = try TestServer { _ in [(0, over)] }
    await #expect(throws: TellbackError.self) { try await URLSessionTransport().send(try request(large)) }
    fits.stop()
    large.stop()
  }

  @Test func `an answer that never ends is given up when the time is over, however it drips`() async throws {
    let server = try TestServer { _ in
      [(0, Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".utf8))] + (0..<100).map { _ in (50, [0x78]) }
    }
    await #expect(throws: (any Error).self) {
      try await URLSessionTransport().send(try request(server, timeout: .milliseconds(300)))
    }
    server.stop()
  }

  @Test func `no answer and no server are errors`() async throws {
    let server = try TestServer { _ in [] }
    await #expect(throws: (any Error).self) { try await URLSessionTransport().send(try request(server)) }
    let lost = try request(server)
    server.stop()
    await #expect(throws: (any Error).self) { try await URLSessionTransport().send(lost) }
  }

  @Test(.timeLimit(.minutes(10))) func `a request whose task is cancelled already ends at once`() async throws {
    let request = TransportRequest(
      method: "GET", url: try #require(URL(string: "http://127.0.0.1:9/")), timeout: .seconds(3_600))
    for _ in 0..<50 {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await URLSessionTransport().send(request)
      }
      await #expect(throws: (any Error).self) { try await task.value }
    }
  }

  @Test func `a task that is cancelled ends the exchange`() async throws {
    let server = try TestServer { _ in [(10_000, [])] }
    let request = try request(server, timeout: .seconds(30))
    let task = Task { try await URLSessionTransport().send(request) }
    try await eventually("the request") { !server.requests.isEmpty }
    task.cancel()
    await #expect(throws: (any Error).self) { try await task.value }
    server.stop()
  }

  @Test func `a report goes over a real socket and its receipt settles it; a captive portal's page does not`()
    async throws
  {
    let portal = http("200 OK", "Content-Type: text/html\r\n", body: "<html>Please log in</html>")
    let server = try TestServer { request in
      guard request.hasPrefix("POST"), request.contains("Real") else { return [(0, portal)] }
      let body = request.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
      let elements = (try? ReportBatch.decode(Array(body.utf8)))?.elements ?? []
      let receipts = elements.compactMap { element -> Receipt? in
        guard case .report(let id, _) = element else { return nil }
        return Receipt(id: id, outcome: .accepted)
      }
      let answer = String(decoding: Receipt.encoded(receipts), as: UTF8.self)
      return [(0, Array("HTTP/1.1 202 Accepted\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)".utf8))]
    }
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: URLSessionTransport())
    configuration.collector = try #require(URL(string: "http://127.0.0.1:\(server.port)"))
    configuration.sync.retry.base = .seconds(600)
    let reporter = try Reporter(configuration)
    try await reporter.report("Caught by the portal")
    #expect(try await reporter.flush(within: .seconds(2)).remaining == 1)
    try await reporter.report("Real")
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
    await reporter.close(within: .zero)
    server.stop()
  }
}
