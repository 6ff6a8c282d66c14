// A pipeline is one queue with its sender: the process's own, or one adopted from a process that died.
import TellbackWire

final class Pipeline: Sendable {
  let queue: Queue
  let sync: Sync
  let hub: StateHub

  init(queue: Queue, sync: Sync, hub: StateHub) {
    self.queue = queue
    self.sync = sync
    self.hub = hub
  }

  /// The states so far and those to come. The history is read and the listener added in one step on the queue's thread, where
  /// changes are published too: no state is missed or comes twice.
  func states(of id: ReportID) -> AsyncStream<ReportState> {
    let (stream, listener) = AsyncStream.makeStream(
      of: ReportState.self, bufferingPolicy: .bufferingNewest(StateHub.buffer))
    queue.post { [hub] store in
      guard let store else { return listener.finish() }
      // When the history cannot be read, the listener still gets the states to come.
      let history = store.databases.lazy.compactMap { try? $0.record(of: id) }.first?.states ?? []
      hub.listen(to: id, history: history, listener)
    }
    return stream
  }

  func close() async {
    await sync.stop()
    await queue.close()
  }
}
