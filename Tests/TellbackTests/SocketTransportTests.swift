// The transport over plain sockets: what it sends, and that no answer can lead it astray, fill memory, hold it for ever or
// end the process.
#if canImport(Glibc) || canImport(Musl)
  import Foundation
  import Testing

  @testable import Tellback

  @Suite struct SocketTransportTests {
    private func request(
      _ server: TestServer, _ method: String = "POST", body: [UInt8] = Array("{}".utf8),
      timeout: Duration = .seconds(20), limit: Int = 1_000
    ) throws -> TransportRequest {
      TransportRequest(
        method: method, url: try #require(URL(string: "http://127.0.0.1:\(server.port)/v1/updates?after=%20x")),
        headers: ["Authorization": "Bearer key"], body: body, timeout: timeout, responseLimit: limit)
    }

    @Test func `method, path, fields and body arrive, and status, fields and body come back`() async throws {
      let server = try TestServer { _ in
        [(0, Array("HTTP/1.1 202 Accepted\r\nContent-Length: 7\r\nX-Mixed: a\r\nx-mixed:  b \r\n\r\n{\"a\":1}".utf8))]
      }
      let response = try await SocketTransport().send(try request(server, body: Array("{\"text\":\"hü\"}".utf8)))
      #expect(response.status == 202 && response.headers["x-mixed"] == "a, b")
      #expect(String(decoding: response.body, as: UTF8.self) == "{\"a\":1}")
      let seen = try #require(server.requests.first)
      #expect(seen.hasPrefix("POST /v1/updates?after=%20x HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
      #expect(seen.contains("\r\nAuthorization: Bearer key\r\n") && seen.hasSuffix("\r\n\r\n{\"text\":\"hü\"}"))
      server.stop()
    }

    @Test(arguments: [0, 1, 9, 20, 30, 50, 60])
    func `an answer that is cut anywhere is no answer, and the process lives`(count: Int) async throws {
      let whole = Array("HTTP/1.1 202 Accepted\r\nContent-Length: 20\r\n\r\n01234567890123456789".utf8)
      let server = try TestServer { _ in [(0, Array(whole.prefix(count)))] }
      await #expect(throws: TellbackError.self) { try await SocketTransport().send(try request(server)) }
      server.stop()
    }

    @Test func `a connection is used again, and one that ended meanwhile is replaced`() async throws {
      // The server ends each connection after its answer without saying so.
      let server = try TestServer { _ in [(0, Array("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".utf8))] }
      let transport = SocketTransport()
      for _ in 0..<20 { #expect(try await transport.send(try request(server)).status == 202) }
      #expect(server.requests.count == 20)
      server.stop()
    }

    @Test func `an answer that comes too slowly is given up in time, and so is a cancelled one`() async throws {
      let server = try TestServer { _ in (0..<200).map { _ in (100, Array("H".utf8)) } }
      await #expect(throws: TellbackError.self) {
        try await SocketTransport().send(try request(server, timeout: .milliseconds(300)))
      }
      let task = Task { try await SocketTransport().send(try request(server)) }
      try await Task.sleep(for: .milliseconds(50))
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      server.stop()
    }

    @Test func `an answer at the limit is taken, a larger one is given up`() async throws {
      for (count, isTaken) in [(1_000, true), (1_001, false)] {
        for head in ["Content-Length: \(count)\r\n\r\n", "\r\n"] {
          let answer = Array(("HTTP/1.1 200 OK\r\n" + head).utf8) + [UInt8](repeating: 0x78, count: count)
          let server = try TestServer { _ in [(0, answer)] }
          let response = try? await SocketTransport().send(try request(server))
          #expect((response?.body.count == count) == isTaken)
          server.stop()
        }
      }
    }

    @Test func `a port where nobody listens and a name that does not exist are errors`() async throws {
      for address in ["http://127.0.0.1:1/", "http://collector.invalid/"] {
        let request = TransportRequest(method: "GET", url: try #require(URL(string: address)), timeout: .seconds(20))
        await #expect(throws: TellbackError.self) { try await SocketTransport().send(request) }
      }
    }

    @Test func `a field that would break out of its line is not sent`() async throws {
      let server = try TestServer { _ in [] }
      var split = try request(server)
      split.headers["X"] = "a\r\nEvil: yes"
      let unsafe = split
      await #expect(throws: TellbackError.self) { try await SocketTransport().send(unsafe) }
      #expect(server.requests.isEmpty)
      server.stop()
    }
  }
#endif
