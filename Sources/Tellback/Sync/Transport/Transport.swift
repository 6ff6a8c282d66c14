// What carries a request to the collector. An app may bring its own; tests bring one that records.
import Foundation
import TellbackWire

/// A request to the collector.
public struct TransportRequest: Sendable, Equatable {
  /// `GET`, `POST` or `PUT`.
  public var method: String
  public var url: URL
  /// Names in the case they are sent in.
  public var headers: [String: String]
  public var body: [UInt8]
  /// For the whole exchange.
  public var timeout: Duration
  /// Bytes of the answer's body beyond which a transport must give up.
  public var responseLimit: Int

  public init(
    method: String, url: URL, headers: [String: String] = [:], body: [UInt8] = [], timeout: Duration = .seconds(60),
    responseLimit: Int = 4_194_304
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.responseLimit = responseLimit
  }
}

/// The answer, whatever its status.
public struct TransportResponse: Sendable, Equatable {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String]
  public var body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Sends one request and returns the answer.
///
/// It must not follow redirects, must keep the request's limits of time and bytes, and throws when there is no answer:
/// then nothing is known, and the same request is sent again later.
public protocol Transport: Sendable {
  func send(_ request: TransportRequest) async throws -> TransportResponse
}
