// Sends reports in batches, then messages, then attachments, and acts on each response.
import TellbackWire

extension Sync {
  /// Sends the next batch of reports, of messages when no report is due, or the next attachment when neither is.
  func sendNext() async -> Turn {
    await waitWhileHeld()
    let epoch = epoch
    let (count, bytes, horizon) = (batchLimit, settings.batchBytes, settings.retry.cap + .seconds(3_600))
    let skipped = skipped
    let messageCount = time.uptime() >= messageSchedule.next ? messageLimit : 0
    let next:
      (
        reports: [QueuedReport], messages: [QueuedMessage], attachment: QueuedAttachment?, accounting: Accounting,
        installation: InstallationCredential
      )
    do {
      next = try await queue.run { [time] store in
        store.moveMemoryToFile()
        let reports = try store.nextBatch(
          count: count, bytes: bytes, now: time.now(), horizon: horizon)
        // Rows and identity are read together: rows are never sent under another identity.
        guard reports.isEmpty else { return (reports, [], nil, store.accounting, store.credential) }
        let messages =
          messageCount > 0
          ? try store.nextMessages(count: messageCount, bytes: bytes, now: time.now(), horizon: horizon) : []
        guard messages.isEmpty else { return ([], messages, nil, store.accounting, store.credential) }
        // When all were skipped, the round starts again.
        let attachment = try store.nextAttachment(besides: skipped) ?? store.nextAttachment(besides: [])
        return ([], [], attachment, store.accounting, store.credential)
      }
    } catch {
      return failed("The queue could not be read: \(error)")
    }
    if !next.reports.isEmpty { return await send(next.reports, next.accounting, as: next.installation, epoch) }
    if !next.messages.isEmpty { return await send(next.messages, as: next.installation, epoch) }
    if let attachment = next.attachment {
      if skipped.contains(attachment.key) { self.skipped = [] }
      return await send(attachment, as: next.installation, epoch)
    }
    return .idle
  }

