// A transport over a plain socket whose process ends at a chosen point of a request.
import FaultKit
import Foundation
import Tellback

/// Where in a request the process ends.
enum SendPoint: String, Codable, CaseIterable {
  case beforeSending, halfway, beforeTheAnswer, afterTheAnswer
}

final class MomentTransport: Transport {
  private let port: Int
  private let point: SendPoint?
  private let nth: Int
  private let answered: @Sendable () -> Void
  private let count = Locked(0)

  /// `answered` runs once, when the first answer to a report is there and the SDK has not seen it.
  init(port: Int, point: SendPoint?, nth: Int, answered: @escaping @Sendable () -> Void) {
    self.port = port
    self.point = point
    self.nth = nth
    self.answered = answered
  }

  func send(_ request: TransportRequest) async throws -> TransportResponse {
    let isDelivery = request.method != "GET"
    let number = count.with { count -> Int in
      if isDelivery { count += 1 }
      return count
    }
    let point = isDelivery && number == nth ? point : nil
    let path = request.url.path + (request.url.query.map { "?" + $0 } ?? "")
    let bytes = SocketClient.request(request.method, path, headers: request.headers, body: request.body)
    let port = port
    let answer = try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            if point == .beforeSending { Self.end() }
            let client = try SocketClient(port: port)
            if point == .halfway {
              try client.send(bytes.prefix(bytes.count / 2))
              Self.end()
            }
            try client.send(bytes)
            if point == .beforeTheAnswer {
              // Now and then the collector has committed by then.
              usleep(UInt32.random(in: 0..<8_000))
              Self.end()
            }
            return try client.answer()
          })
      }.start()
    }
    if point == .afterTheAnswer { Self.end() }
    if isDelivery, number == 1 { answered() }
    return TransportResponse(status: answer.status, headers: answer.headers, body: answer.body)
  }

  private static func end() { kill(getpid(), SIGKILL) }
}
