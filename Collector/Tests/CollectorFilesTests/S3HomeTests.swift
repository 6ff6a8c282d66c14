// S3's protocol against moto, which checks signatures, and against servers that fail in the usual ways.
import CollectorCore
import Foundation
import TestReceiver
import Testing

@testable import CollectorFiles

@Suite(.enabled(if: S3ServerProgram.packages != nil, "TELLBACK_MOTO names no folder; Tests/run fetches it"))
struct S3HomeTests {
  private static let name = "ab" + String(repeating: "0", count: 30)
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func home(_ server: S3ServerProgram, secret: String? = nil, bucket: String = "files") -> S3Home {
    S3Home(
      S3Bucket(
        endpoint: server.endpoint, bucket: bucket, region: "us-east-1", accessKey: server.accessKey,
        secret: secret ?? server.secret), milliseconds: 20_000)
  }

  @Test func `Bytes that were put are given back, listed and removed`() async throws {
    let server = try await S3ServerProgram(in: folder.file("s3"))
    let home = home(server)
    // The largest waits for the server's word that it may come.
    let large = (0..<10_485_760).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for bytes in [[1, 2, 3], [], large] as [[UInt8]] {
      try await home.put(bytes, as: Self.name)
      #expect(try await home.bytes(of: Self.name, limit: bytes.count) == bytes)
      #expect(try await home.sizes(prefix: "ab") == [Self.name: Int64(bytes.count)])
    }
    await #expect(throws: FileHomeError.wrong("\(home.title) has more than 20000 bytes under \(Self.name).")) {
      try await home.bytes(of: Self.name, limit: 20_000)
    }
    try await home.remove(Self.name)
    try await home.remove(Self.name)
    await #expect(throws: FileHomeError.missing("\(home.title) has no file \(Self.name).")) {
      try await home.bytes(of: Self.name, limit: 3)
    }
    #expect(try await home.sizes(prefix: "ab") == [:])
  }

  @Test func `A list of more than a page is read to its end`() async throws {
    let server = try await S3ServerProgram(in: folder.file("s3"), filling: 1_203)
    #expect(try await home(server).sizes(prefix: "ee").count == 1_203)
  }

  @Test func `A refused signature and a missing bucket say so, and no secret`() async throws {
    let server = try await S3ServerProgram(in: folder.file("s3"))
    let wrong = home(server, secret: "a-wrong-secret")
    let error = await #expect(throws: FileHomeError.self) { try await wrong.put([1], as: Self.name) }
    #expect(
      error
        == .unavailable("\(wrong.title) was asked to take \(Self.name) and answered 403 SignatureDoesNotMatch."))
    let elsewhere = home(server, bucket: "nowhere")
    await #expect(
      throws: FileHomeError.unavailable(
        "\(elsewhere.title) was asked to give \(Self.name) and answered 404 NoSuchBucket.")
    ) { try await elsewhere.bytes(of: Self.name, limit: 3) }
    await #expect(throws: FileHomeError.self) { try await elsewhere.remove(Self.name) }
  }

  @Test func `A server that is down, fails or never answers is named with what was asked of it`() async throws {
    let server = try await S3ServerProgram(in: folder.file("s3"))
    let home = home(server)
    try await server.close()
    let down = await #expect(throws: FileHomeError.self) { try await home.put([1], as: Self.name) }
    #expect(down?.description.contains("was asked to take \(Self.name) and did not answer: ") == true)
    try await server.open()
    try await home.put([1], as: Self.name)

    let failing = try await FailingServerProgram(.answers500, in: folder.file("500"))
    let bucket = S3Bucket(
      endpoint: failing.endpoint, bucket: "files", region: "us-east-1", accessKey: "k", secret: "s")
    await #expect(
      throws: FileHomeError.unavailable(
        "\(S3Home(bucket).title) was asked to take \(Self.name) and answered 500 InternalError.")
    ) { try await S3Home(bucket).put([1], as: Self.name) }

    let silent = try await FailingServerProgram(.neverAnswers, in: folder.file("silent"))
    var patient = bucket
    patient.endpoint = silent.endpoint
    let waiting = S3Home(patient, milliseconds: 300)
    let error = await #expect(throws: FileHomeError.self) { try await waiting.put([1], as: Self.name) }
    #expect(error?.description.contains("did not answer") == true)
  }

  @Test func `A redirect is not followed`() async throws {
    let server = try await FailingServerProgram(.redirects, in: folder.file("redirecting"))
    let home = S3Home(
      S3Bucket(endpoint: server.endpoint, bucket: "files", region: "us-east-1", accessKey: "k", secret: "s"))
    await #expect(
      throws: FileHomeError.unavailable("\(home.title) was asked to take \(Self.name) and answered 307.")
    ) { try await home.put([1], as: Self.name) }
  }
}
