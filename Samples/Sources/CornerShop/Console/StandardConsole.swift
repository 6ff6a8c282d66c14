// The console on standard input and output. A thread of its own reads, because reading blocks and tasks must not.
import Foundation

/// Talks to whoever holds the terminal. When a script is read instead, its lines are written out too, so that the transcript reads
/// like a conversation.
public final class StandardConsole: Console {
  private let lines: AsyncStream<String>
  private let isTerminal: Bool
  /// Guards `lastPrompt` and keeps lines of different tasks whole.
  private let lock = NSLock()
  nonisolated(unsafe) private var lastPrompt = ""

  public init() {
    isTerminal = isatty(0) == 1 && isatty(1) == 1
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    lines = stream
    let reader = Thread {
      while let line = readLine() { continuation.yield(line) }
      continuation.finish()
    }
    reader.name = "standard input"
    reader.start()
  }

  public func nextLine() async -> String? {
    var iterator = lines.makeAsyncIterator()
    let line = await iterator.next()
    lock.withLock {
      lastPrompt = ""
      if let line, !isTerminal { put(line + "\n") }
    }
    return line
  }

  public func write(_ line: String) {
    lock.withLock { put(line + "\n") }
  }

  public func prompt(_ text: String) {
    lock.withLock {
      lastPrompt = text
      put(text)
    }
  }

  public func notify(_ line: String) {
    lock.withLock {
      guard !lastPrompt.isEmpty else { return put(line + "\n") }
      // Takes the prompt's line, and gives the prompt back below.
      put((isTerminal ? "\r\u{1B}[K" : "\n") + line + "\n" + lastPrompt)
    }
  }

  private func put(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
