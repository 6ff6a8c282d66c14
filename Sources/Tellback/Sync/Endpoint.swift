// Makes the requests to the collector: address, key and the installation's credential.
import Foundation
import TellbackWire

struct Endpoint: Sendable {
  let base: URL
  let appKey: String
  let timeout: Duration

  /// Throws when the address or the key cannot work.
  init(base: URL, appKey: String, timeout: Duration) throws(TellbackError) {
    guard let scheme = base.scheme?.lowercased(), scheme == "https" || scheme == "http", base.host?.isEmpty == false,
      base.user == nil, base.query == nil, base.fragment == nil
    else {
      throw TellbackError(
        .invalidConfiguration,
        "The collector's address \(base) must be like https://feedback.example.com, without user, query or fragment.")
    }
    guard !appKey.isEmpty, appKey.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw TellbackError(
        .invalidConfiguration, "The app's key must be the one that `tellback-collector app create` printed.")
    }
    self.base = base
    self.appKey = appKey
    self.timeout = timeout
  }

  func batch(_ batch: OutgoingBatch, as installation: InstallationCredential) throws -> TransportRequest {
    let path =
      switch batch.kind {
      case .reports: WirePaths.batches
      case .messages: WirePaths.messages
      }
    return try request("POST", path, installation, body: batch.body, type: "application/json")
  }

  func attachment(_ attachment: QueuedAttachment, as installation: InstallationCredential) throws -> TransportRequest {
    let path =
      attachment.isMessage
      ? WirePaths.messageAttachment(attachment.report, attachment.position)
      : WirePaths.attachment(attachment.report, attachment.position)
    return try request(
      "PUT", path, installation, body: attachment.data,
      type: Self.headerValue(attachment.type) ?? "application/octet-stream")
  }

  /// `wait` is how long the collector may hold the response until there is an update, in seconds; nil for at once.
  func updates(
    after cursor: Int64, wait: Int? = nil, as installation: InstallationCredential
  ) throws -> TransportRequest {
    var request = try request(
      "GET", WirePaths.updates + "?after=\(cursor)" + (wait.map { "&wait=\($0)" } ?? ""), installation)
    request.timeout += .seconds(wait ?? 0)
    return request
  }

  /// A file of a message from staff.
  func messageAttachmentData(
    _ message: ReportID, _ index: Int, as installation: InstallationCredential
  ) throws -> TransportRequest {
    var request = try request("GET", WirePaths.messageAttachment(message, index), installation)
    request.responseLimit = WireLimits.attachmentBytes
    request.timeout += .seconds(WireLimits.attachmentBytes / 16_384)
    return request
  }

  func erasure(_ body: [UInt8], as installation: InstallationCredential) throws -> TransportRequest {
    try request("POST", WirePaths.erasures, installation, body: body, type: "application/json")
  }

  func heartbeats(_ body: [UInt8], as installation: InstallationCredential) throws -> TransportRequest {
    try request("POST", WirePaths.heartbeats, installation, body: body, type: "application/json")
  }

  func export(after cursor: ReportID?, as installation: InstallationCredential) throws -> TransportRequest {
    var request = try request("GET", WirePaths.export + (cursor.map { "?after=\($0)" } ?? ""), installation)
    request.responseLimit = WireLimits.exportAnswerBytes
    return request
  }

  func attachmentData(
    _ report: ReportID, _ index: Int, as installation: InstallationCredential
  ) throws -> TransportRequest {
    var request = try request("GET", WirePaths.attachment(report, index), installation)
    request.responseLimit = WireLimits.attachmentBytes
    return request
  }

  /// `tag` is the ETag of the digest on this device. The request carries no identity: every installation gets the same digest.
  func knownIssues(version: String, unlike tag: String?) throws -> TransportRequest {
    var query = ""
    for byte in version.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        query.append(Character(Unicode.Scalar(byte)))
      default: query += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    var request = try request("GET", WirePaths.knownIssues + (query.isEmpty ? "" : "?version=" + query), nil)
    if let tag { request.headers["If-None-Match"] = tag }
    request.responseLimit = WireLimits.knownIssueDigestBytes
    return request
  }

  private func request(
    _ method: String, _ path: String, _ installation: InstallationCredential?, body: [UInt8] = [], type: String? = nil
  ) throws -> TransportRequest {
    var prefix = base.absoluteString
    while prefix.hasSuffix("/") { prefix.removeLast() }
    guard let url = URL(string: prefix + path) else {
      throw TellbackError(.invalidConfiguration, "The collector's address \(base) cannot be extended with \(path).")
    }
    var headers = ["Authorization": "Bearer \(appKey)", "Accept": "application/json"]
    headers[WireHeaders.installation] = installation?.header
    if let type { headers["Content-Type"] = type }
    return TransportRequest(method: method, url: url, headers: headers, body: body, timeout: timeout)
  }

  /// Nil for a text that could break out of a header field.
  private static func headerValue(_ text: String) -> String? {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text : nil
  }
}
