// Sends reports and messages in batches, and acts on each response. Reports never wait for messages that the collector does not
// take.
import TellbackWire

extension Sync {
  func send(_ batch: OutgoingBatch, as installation: InstallationCredential, _ epoch: Int) async -> Turn {
    let response: TransportResponse
    do {
      let answer = try await send(try endpoint.batch(batch, as: installation), in: epoch)
      // Erased meanwhile: the erasure request follows, whatever became of this one.
      guard let answer else { return .progressed }
      response = answer
    } catch {
      return failed("The collector could not be reached: \(error)")
    }
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .answered: return await apply(batch, from: response, epoch)
    case .retry(let floor): return failed(CollectorResponse(response).why, floor: floor)
    case .serverError(let floor): return await serverError(on: batch, response, floor: floor)
    case .probe where batch.kind == .messages && response.status != 401 && response.status != 403:
      // A collector that knows no messages yet: they wait, and everything else goes on.
      failedRequests += 1
      wait(&messageSchedule, settings.retry.probeDelay(chance: chance()), mayShorten: false)
      return .progressed
    case .probe: return rejected(response.status, CollectorResponse(response).why)
    case .gone: return gone()
    case .poison, .tooLarge: return await poison(in: batch, response)
    }
  }

  /// Settles the rows that the receipts name. A captive portal's page names none.
  private func apply(_ batch: OutgoingBatch, from response: TransportResponse, _ epoch: Int) async -> Turn {
    let ids = Set(batch.items.map(\.id))
    guard let receipts = try? Receipt.decodeAll(response.body) else {
      return failed("What answered \(response.status) is not the collector: its response has no receipts.")
    }
    let ours = receipts.filter { ids.contains($0.id) }
    guard !ours.isEmpty else {
      return failed("The collector's response names none of the \(batch.kind.noun)s that were sent.")
    }
    do {
      let settled = try await queue.run { [time, hub] in
        try $0.settle(batch.kind, ours, at: time.now(), telling: hub)
      }
      guard settled > 0 || epoch != self.epoch else {
        try await queue.run { try $0.examine() }
        return failed("The collector's receipts changed nothing in the queue.")
      }
    } catch {
      return failed("The queue could not keep the collector's receipts: \(error)")
    }
    growLimit(of: batch.kind)
    succeeded()
    if ours.contains(where: { $0.outcome == .accepted || $0.outcome == .duplicate }) { expectAnswersSoon() }
    return .progressed
  }

  /// Retries after a server error. When errors continue, the batch is halved until the row that causes them is alone. That
  /// row is postponed, so that the others are sent; it is never dropped.
  private func serverError(on batch: OutgoingBatch, _ response: TransportResponse, floor: Duration?) async -> Turn {
    if batch.items.count > 1, failures >= 2 {
      halve(batch)
      failures = 0
    } else if let item = batch.items.first, batch.items.count == 1 {
      let isLast = item.attempts + 1 >= settings.retry.serverErrorsBeforePuttingOff
      let putOff = settings.retry.putOffDelay(attempts: item.attempts + 1, chance: chance())
      let later = isLast ? time.now().adding(seconds: Int64(putOff.seconds)) : nil
      // When this fails, the next server error counts.
      try? await queue.run { try $0.noteServerError(on: item.id, of: batch.kind, putOffUntil: later) }
      if isLast {
        putOffs += 1
        failures = 0
      }
    }
    return failed(CollectorResponse(response).why, floor: floor)
  }

  /// Halves the batch until the row that is not accepted is alone. A report is then quarantined, a message ends as refused.
  private func poison(in batch: OutgoingBatch, _ response: TransportResponse) async -> Turn {
    guard let item = batch.items.first, batch.items.count == 1 else {
      halve(batch)
      return .progressed
    }
    let answer = CollectorResponse(response)
    if !answer.isOurs {
      foreignRefusals += 1
      // A proxy that refuses everything must not end everything.
      guard foreignRefusals <= 3 else { return rejected(response.status, answer.why) }
    }
    let receipt = Receipt(id: item.id, outcome: .refused, code: answer.code, message: answer.why)
    do {
      _ = try await queue.run { [time, hub] in
        try $0.settle(batch.kind, [receipt], at: time.now(), telling: hub)
      }
    } catch {
      return failed("The queue could not keep that a \(batch.kind.noun) was refused: \(error)")
    }
    return .progressed
  }

  private func halve(_ batch: OutgoingBatch) {
    let half = max(1, batch.items.count / 2)
    switch batch.kind {
    case .reports: batchLimit = half
    case .messages: messageLimit = half
    }
  }

  private func growLimit(of kind: OutgoingBatch.Kind) {
    switch kind {
    case .reports: batchLimit = min(batchLimit * 2, settings.batchReports)
    case .messages:
      messageLimit = min(messageLimit * 2, WireLimits.batchMessages)
      messageSchedule.clear()
    }
  }
}
