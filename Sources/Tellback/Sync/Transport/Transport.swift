// What carries a request to the collector. An app may bring its own; tests use one that records.
import Foundation
import TellbackWire

/// A request to the collector.
public struct TransportRequest: Sendable, Equatable {
  /// `GET`, `POST` or `PUT`.
  public var method: String
  public var url: URL
  /// Header fields; names are sent as they are.
  public var headers: [String: String]
  public var body: [UInt8]
  /// The limit for the whole exchange.
  public var timeout: Duration
  /// The most bytes of the response's body. A transport throws beyond that.
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

/// The response, whatever its status.
public struct TransportResponse: Sendable, Equatable {
  public var status: Int
  /// Header fields; names are in lower case.
  public var headers: [String: String]
  public var body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Sends one request and returns the response.
///
/// A transport must not follow redirects, must keep the request's limits of time and bytes, and throws when there is no
/// complete response. Nothing is known then, and the SDK sends the same request again later.
public protocol Transport: Sendable {
  func send(_ request: TransportRequest) async throws -> TransportResponse
}