  private func send(
    _ reports: [QueuedReport], _ accounting: Accounting, as installation: InstallationCredential, _ epoch: Int
  ) async -> Turn {
    let body = ReportBatch.encoded(reports: reports.map(\.body), sentAt: time.now(), accounting: accounting)
    let response: TransportResponse
    do {
      let answer = try await send(try endpoint.batch(body, as: installation), in: epoch)
      // Erased meanwhile: the erasure request follows, whatever became of this one.
      guard let answer else { return .progressed }
      response = answer
    } catch {
      return failed("The collector could not be reached: \(error)")
    }
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .answered: return await apply(reports, from: response, epoch)
    case .retry(let floor): return failed(CollectorResponse(response).why, floor: floor)
    case .serverError(let floor): return await serverError(on: reports, response, floor: floor)
    case .probe: return rejected(response.status, CollectorResponse(response).why)
    case .gone: return gone()
    case .poison, .tooLarge: return await poison(in: reports, response)
    }
  }

  /// Removes the reports that the receipts name. A captive portal's page names none.
  private func apply(_ reports: [QueuedReport], from response: TransportResponse, _ epoch: Int) async -> Turn {
    let ids = Set(reports.map(\.id))
    guard let receipts = try? Receipt.decodeAll(response.body) else {
      return failed("What answered \(response.status) is not the collector: its response has no receipts.")
    }
    let ours = receipts.filter { ids.contains($0.id) }
    guard !ours.isEmpty else { return failed("The collector's response names none of the reports that were sent.") }
    do {
      let settled = try await queue.run { [time, hub] in try $0.apply(ours, at: time.now(), telling: hub) }
      guard settled > 0 || epoch != self.epoch else {
        try await queue.run { try $0.examine() }
        return failed("The collector's receipts changed nothing in the queue.")
      }
    } catch {
      return failed("The queue could not keep the collector's receipts: \(error)")
    }
    succeeded()
    if ours.contains(where: { $0.outcome == .accepted || $0.outcome == .duplicate }) { expectAnswersSoon() }
    return .progressed
  }

  /// Retries after a server error. When errors continue, the batch is halved until the report that causes them is alone. That
  /// report is postponed, so that the others are sent; it is never dropped.
  private func serverError(
    on reports: [QueuedReport], _ response: TransportResponse, floor: Duration?
  ) async -> Turn {
    if reports.count > 1, failures >= 2 {
      batchLimit = max(1, reports.count / 2)
      failures = 0
    } else if let report = reports.first, reports.count == 1 {
      let isLast = report.attempts + 1 >= settings.retry.serverErrorsBeforePuttingOff
      let putOff = settings.retry.putOffDelay(attempts: report.attempts + 1, chance: chance())
      let later = time.now().adding(seconds: Int64(putOff.seconds))
      _ = try? await queue.run { store in
        try store.withDatabase(of: report.id) { database in
          if isLast { try database.putOff(report.id, until: later) } else { try database.countAttempt(report.id) }
        }
      }
      if isLast {
        putOffs += 1
        failures = 0
      }
    }
    return failed(CollectorResponse(response).why, floor: floor)
  }

  /// Halves the batch until the report that is not accepted is alone, and quarantines that one.
  private func poison(in reports: [QueuedReport], _ response: TransportResponse) async -> Turn {
    guard let report = reports.first, reports.count == 1 else {
      batchLimit = max(1, reports.count / 2)
      return .progressed
    }
    let answer = CollectorResponse(response)
    if !answer.isOurs {
      foreignRefusals += 1
      // A proxy that refuses everything must not quarantine everything.
      guard foreignRefusals <= 3 else { return rejected(response.status, answer.why) }
    }
    let receipt = Receipt(id: report.id, outcome: .refused, code: answer.code, message: answer.why)
    do {
      _ = try await queue.run { [time, hub] in try $0.apply([receipt], at: time.now(), telling: hub) }
    } catch {
      return failed("The queue could not quarantine a report: \(error)")
    }
    return .progressed
  }

  // MARK: Attachments

  private func send(
    _ attachment: QueuedAttachment, as installation: InstallationCredential, _ epoch: Int
  ) async -> Turn {
    let response: TransportResponse
    do {
      var request = try endpoint.attachment(attachment, as: installation)
      // A large attachment on a slow line gets at least one second for each 16 KiB.
      request.timeout += .seconds(attachment.data.count / 16_384)
      guard let answer = try await send(request, in: epoch) else { return .progressed }
      response = answer
    } catch {
      skipped.insert(attachment.key)
      return failed("The collector could not be reached: \(error)")
    }
    let answer = CollectorResponse(response)
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .answered:
      // A response to another request must not remove this attachment from the queue.
      guard let receipt = answer.receipt, receipt.id == attachment.report,
        receipt.attachment ?? attachment.position == attachment.position
      else {
        return failed("What answered \(response.status) is not the collector: its response names another attachment.")
      }
      if receipt.outcome == .refused { return await shed(attachment, answer.code, answer.why) }
      do {
        try await queue.run { store in
          try store.removeAttachment { try $0.deliver(attachment.report, attachment.position) }
        }
      } catch {
        return failed("The queue could not keep the collector's receipt: \(error)")
      }
      forget(attachment.key)
      succeeded()
      return .progressed
    case .poison, .tooLarge: return await shed(attachment, answer.code, answer.why)
    case .probe where response.status == 404 && answer.isOurs:
      return await shed(attachment, "unknown_report", answer.why)
    case .serverError(let floor):
      skipped.insert(attachment.key)
      if isToBlame(attachment.key) {
        guard attachment.attempts < 2 * settings.retry.serverErrorsBeforePuttingOff else {
          return await shed(attachment, "server_error", answer.why)
        }
        await count(attachment)
      }
      return failed(answer.why, floor: floor)
    case .retry(let floor):
      skipped.insert(attachment.key)
      return failed(answer.why, floor: floor)
    case .probe: return rejected(response.status, answer.why)
    case .gone: return gone()
    }
  }

  private func shed(_ attachment: QueuedAttachment, _ reason: String, _ why: String) async -> Turn {
    do {
      try await queue.run { store in
        try store.removeAttachment { try $0.shed(attachment.report, attachment.position, reason: reason) }
      }
    } catch {
      return failed("The queue could not drop an attachment: \(error)")
    }
    forget(attachment.key)
    hub.publish(attachment.report, .attachmentShed(name: attachment.name, why: why))
    return .progressed
  }

  /// A server error counts against the attachment only when the collector accepted something else since the last error on it:
  /// in an outage no attachment is at fault.
  private func isToBlame(_ key: AttachmentKey) -> Bool {
    defer { serverErrors[key] = deliveries }
    return serverErrors[key].map { $0 < deliveries } ?? false
  }

  private func forget(_ key: AttachmentKey) {
    skipped.remove(key)
    serverErrors[key] = nil
  }

  private func count(_ attachment: QueuedAttachment) async {
    // When this fails, the next server error counts.
    try? await queue.run { store in
      try store.withAttachments { try $0.countAttempt(attachment.report, attachment.position) }
    }
  }

  func retryAfter(_ response: TransportResponse) -> Duration? {
    guard let text = response.headers["retry-after"] else { return nil }
    // By the server's clock where the response has a date, so that the device's clock does not matter.
    let serverNow = response.headers["date"].flatMap { RetryAfter.date($0) }
    return RetryAfter.parse(text, now: serverNow ?? time.now())
  }
}
