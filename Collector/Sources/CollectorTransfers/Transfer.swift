// One transfer by HTTP, by libcurl, on a thread of its own: libcurl blocks, and the threads of tasks must not. Invariants: no redirect is
// followed, no proxy of the environment is used, no connection is kept, and a connection is opened to an address that was checked and
// to no other.
import CCollectorCurl
import Foundation
import Synchronization

/// Why a transfer did not come to its answer.
package enum TransferError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The name leads to an address that is not public.
  case refusedAddress
  case stopped
  /// libcurl's own words: they name hosts and files of certificates, never what was sent.
  case failed(String)

  package var description: String {
    switch self {
    case .refusedAddress:
      "The address leads to a network that is not public, so nothing was sent. If it is yours, run the collector with "
        + "--allow-private-webhooks."
    case .stopped: "The collector was stopped."
    case .failed(let reason): reason
    }
  }
}

/// A request and how long it may take. It posts its body, or with nil it only reads.
package struct HTTPPost: Sendable {
  package var url: String
  /// Another method than POST or GET.
  package var method: String?
  /// Each `Name: value`.
  package var headers: [String]
  package var body: [UInt8]?
  /// Takes addresses inside too, and `http`.
  package var allowsPrivate: Bool
  package var connectMilliseconds: Int
  package var milliseconds: Int
  package var headBytes: Int
  package var answerBytes: Int
  /// Names of headers of the answer that are kept, in small letters.
  package var kept: Set<String>
  package var userAgent: String
  /// Signs the request.
  package var signature: RequestSignature?
  /// A file of certificates to trust in place of the system's.
  package var certificates: String?
  /// `HOST:PORT:ADDRESS`: names that are resolved so, for tests.
  package var resolved: [String]

  package init(
    url: String, method: String? = nil, headers: [String], body: [UInt8]?, allowsPrivate: Bool,
    connectMilliseconds: Int, milliseconds: Int, headBytes: Int, answerBytes: Int,
    kept: Set<String> = ["retry-after"], userAgent: String = "Tellback", signature: RequestSignature? = nil,
    certificates: String? = nil, resolved: [String] = []
  ) {
    self.url = url
    self.method = method
    self.headers = headers
    self.body = body
    self.allowsPrivate = allowsPrivate
    self.connectMilliseconds = connectMilliseconds
    self.milliseconds = milliseconds
    self.headBytes = headBytes
    self.answerBytes = answerBytes
    self.kept = kept
    self.userAgent = userAgent
    self.signature = signature
    self.certificates = certificates
    self.resolved = resolved
  }
}

/// Signature version 4 of Amazon Web Services, which all who speak S3's protocol take; libcurl makes it.
package struct RequestSignature: Sendable {
  package var region: String
  package var service: String
  package var accessKey: String
  package var secret: String

  package init(region: String, service: String, accessKey: String, secret: String) {
    self.region = region
    self.service = service
    self.accessKey = accessKey
    self.secret = secret
  }
}

package struct HTTPAnswer: Sendable, Equatable {
  package var status: Int
  /// Those of ``HTTPPost/kept``, by names in small letters.
  package var headers: [String: String] = [:]
  /// The body was longer than what is read of it.
  package var isCut = false
  /// At most `answerBytes` of ``HTTPPost``; the rest is not read.
  package var body: [UInt8]

  package init(status: Int, headers: [String: String] = [:], isCut: Bool = false, body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.isCut = isCut
    self.body = body
  }

  package var retryAfter: String? { headers["retry-after"] }
}

/// Runs transfers; ``stop()`` ends those that go on.
package final class Transfers: Sendable {
  private let isStopping = Atomic(false)

  package init() {}

  package func stop() { isStopping.store(true, ordering: .relaxed) }

  package func post(_ post: HTTPPost) async throws -> HTTPAnswer {
    let library = try CurlLibrary.shared()
    return try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        continuation.resume(with: Result { try PostTransfer(post, library) { self.isStopped }.run() })
      }
      thread.name = "outbox"
      thread.stackSize = 1 << 19
      thread.start()
    }
  }

  private var isStopped: Bool { isStopping.load(ordering: .relaxed) }
}

/// Confined to its thread; libcurl calls back on it.
private final class PostTransfer {
  private let post: HTTPPost
  private let library: CurlLibrary
  private let isStopped: () -> Bool
  private var body: [UInt8] = []
  private var headers: [String: String] = [:]
  private var headCount = 0
  private var isCut = false
  private var wasRefused = false

  init(_ post: HTTPPost, _ library: CurlLibrary, isStopped: @escaping () -> Bool) {
    self.post = post
    self.library = library
    self.isStopped = isStopped
  }

