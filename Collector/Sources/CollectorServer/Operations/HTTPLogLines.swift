// Turns the server's events into log lines. Invariant: clients without a key cause at most ten lines a second.
import CollectorHTTP
import Synchronization

final class HTTPLogLines: Sendable {
  private struct Window: Sendable {
    var second = 0
    var lines = 0
    var left = 0
  }

  static let linesPerSecond = 10

  private let log: Log
  private let window = Mutex(Window())

  init(_ log: Log) { self.log = log }

  func write(_ event: HTTPLogEvent) {
    switch event {
    case .handlerFailed(let method, let route, let error):
      log.error("handler_failed", ["method": method.rawValue, "route": route, "error": "\(error)"])
    case .responderDropped(let method, let route):
      log.error("answer_missing", ["method": method.rawValue, "route": route])
    // No address is written: a log outlives what it is good for, and who reports stays unknown to it.
    case .refused(let refusal, let status, let code, _):
      guard let left = admit() else { return }
      log.warning(
        "refused",
        [
          "reason": refusal.rawValue, "status": "\(status)", "code": code, "lines_left_out": "\(left)",
        ])
    case .answered(let method, let path, let status, let seconds, _):
      log.info(
        "answered",
        [
          "method": method.rawValue, "path": path, "status": "\(status)", "seconds": "\(seconds)",
        ])
    case .systemCallFailed(let call, let code):
      // Clients without a key cause these too, by taking every descriptor.
      guard let left = admit() else { return }
      log.error("system_call_failed", ["call": call, "errno": "\(code)", "lines_left_out": "\(left)"])
    }
  }

  /// How many lines were left out before this one; nil when this one is left out too.
  private func admit() -> Int? {
    let second = Int(SystemClock.monotonicSeconds())
    return window.withLock { window in
      if window.second != second { window = Window(second: second, left: window.left) }
      guard window.lines < Self.linesPerSecond else {
        window.left += 1
        return nil
      }
      window.lines += 1
      defer { window.left = 0 }
      return window.left
    }
  }
}
