// Programs that tests start end with the test process, also when it is killed.
import Foundation

extension Process {
  /// As `run()`. On Linux the kernel kills the program when the thread that started it ends, so that thread waits for the
  /// program's end. The program begins with no signal blocked, as Dispatch's threads would pass on.
  public func runEndingWithParent() throws {
    guard let program = executableURL, let wrapper = Self.wrapper else { return try run() }
    executableURL = wrapper
    arguments = ["--pdeathsig", "KILL", "--", program.path] + (arguments ?? [])
    let (started, outcome) = (DispatchSemaphore(value: 0), Outcome())
    Thread.detachNewThread {
      var none = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, nil)
      do { try self.run() } catch { outcome.error = error }
      started.signal()
      if outcome.error == nil { self.waitUntilExit() }
    }
    started.wait()
    if let error = outcome.error { throw error }
  }

  /// Of util-linux, which every Debian has.
  private static let wrapper: URL? = {
    #if os(Linux)
      let path = "/usr/bin/setpriv"
      return FileManager.default.isExecutableFile(atPath: path) ? URL(fileURLWithPath: path) : nil
    #else
      return nil
    #endif
  }()

  /// Written before `started` is signalled and read after it.
  private final class Outcome: @unchecked Sendable {
    var error: (any Error)?
  }
}
