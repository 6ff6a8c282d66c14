// The transport over URLSession. Redirects are not followed, an answer is bounded in bytes and in time.
import Foundation
import TellbackSupport
import TellbackWire

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends over URLSession. Used unless the configuration names another transport, or the address has no TLS on Linux.
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
        // URLSession's own limit starts anew with each byte; this one does not.
        let timeout = request.timeout
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + timeout.seconds) {
          [weak exchanges, weak task] in
          guard let task else { return }
          let late = TellbackError(.transport, "There was no whole answer within \(timeout).")
          exchanges?.abort(task, late)
        }
        task.resume()
        // Cancelled before there was anything to abort.
        if Task.isCancelled { exchanges.abort(task, CancellationError()) }
      }
    } onCancel: {
      // URLSession on Linux may forget a task that is cancelled before it is connected: its end is told here, not there.
      exchanges.abort(task, CancellationError())
    }
  }
}

/// What is under way, by the task's number.
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
    // The key and the words go to the configured address and nowhere else.
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
    if !isWithin { abort(dataTask, TellbackError(.transport, "The answer is larger than its limit.")) }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    guard let exchange = running.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
    if let error { return exchange.continuation.resume(throwing: error) }
    guard let response = task.response as? HTTPURLResponse else {
      return exchange.continuation.resume(throwing: TellbackError(.transport, "There was an answer that is not HTTP."))
    }
    var headers: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      if let name = name as? String, let value = value as? String { headers[name.lowercased()] = value }
    }
    exchange.continuation.resume(
      returning: TransportResponse(status: response.statusCode, headers: headers, body: exchange.body))
  }
}
