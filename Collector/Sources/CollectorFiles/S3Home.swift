// Files behind the protocol of Amazon S3, which MinIO, Ceph, Garage and most clouds speak. Requests are signed by libcurl; addresses are
// in path style. Operations by the API reference of Amazon S3: PutObject, GetObject, DeleteObject, ListObjectsV2.
import CollectorCore
import CollectorTransfers

/// Where a bucket is, and who may write to it.
public struct S3Bucket: Sendable {
  /// Without a slash at its end, such as `https://s3.eu-central-1.amazonaws.com`.
  public var endpoint: String
  public var bucket: String
  public var region: String
  public var accessKey: String
  public var secret: String
  /// A file of certificates to trust in place of the system's.
  public var certificates: String?

  public init(
    endpoint: String, bucket: String, region: String, accessKey: String, secret: String,
    certificates: String? = nil
  ) {
    self.endpoint = endpoint
    self.bucket = bucket
    self.region = region
    self.accessKey = accessKey
    self.secret = secret
    self.certificates = certificates
  }
}

public final class S3Home: FileHome {
  public let place = FilePlace.s3
  private let bucket: S3Bucket
  private let milliseconds: Int
  private let transfers = Transfers()

  public convenience init(_ bucket: S3Bucket) {
    self.init(bucket, milliseconds: FileLimits.requestMilliseconds)
  }

  init(_ bucket: S3Bucket, milliseconds: Int) {
    self.bucket = bucket
    self.milliseconds = milliseconds
  }

  public var title: String { "the bucket \(bucket.bucket) at \(bucket.endpoint)" }

  /// Ends requests that go on.
  public func stop() { transfers.stop() }

  public func put(_ bytes: [UInt8], as name: String) async throws(FileHomeError) {
    let answer = try await ask("PUT", name, body: bytes, "take \(name)")
    guard answer.status == 200 else { throw refusal(answer, "take \(name)") }
  }

  public func bytes(of name: String, limit: Int) async throws(FileHomeError) -> [UInt8] {
    // An error's body is longer than a small file.
    let answer = try await ask("GET", name, "give \(name)", bytes: max(limit, FileLimits.errorBytes))
    if isMissing(answer) { throw .missing("\(title) has no file \(name).") }
    guard answer.status == 200 else { throw refusal(answer, "give \(name)") }
    guard !answer.isCut, answer.body.count <= limit else {
      throw .wrong("\(title) has more than \(limit) bytes under \(name).")
    }
    return answer.body
  }

  public func remove(_ name: String) async throws(FileHomeError) {
    let answer = try await ask("DELETE", name, "remove \(name)")
    guard [200, 204].contains(answer.status) || isMissing(answer) else { throw refusal(answer, "remove \(name)") }
  }

  public func sizes(prefix: String) async throws(FileHomeError) -> [String: Int64] {
    var sizes: [String: Int64] = [:]
    var last = ""
    while true {
      // In the order of their names, as the signature wants them. A page begins after a name of ours, not by the server's token: libcurl
      // 7.88 signs a query as it stands, and digits stand as they are signed.
      let query = "list-type=2&prefix=\(prefix)" + (last.isEmpty ? "" : "&start-after=\(last)")
      let answer = try await ask("GET", nil, query: query, "list its files", bytes: FileLimits.listBytes)
      guard answer.status == 200, !answer.isCut else { throw refusal(answer, "list its files") }
      let page = S3Listing(answer.body)
      for (key, size) in page.files { sizes[key] = size }
      guard page.hasMore else { break }
      guard let next = page.files.last?.key, next > last,
        next.utf8.allSatisfy({ $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 })
      else {
        throw .unavailable(
          "\(title) holds files that are not the collector's under \(prefix): give attachments a bucket of their own.")
      }
      last = next
    }
    return sizes
  }

  // MARK: Requests

  private func ask(
    _ method: String, _ name: String?, query: String = "", body: [UInt8]? = nil, _ what: String,
    bytes: Int = FileLimits.errorBytes
  ) async throws(FileHomeError) -> HTTPAnswer {
    let path = "/" + bucket.bucket + (name.map { "/" + $0 } ?? "")
    let request = HTTPPost(
      url: bucket.endpoint + path + (query.isEmpty ? "" : "?" + query), method: method,
      headers: ["x-amz-content-sha256: \(SHA256.text(body ?? []))"]
        + (body == nil ? [] : ["Content-Type: application/octet-stream"]),
      body: body, allowsPrivate: true, connectMilliseconds: FileLimits.connectMilliseconds,
      milliseconds: milliseconds, headBytes: FileLimits.headBytes, answerBytes: bytes,
      userAgent: "Tellback-Collector",
      signature: RequestSignature(
        region: bucket.region, service: "s3", accessKey: bucket.accessKey, secret: bucket.secret),
      certificates: bucket.certificates)
    do { return try await transfers.post(request) } catch {
      throw .unavailable("\(title) was asked to \(what) and did not answer: \(error)")
    }
  }

  /// No such file, which a missing bucket is not.
  private func isMissing(_ answer: HTTPAnswer) -> Bool {
    answer.status == 404 && S3Listing.text("Code", in: answer.body) != "NoSuchBucket"
  }

  private func refusal(_ answer: HTTPAnswer, _ what: String) -> FileHomeError {
    let code = S3Listing.text("Code", in: answer.body).map { " \($0.prefix(100))" } ?? ""
    return .unavailable("\(title) was asked to \(what) and answered \(answer.status)\(code).")
  }
}
