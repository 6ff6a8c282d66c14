// Encodes a request as HTTP/1.1. Invariant: no configured value can break out of its line.
import Foundation

enum RequestEncoder {
  static func bytes(_ request: TransportRequest, host: String, port: UInt16) throws(TellbackError) -> [UInt8] {
    let parts = URLComponents(url: request.url, resolvingAgainstBaseURL: false)
    var target = parts?.percentEncodedPath ?? ""
    if target.isEmpty { target = "/" }
    if let query = parts?.percentEncodedQuery { target += "?" + query }
    // An IPv6 address is in brackets (RFC 3986, section 3.2.2).
    let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    var lines = [
      "\(request.method) \(target) HTTP/1.1", port == 80 ? "Host: \(name)" : "Host: \(name):\(port)",
      "User-Agent: Tellback", "Accept-Encoding: identity",
    ]
    lines += request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    if request.method != "GET" { lines.append("Content-Length: \(request.body.count)") }
    for line in lines where line.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw TellbackError(.transport, "A line of the request has a control character: \(line.prefix(40)).")
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + request.body
  }
}
