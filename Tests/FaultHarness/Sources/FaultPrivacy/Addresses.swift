// Requests from a known address, valid and invalid, directly and as a proxy forwards them. The address is in no file
// afterwards.
import FaultKit
import Foundation
import TellbackWire

struct Addresses: Sendable {
  let run: Run

  private static let own = "127.0.0.77"
  private static let forwarded = "203.0.113.77"

  func attempt() async throws -> String {
    for trusted in [[], ["--trusted-proxies", Self.own]] { try await round(trusted) }
    return "good and bad requests from \(Self.own), for \(Self.forwarded): neither is in store or log"
  }

  private func round(_ trusted: [String]) async throws {
    let scene = try await Scene(trusted)
    var random = run.random()
    let word = random.word()
    let id = ReportID(at: Timestamp(milliseconds: 1_764_000_000_000), random: (random.next(), random.next()))
    let report = Array(#"{"id":"\#(id)","capturedAt":1764000000000,"kind":"problem","text":"\#(word)"}"#.utf8)
    let secret = String(repeating: "ab", count: 32)
    let headers = [
      "Authorization": "Bearer \(scene.key)", "Content-Type": "application/json", "X-Forwarded-For": Self.forwarded,
      WireHeaders.installation: "\(id).\(secret)",
    ]
    let requests: [[UInt8]] = [
      SocketClient.request("POST", "/v1/reports", headers: headers, body: report),
      SocketClient.request("POST", "/v1/reports", headers: headers, body: Array("{".utf8)),
      SocketClient.request("GET", "/v1/updates", headers: headers),
      SocketClient.request("GET", "/nothing", headers: headers),
      SocketClient.request("POST", "/v1/reports", headers: ["Authorization": "Bearer wrong"]),
      Array("GARBAGE\r\n\r\n".utf8), Array("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".utf8),
      SocketClient.request("POST", "/sign-in", headers: headers, body: Array("email=a&password=b".utf8)),
    ]
    for request in requests {
      try Self.send(request, to: scene.collector.port)
      run.tried()
    }
    try await scene.digested(atLeast: 1)
    try await scene.collector.stop()
    if Search.files([scene.collector.data], for: [word]).isEmpty { run.broken("the report did not arrive") }
    if !scene.collector.log.contains("answered") || !scene.collector.log.contains("refused") {
      run.broken("the log names no answer and no refusal, so its silence proves nothing")
    }
    for (address, file) in Search.files(scene.collectorFiles, for: [Self.own, Self.forwarded]) {
      run.broken("\(address) is in \(file)")
    }
  }

  /// From the address of its own; what comes back does not matter.
  private static func send(_ bytes: [UInt8], to port: Int) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    func address(_ host: String, _ port: Int) -> sockaddr_in {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
      address.sin_addr.s_addr = inet_addr(host)
      return address
    }
    var (source, target) = (address(own, 0), address("127.0.0.1", port))
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isOpen =
      withUnsafePointer(to: &source) { source in
        source.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
      }
      && withUnsafePointer(to: &target) { target in
        target.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) == 0 }
      }
    guard isOpen else { throw FaultError("no connection from \(own)") }
    guard bytes.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
      throw FaultError("the request was not taken")
    }
    var answer = [UInt8](repeating: 0, count: 65_536)
    while read(descriptor, &answer, answer.count) > 0 {}
  }
}
