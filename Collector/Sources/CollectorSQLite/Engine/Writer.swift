// The thread that writes, and how it is started and stopped. It owns the connection and the lock on the directory.
import CollectorCore
import Dispatch
import Foundation
import TellbackSQLite

/// Thread-safe: the queue has a lock of its own, and `opened` is taken once, by the thread.
final class Writer: @unchecked Sendable {
  let queue: WriterQueue
  private var opened: (connection: Connection, lock: DirectoryLock)?
  private let options: SQLiteStoreOptions
  private let readers: ReaderPool
  private let ended = DispatchSemaphore(value: 0)

  init(connection: Connection, lock: DirectoryLock, readers: ReaderPool, options: SQLiteStoreOptions) {
    opened = (connection, lock)
    self.readers = readers
    self.options = options
    queue = WriterQueue(waitingBytes: options.waitingBytes)
  }

  func start() {
    let thread = Thread { [self] in
      run()
      ended.signal()
    }
    thread.name = "store-writer"
    thread.stackSize = 4_194_304
    thread.start()
  }

  /// Finishes what waits, copies the log into the database and waits for the thread. Readers must have ended before.
  func stop() {
    queue.close()
    ended.wait()
    ended.signal()
  }

  private func run() {
    guard let lock = opened?.lock else { return }
    // The directory is given free only after the connection is closed.
    withExtendedLifetime(lock) { work() }
  }

  private func work() {
    guard let connection = opened?.connection else { return }
    opened = nil
    CommitLoop(connection: connection, queue: queue, readers: readers, options: options).run()
  }
}
