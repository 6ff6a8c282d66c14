// One queue with its sender: the process's own, or one adopted from a process that died.
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

  /// The states so far and to come. History and listening happen in one step on the queue's thread, where changes are
  /// published too, so none is missed and none comes twice.
  func states(of id: ReportID) -> AsyncStream<ReportState> {
    let (stream, listener) = AsyncStream.makeStream(
      of: ReportState.self, bufferingPolicy: .bufferingNewest(StateHub.buffer))
    queue.post { [hub] store in
      guard let store else { return listener.finish() }
      // A history that cannot be read is a listener without history; the states to come still arrive.
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
