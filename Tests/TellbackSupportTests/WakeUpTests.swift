// A sleep that others can end early: no signal may be lost.
import TellbackSupport
import Testing

// One that is not woken fails by the limit.
@Suite(.timeLimit(.minutes(10))) struct WakeUpTests {
  @Test func `a signal from before the sleep ends it at once`() async {
    let wakeUp = WakeUp()
    wakeUp.signal()
    await wakeUp.sleep(for: nil)
  }

  @Test func `a signal ends the sleep of whoever sleeps, again and again`() async {
    let (wakeUp, awake) = (WakeUp(), Lock(0))
    let sleeper = Task {
      for _ in 0..<20 {
        await wakeUp.sleep(for: nil)
        awake.withLock { $0 += 1 }
      }
    }
    while awake.withLock({ $0 }) < 20 {
      wakeUp.signal()
      await Task.yield()
    }
    await sleeper.value
  }

  @Test func `without a signal the sleep ends by its timer`() async {
    let asked = Lock<[Duration]>([])
    await WakeUp().sleep(for: .seconds(3_600)) { duration in asked.withLock { $0.append(duration) } }
    #expect(asked.withLock { $0 } == [.seconds(3_600)])
  }

  @Test func `a task that is cancelled does not sleep on`() async {
    let wakeUp = WakeUp()
    let sleeper = Task { await wakeUp.sleep(for: nil) }
    sleeper.cancel()
    await sleeper.value
  }

  @Test func `the timer of an earlier sleep ends no later one`() async {
    let (wakeUp, first) = (WakeUp(), Lock<CheckedContinuation<Void, Never>?>(nil))
    let early = Task {
      await wakeUp.sleep(for: .seconds(1)) { _ in
        // It does not end when it is cancelled, as a timer that fires just then.
        await withCheckedContinuation { continuation in first.withLock { $0 = continuation } }
      }
    }
    while first.withLock({ $0 == nil }) { await Task.yield() }
    wakeUp.signal()
    await early.value
    let isAwake = Lock(false)
    let late = Task {
      await wakeUp.sleep(for: nil)
      isAwake.withLock { $0 = true }
    }
    first.withLock { $0 }?.resume()
    for _ in 0..<1_000 { await Task.yield() }
    #expect(!isAwake.withLock { $0 })
    wakeUp.signal()
    await late.value
  }
}
