// What an app tells about trouble, and where it hears of it.
import TellbackSupport
import TellbackWire

/// Watches one session. Touched under the lock of its history alone.
final class TroubleWatch {
  var detector: TroubleDetector
  var listeners: [Int: AsyncStream<Trouble>.Continuation] = [:]
  var next = 0
  /// Actions that were begun and have not ended.
  var ongoing = 0

  init(_ detector: TroubleDetector) { self.detector = detector }
}

/// An action that was begun: see ``Session/begin(_:within:)``.
public struct OngoingAction: Sendable {
  let timer: Task<Void, Never>?

  /// The action is over, whether it succeeded or not. Hand over its error with ``Session/note(_:)``.
  public func end() { timer?.cancel() }
}

extension Session {
  /// Actions that are watched at once; further ones are not.
  static let ongoingLimit = 32

  /// Trouble from now on: errors that the app hands over, the same step again and again, back and forth between two pages, an action
  /// that does not end. Each trouble comes once, also over several runs, and none for ``TroubleSettings/quietTime`` after another.
  /// How it is shown is the app's choice.
  ///
  /// Nothing of it leaves the device; with ``Consent/heartbeat`` the counts of what was offered, taken and put away do. An event costs
  /// less than a microsecond while somebody listens, and nothing otherwise. Each access starts a new sequence; it ends when its task
  /// is cancelled or the reporter is gone. A listener that lags more than 8 behind loses the oldest.
  public var troubles: AsyncStream<Trouble> {
    let (stream, listener) = AsyncStream.makeStream(of: Trouble.self, bufferingPolicy: .bufferingNewest(8))
    let number = history.withLock { history in
      let watch = history.watch ?? TroubleWatch(TroubleDetector(core.trouble, page: history.page))
      history.watch = watch
      watch.next += 1
      watch.listeners[watch.next] = listener
      return watch.next
    }
    listener.onTermination = { [weak self] _ in
      self?.history.withLock { history in
        history.watch?.listeners[number] = nil
        if history.watch?.listeners.isEmpty == true { history.watch = nil }
      }
    }
    // Before anything goes wrong: a request at that moment would tell of it.
    Task { [core] in await core.knownIssues.refreshWhenDue() }
    return stream
  }

  /// Hands over an error that the app caught and that the person may have noticed. It stays on the device.
  public func note(_ error: any Error) {
    // In the quiet time nothing is offered, so that an error that comes again and again costs next to nothing.
    guard history.withLock({ $0.watch != nil }), !core.isQuiet else { return }
    let (described, page) = (ReportedError(describing: error, frames: []), page)
    let key = TroubleDetector.key(described.type, after: TroubleDetector.key(page ?? ""))
    offer(TroubleSign(kind: .error(described), page: page, key: Int64(bitPattern: ~key)))
  }

  /// Records a step as ``step(_:)`` does, and takes it for trouble unless it ends in time. At most 32 actions are watched at once.
  public func begin(_ action: String, within limit: Duration = .seconds(10)) -> OngoingAction {
    step(action)
    let page = history.withLock { history -> String?? in
      guard let watch = history.watch, watch.ongoing < Self.ongoingLimit else { return nil }
      watch.ongoing += 1
      return .some(history.page)
    }
    guard let page else { return OngoingAction(timer: nil) }
    return OngoingAction(
      timer: Task { [weak self, core] in
        // Cancelled: it ended.
        let isOver = (try? await core.sleep(for: limit)) == nil || Task.isCancelled
        guard let self else { return }
        self.history.withLock { $0.watch?.ongoing -= 1 }
        guard !isOver else { return }
        let key = TroubleDetector.key(action, after: ~TroubleDetector.key(page ?? ""))
        await core.offer(
          TroubleSign(kind: .unfinished(action: action), page: page, key: Int64(bitPattern: key)), in: self)
      })
  }

  /// Off the caller's path.
  func offer(_ sign: TroubleSign) { Task { await core.offer(sign, in: self) } }
}

extension Reporter {
  /// See ``Session/troubles``.
  public var troubles: AsyncStream<Trouble> { session.troubles }

  /// See ``Session/note(_:)``.
  public func note(_ error: any Error) { session.note(error) }

  /// See ``Session/begin(_:within:)``.
  public func begin(_ action: String, within limit: Duration = .seconds(10)) -> OngoingAction {
    session.begin(action, within: limit)
  }
}