  func run() throws -> HTTPAnswer {
    let handle = try CurlHandle(library)
    let accept = post.headers.contains { $0.hasPrefix("Accept:") } ? [] : ["Accept: */*"]
    // libcurl 7.88 signs the header that is only taken out, which nobody receives: a signed request keeps it.
    let more = post.signature == nil ? ["Expect:"] + accept : []
    let lines = try CurlLines(post.headers + more, library)
    let resolved = post.resolved.isEmpty ? nil : try CurlLines(post.resolved, library)
    let me = Unmanaged.passUnretained(self).toOpaque()
    var opening = tellback_opening(check: Self.check, context: me)
    // Without a pointer to its body libcurl would read one from standard input: an empty one points somewhere too.
    let sent = post.body.map { $0.isEmpty ? [0] : $0 } ?? []
    let code = try withUnsafePointer(to: &opening) { opening in
      try sent.withUnsafeBytes { bytes in
        try set(handle, me, lines, resolved, opening, bytes)
        return handle.perform()
      }
    }
    withExtendedLifetime((lines, resolved)) {}
    if wasRefused { throw TransferError.refusedAddress }
    if isStopped() { throw TransferError.stopped }
    let status = handle.status
    // What was cut had its status before.
    guard code == 0 || (isCut && status > 0) else { throw TransferError.failed(library.reason(code) + ".") }
    return HTTPAnswer(status: status, headers: headers, isCut: isCut, body: body)
  }

  private func set(
    _ handle: CurlHandle, _ me: UnsafeMutableRawPointer, _ lines: CurlLines, _ resolved: CurlLines?,
    _ opening: UnsafePointer<tellback_opening>, _ bytes: UnsafeRawBufferPointer
  ) throws {
    try handle.set(CURLOPT_URL, post.url)
    try handle.set(CURLOPT_PROTOCOLS_STR, post.allowsPrivate ? "http,https" : "https")
    try handle.set(CURLOPT_PROXY, "")
    try handle.set(CURLOPT_USERAGENT, post.userAgent)
    try handle.set(CURLOPT_FOLLOWLOCATION, 0)
    try handle.set(CURLOPT_NOSIGNAL, 1)
    try handle.set(CURLOPT_FRESH_CONNECT, 1)
    try handle.set(CURLOPT_FORBID_REUSE, 1)
    try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try handle.set(CURLOPT_CONNECTTIMEOUT_MS, post.connectMilliseconds)
    try handle.set(CURLOPT_TIMEOUT_MS, post.milliseconds)
    if post.body != nil {
      try handle.set(CURLOPT_POST, 1)
      try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: post.body?.count ?? 0)
      try handle.set(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
    if let method = post.method { try handle.set(CURLOPT_CUSTOMREQUEST, method) }
    if let certificates = post.certificates { try handle.set(CURLOPT_CAINFO, certificates) }
    if let signature = post.signature {
      try handle.set(CURLOPT_EXPECT_100_TIMEOUT_MS, 200)
      try handle.set(CURLOPT_AWS_SIGV4, "aws:amz:\(signature.region):\(signature.service)")
      try handle.set(CURLOPT_USERNAME, signature.accessKey)
      try handle.set(CURLOPT_PASSWORD, signature.secret)
    }
    try handle.set(CURLOPT_HTTPHEADER, lines.pointer)
    if let resolved { try handle.set(CURLOPT_RESOLVE, resolved.pointer) }
    try handle.set(opening: opening)
    try handle.set(CURLOPT_WRITEFUNCTION, data: Self.takeBody)
    try handle.set(CURLOPT_WRITEDATA, me)
    try handle.set(CURLOPT_HEADERFUNCTION, data: Self.takeHead)
    try handle.set(CURLOPT_HEADERDATA, me)
    try handle.watch(Self.progress, me)
  }

  // MARK: What libcurl calls

  private static func one(_ context: UnsafeMutableRawPointer?) -> PostTransfer? {
    context.map { Unmanaged<PostTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let check: tellback_address_check = { context, bytes, count in
    guard let transfer = PostTransfer.one(context), let bytes else { return 0 }
    let address = Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    guard transfer.post.allowsPrivate || PublicAddress.isPublic(address) else {
      transfer.wasRefused = true
      return 0
    }
    return 1
  }

  private static let takeBody: curl_write_callback = { bytes, size, count, context in
    guard let transfer = PostTransfer.one(context), let bytes else { return 0 }
    let total = size * count
    let room = transfer.post.answerBytes - transfer.body.count
    let taken = UnsafeRawBufferPointer(start: bytes, count: min(total, room))
    transfer.body.append(contentsOf: taken)
    guard total <= room else {
      transfer.isCut = true
      return 0
    }
    return total
  }

  private static let takeHead: curl_write_callback = { bytes, size, count, context in
    guard let transfer = PostTransfer.one(context), let bytes else { return 0 }
    let total = size * count
    transfer.headCount += total
    guard transfer.headCount <= transfer.post.headBytes else { return 0 }
    let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: total), as: UTF8.self)
    if let colon = line.firstIndex(of: ":") {
      let name = line[..<colon].lowercased()
      if transfer.post.kept.contains(name) {
        transfer.headers[name] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }
    return total
  }

  private static let progress: curl_xferinfo_callback = { context, _, _, _, _ in
    PostTransfer.one(context)?.isStopped() ?? true ? 1 : 0
  }
}
