// Sends erasure requests to the collector. They have a schedule of their own, so that neither reports nor erasures wait for
// each other.
import TellbackWire

extension Sync {
  /// Until ``release()`` no request starts, and the one in progress is cancelled.
  func hold() {
    holds += 1
    epoch += 1
    // The attachments in them may be erased.
    skipped = []
    serverErrors = [:]
    // A new installation counts the day anew.
    heartbeat.noted = nil
    heartbeats?.forgetReached()
    heartbeat.mayHaveRows = true
    exchange?.cancel()
    live.interrupt()
  }

  /// Continues. An erasure request may have been added.
  func release() {
    holds -= 1
    erasureFailures = 0
    erasureSchedule.hurry()
    mayHaveErasures = true
    guard holds == 0 else { return }
    let waiting = held
    held = []
    for continuation in waiting { continuation.resume() }
    wakeUp.signal()
  }

  /// Waits while an erasure is in progress.
  func waitWhileHeld() async {
    while holds > 0 { await withCheckedContinuation { held.append($0) } }
  }

  /// Sends one request. Returns nil when an erasure came since `epoch`, also during the request.
  func send(_ request: TransportRequest, in epoch: Int) async throws -> TransportResponse? {
    guard epoch == self.epoch, !Task.isCancelled else { return nil }
    let task = Task { [transport] in try await transport.send(request) }
    exchange = task
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
    exchange = nil
    guard epoch == self.epoch else { return nil }
    return try result.get()
  }

  /// Sends the next erasure request when it is due.
  func eraseNext() async -> Turn {
    guard mayHaveErasures, time.uptime() >= erasureSchedule.next else { return .idle }
    await waitWhileHeld()
    let next: QueuedErasure?
    do { next = try await queue.run { try $0.nextErasure() } } catch {
      return postponeErasure("The queue could not be read: \(error)")
    }
    guard let next else {
      mayHaveErasures = false
      return .idle
    }
    let response: TransportResponse
    do {
      response = try await transport.send(try endpoint.erasure(next.body, as: next.installation))
    } catch {
      return postponeErasure("The collector could not be reached: \(error)")
    }
    let answer = CollectorResponse(response)
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .answered where ErasureAnswer.isDone(response.body):
      do { try await queue.run { try $0.finishErasure(next.sequence) } } catch {
        return postponeErasure("The queue could not save the collector's confirmation: \(error)")
      }
      erasureFailures = 0
      erasureSchedule.clear()
      reached()
      hub.publish(.healthy)
      return .progressed
    case .gone: return gone()
    case .retry(let floor), .serverError(let floor): return postponeErasure(answer.why, floor: floor)
    case .answered:
      return postponeErasure(
        "What answered \(response.status) is not the collector: its response does not confirm the erasure.")
    case .probe, .poison, .tooLarge:
      // A wrong key or address, or a collector without erasure: a person has to fix it.
      failedRequests += 1
      wait(&erasureSchedule, settings.retry.probeDelay(chance: chance()), mayShorten: false)
      hub.publish(.rejected(status: response.status, why: answer.why))
      return .idle
    }
  }

  private func postponeErasure(_ why: String, floor: Duration? = nil) -> Turn {
    erasureFailures += 1
    failedRequests += 1
    let delay = settings.retry.delay(failures: erasureFailures, chance: chance())
    wait(&erasureSchedule, delay, floor: floor)
    hub.publish(.waiting(why: why))
    return .idle
  }
}
