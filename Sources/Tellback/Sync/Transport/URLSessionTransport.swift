// The transport over URLSession. Redirects are not followed; a response is bounded in bytes and in time.
import Foundation
import TellbackSupport
import TellbackWire

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends over URLSession. The SDK uses it unless the configuration names another transport; on Linux, for https addresses.
public final class URLSessionTransport: Transport {
  private let session: URLSession
  private let exchanges: Exchanges

  public init() {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.httpMaximumConnectionsPerHost = 2
    #if canImport(Darwin)
      configuration.waitsForConnectivity = false
    #endif
    exchanges = Exchanges()
    session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
  }

  deinit { session.invalidateAndCancel() }

  public func send(_ request: TransportRequest) async throws -> TransportResponse {
    var native = URLRequest(url: request.url)
    native.httpMethod = request.method
    native.timeoutInterval = request.timeout.seconds
    for (name, value) in request.headers { native.setValue(value, forHTTPHeaderField: name) }
    if request.method != "GET" { native.httpBody = Data(request.body) }
    let task = session.dataTask(with: native)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        exchanges.begin(task, responseLimit: request.responseLimit, continuation)
        // URLSession's own limit restarts with each byte; this one does not.
        let timeout = request.timeout
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + timeout.seconds) {
          [weak exchanges, weak task] in
          guard let task else { return }
          let late = TellbackError(.transport, "There was no complete response within \(timeout).")
          exchanges?.abort(task, late)
        }
        task.resume()
        // The task was cancelled before the exchange began.
        if Task.isCancelled { exchanges.abort(task, CancellationError()) }
      }
    } onCancel: {
      // URLSession on Linux may not report a task that is cancelled before it is connected, so the end is reported here.
      exchanges.abort(task, CancellationError())
    }
  }
}

/// The exchanges in progress, by the task's number.
///
/// `@unchecked Sendable`: a delegate must inherit from NSObject; the one stored property is a lock.
private final class Exchanges: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private struct Exchange {
    var continuation: CheckedContinuation<TransportResponse, any Error>
    var body: [UInt8] = []
    var limit: Int
  }

  private let running = Lock<[Int: Exchange]>([:])

  func begin(
    _ task: URLSessionTask, responseLimit: Int, _ continuation: CheckedContinuation<TransportResponse, any Error>
  ) {
    running.withLock { $0[task.taskIdentifier] = Exchange(continuation: continuation, limit: responseLimit) }
  }

  func abort(_ task: URLSessionTask, _ error: any Error) {
    guard let exchange = running.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
    task.cancel()
    exchange.continuation.resume(throwing: error)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    // The key and the report go to the configured address only.
    completionHandler(nil)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isWithin = running.withLock { running -> Bool in
      guard let count = running[dataTask.taskIdentifier]?.body.count,
        let limit = running[dataTask.taskIdentifier]?.limit
      else { return true }
      guard count + data.count <= limit else { return false }
      running[dataTask.taskIdentifier]?.body.append(contentsOf: data)
      return true
    }
    if !isWithin { abort(dataTask, TellbackError(.transport, "The response is larger than its limit.")) }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    guard let exchange = running.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
    if let error { return exchange.continuation.resume(throwing: error) }
    guard let response = task.response as? HTTPURLResponse else {
      return exchange.continuation.resume(throwing: TellbackError(.transport, "There was a response that is not HTTP."))
    }
    var headers: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      if let name = name as? String, let value = value as? String { headers[name.lowercased()] = value }
    }
    exchange.continuation.resume(
      returning: TransportResponse(status: response.statusCode, headers: headers, body: exchange.body))
  }
}
