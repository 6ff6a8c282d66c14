// Takes wishes to erase to the collector. They have a schedule of their own: neither waits for the words, nor words for them.
import TellbackWire

extension Sync {
  /// From here until ``release()`` nothing begins to leave the device, and what is on its way is given up.
  func hold() {
    holds += 1
    epoch += 1
    // What they name may be erased.
    skipped = []
    serverErrors = [:]
    exchange?.cancel()
  }

  /// Goes on. An erasure may wait since.
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

  /// Waits while somebody erases.
  func waitWhileHeld() async {
    while holds > 0 { await withCheckedContinuation { held.append($0) } }
  }

  /// Sends one request, unless an erasure came since `epoch`; nil then, also when it came while the request was under way.
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

  /// Sends the next wish to erase when its time has come.
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
        return postponeErasure("The queue could not keep that the collector erased: \(error)")
      }
      erasureFailures = 0
      erasureSchedule.clear()
      reached()
      hub.publish(.healthy)
      return .progressed
    case .gone: return gone()
    case .retry(let floor), .serverError(let floor): return postponeErasure(answer.why, floor: floor)
    case .answered:
      return postponeErasure("What answered \(response.status) is not the collector: it does not say that it erased.")
    case .probe, .poison, .tooLarge:
      // A key, an address, or a collector that is older than erasing: a person has to mend it.
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
