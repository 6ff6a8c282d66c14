// Live delivery: while the app is in front, one poll waits at the collector for the next update, so that an answer is shown when
// it is written. Without that, and after failures, updates come by the schedule of Sync+Updates.
import TellbackWire

extension Sync {
  /// How long the collector may hold a poll, in seconds: below the 60 s after which many proxies end a silent connection.
  static let liveWait = 50

  /// The app came to the front: waits since earlier failures end.
  func beginLive() {
    guard settings.isAutomatic, !isStopped else { return }
    liveSchedule.hurry()
    live.wakeUp.signal()
    if liveLoop == nil { liveLoop = Task { await runLive() } }
  }

  private func runLive() async {
    while !Task.isCancelled {
      if live.isOn, !isGone {
        await takeLiveTurn()
      } else {
        await live.wakeUp.sleep(for: nil)
      }
      guard isLive else { continue }
      isLive = false
      // The usual schedule goes on.
      if !live.isOn { wakeUp.signal() }
    }
  }

  /// One poll, or a wait until one may start.
  private func takeLiveTurn() async {
    await waitWhileHeld()
    let now = time.uptime()
    if now < liveSchedule.next {
      let rest = Duration.nanoseconds(Int64(clamping: liveSchedule.next - now))
      // The usual schedule goes on meanwhile.
      wakeUp.signal()
      return await live.wakeUp.sleep(for: rest, by: time)
    }
    let awaits: Awaiting
    let (cursor, credential): (Int64, InstallationCredential)
    do {
      awaits = try await awaitsAnswers()
      (cursor, credential) = try await queue.run { ($0.main.cursor, $0.credential) }
    } catch {
      return await live.wakeUp.sleep(for: Self.unreadableQueuePause, by: time)
    }
    // A delivery signals.
    guard awaits == .now else { return await live.wakeUp.sleep(for: nil) }
    isLive = true
    await poll(after: cursor, as: credential)
  }

  private func poll(after cursor: Int64, as credential: InstallationCredential) async {
    let (epoch, began) = (epoch, time.uptime())
    do {
      let request = try endpoint.updates(after: cursor, wait: Self.liveWait, as: credential)
      guard let task = live.begin({ [transport] in try await transport.send(request) }) else { return }
      let result = await withTaskCancellationHandler {
        await task.result
      } onCancel: {
        task.cancel()
      }
      live.end()
      // Cancelled by an erasure, because the app is no longer in front, or because the reporter is closed: no failure.
      guard epoch == self.epoch, live.isOn, !Task.isCancelled else { return }
      let response = try result.get()
      guard response.status == 200 else { return refused(response) }
      let page = try UpdatePage(decoding: response.body)
      guard page.installation ?? credential.id == credential.id, page.after ?? cursor == cursor else {
        throw TellbackError(.transport, "The updates that came belong to another poll.")
      }
      try await queue.run { [hub, time] in try $0.receive(page, at: time.now(), telling: hub) }
      answered(page, after: time.uptime() &- began)
    } catch {
      failedLive(floor: nil)
    }
  }

  private func answered(_ page: UpdatePage, after nanoseconds: UInt64) {
    liveFailures = 0
    liveSchedule.clear()
    reached()
    // When the app leaves the front, the next poll of the usual schedule is an interval away.
    updateSchedule.rest(until: time.uptime().addingClamped(settings.updateInterval.nanoseconds))
    guard page.updates.isEmpty, !page.hasMore, nanoseconds < UInt64(Self.liveWait) * 500_000_000 else {
      quickAnswers = 0
      return
    }
    // A collector that does not wait must not be asked without a pause.
    quickAnswers += 1
    let pause = min(Duration.seconds(1 << min(quickAnswers, 16)), settings.updateInterval)
    liveSchedule.rest(until: time.uptime().addingClamped(pause.nanoseconds))
  }

  private func refused(_ response: TransportResponse) {
    switch settings.retry.verdict(status: response.status, retryAfter: retryAfter(response)) {
    case .retry(let floor), .serverError(let floor): failedLive(floor: floor)
    case .gone: _ = gone()
    case .answered, .probe, .poison, .tooLarge:
      failedRequests += 1
      wait(&liveSchedule, settings.retry.probeDelay(chance: chance()), mayShorten: false)
    }
  }

  private func failedLive(floor: Duration?) {
    failedRequests += 1
    liveFailures += 1
    wait(&liveSchedule, settings.retry.delay(failures: liveFailures, chance: chance()), floor: floor)
  }
}

extension Reporter {
  /// True while a person looks at the app. False by default; set it when the app comes to the front and when it leaves.
  ///
  /// While it is true and a report may be answered, one request waits at the collector, for at most 50 seconds at a time, and an
  /// answer is there within about a second of being written. Setting it to false, or closing the reporter, ends that request at
  /// once. After failures the SDK waits as it does between attempts to send, and keeps a Retry-After of the collector.
  ///
  /// What it costs: for the app one connection and, while nothing happens, one request of about 300 bytes every 50 seconds, which
  /// keeps a mobile radio from resting; so leave it false in the background. For the collector one waiting connection for each app
  /// in front. While it is false, updates are polled every ``SyncSettings/updateInterval``. It does nothing while
  /// ``SyncSettings/isAutomatic`` is false.
  public var isInFront: Bool {
    get { core.own.sync.live.isOn }
    set { core.setInFront(newValue) }
  }
}

extension ReporterCore {
  func setInFront(_ isInFront: Bool) {
    own.sync.live.set(isInFront)
    guard isInFront else { return }
    Task { [own] in await own.sync.beginLive() }
  }
}
