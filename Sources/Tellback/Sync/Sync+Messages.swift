// Sends a reporter's messages in batches, each after its report, and acts on each response. Reports never wait for messages that
// the collector does not take.
import TellbackWire

extension Sync {
  func send(
    _ messages: [QueuedMessage], as installation: InstallationCredential, _ epoch: Int
  ) async -> Turn {
    let body = MessageBatch.encoded(messages: messages.map(\.body), sentAt: time.now())
    let response: TransportResponse
    do {
      guard let answer = try await send(try endpoint.messages(body, as: installation), in: epoch) else {
        return .progressed
      }
      response = answer
    } catch {
      return failed("The collector could not be reached: \(error)")
    }
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .answered: return await apply(messages, from: response, epoch)
    case .retry(let floor): return failed(CollectorResponse(response).why, floor: floor)
    case .serverError(let floor): return await serverError(on: messages, response, floor: floor)
    case .probe where response.status == 401 || response.status == 403:
      return rejected(response.status, CollectorResponse(response).why)
    case .probe:
      // A collector that knows no messages yet: they wait, and everything else goes on.
      failedRequests += 1
      wait(&messageSchedule, settings.retry.probeDelay(chance: chance()), mayShorten: false)
      return .progressed
    case .gone: return gone()
    case .poison, .tooLarge: return await poison(in: messages, response)
    }
  }

  /// Ends the wait of the messages that the receipts name.
  private func apply(_ messages: [QueuedMessage], from response: TransportResponse, _ epoch: Int) async -> Turn {
    let ids = Set(messages.map(\.id))
    guard let receipts = try? Receipt.decodeAll(response.body) else {
      return failed("What answered \(response.status) is not the collector: its response has no receipts.")
    }
    let ours = receipts.filter { ids.contains($0.id) }
    guard !ours.isEmpty else { return failed("The collector's response names none of the messages that were sent.") }
    do {
      let settled = try await queue.run { [time, hub] in try $0.applyToMessages(ours, at: time.now(), telling: hub) }
      guard settled > 0 || epoch != self.epoch else {
        try await queue.run { try $0.examine() }
        return failed("The collector's receipts changed nothing in the queue.")
      }
    } catch {
      return failed("The queue could not keep the collector's receipts: \(error)")
    }
    messageLimit = min(messageLimit * 2, WireLimits.batchMessages)
    messageSchedule.clear()
    succeeded()
    if ours.contains(where: { $0.outcome == .accepted }) { expectAnswersSoon() }
    return .progressed
  }

  /// Retries after a server error, as for reports: the batch is halved until the message that causes it is alone, and that one
  /// is postponed with those behind it. It is never dropped.
  private func serverError(
    on messages: [QueuedMessage], _ response: TransportResponse, floor: Duration?
  ) async -> Turn {
    if messages.count > 1, failures >= 2 {
      messageLimit = max(1, messages.count / 2)
      failures = 0
    } else if let message = messages.first, messages.count == 1 {
      let isLast = message.attempts + 1 >= settings.retry.serverErrorsBeforePuttingOff
      let putOff = settings.retry.putOffDelay(attempts: message.attempts + 1, chance: chance())
      let later = time.now().adding(seconds: Int64(putOff.seconds))
      _ = try? await queue.run { store in
        try store.withDatabase(ofMessage: message.id) { database in
          if isLast {
            try database.putOffMessage(message.id, until: later)
          } else {
            try database.countMessageAttempt(message.id)
          }
        }
      }
      if isLast {
        putOffs += 1
        failures = 0
      }
    }
    return failed(CollectorResponse(response).why, floor: floor)
  }

  /// Halves the batch until the message that is not accepted is alone, and ends that one as refused.
  private func poison(in messages: [QueuedMessage], _ response: TransportResponse) async -> Turn {
    guard let message = messages.first, messages.count == 1 else {
      messageLimit = max(1, messages.count / 2)
      return .progressed
    }
    let answer = CollectorResponse(response)
    if !answer.isOurs {
      foreignRefusals += 1
      // A proxy that refuses everything must not end everything.
      guard foreignRefusals <= 3 else { return rejected(response.status, answer.why) }
    }
    let receipt = Receipt(id: message.id, outcome: .refused, code: answer.code, message: answer.why)
    do {
      _ = try await queue.run { [time, hub] in try $0.applyToMessages([receipt], at: time.now(), telling: hub) }
    } catch {
      return failed("The queue could not keep that a message was refused: \(error)")
    }
    return .progressed
  }
}
