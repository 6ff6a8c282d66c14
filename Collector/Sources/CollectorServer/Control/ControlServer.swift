// Runs the commands of tools inside the collector that holds the data directory. Invariant: one command at a time; the
// socket lies in a directory that only this user can enter.
import Foundation
import Synchronization

final class ControlServer: Sendable {
  static let fileName = "control.sock"

  /// How long a tool may take to say what it wants.
  static let patienceSeconds = 10

  private let path: String
  private let descriptor: Int32
  private let log: Log
  private let perform: @Sendable (ControlRequest) async -> ControlReply
  private let isStopping = Mutex(false)

  init(
    directory: String, log: Log, perform: @escaping @Sendable (ControlRequest) async -> ControlReply
  ) throws {
    path = directory + "/" + Self.fileName
    descriptor = try UnixSocket.listen(at: path)
    self.log = log
    self.perform = perform
    let thread = Thread { [self] in serve() }
    thread.name = "control"
    thread.start()
  }

  /// Takes no further command.
  func stop() {
    isStopping.withLock { $0 = true }
    // Wakes the thread out of accept; it closes the descriptor itself.
    shutdown(descriptor, Int32(SHUT_RDWR))
    unlink(path)
  }

  private func serve() {
    while true {
      let client = accept(descriptor, nil, nil)
      if isStopping.withLock({ $0 }) {
        if client >= 0 { close(client) }
        close(descriptor)
        return
      }
      guard client >= 0 else {
        // Out of descriptors, most likely: a pause instead of a busy loop.
        usleep(50_000)
        continue
      }
      serve(client)
    }
  }

  private func serve(_ client: Int32) {
    guard let line = UnixSocket.readLine(client, seconds: Self.patienceSeconds),
      let request = try? ControlRequest(decoding: line)
    else {
      close(client)
      return
    }
    let isDone = DispatchSemaphore(value: 0)
    let perform = perform
    Task.detached {
      let reply = await perform(request)
      _ = UnixSocket.writeLine(client, reply.encoded())
      close(client)
      isDone.signal()
    }
    isDone.wait()
  }
}
