// Hears what other collectors tell (ChangeChannel.swift), on a thread and a session of its own. Invariants: nothing depends on it but how soon
// others look; the thread reads always, so the server's queue never fills for its sake; it ends with the store, at once.
#if PostgreSQL
  import CollectorCore
  import Foundation
  import Synchronization

  /// One of a store. The session belongs to its thread.
  final class ChangeListener: Sendable {
    private struct State {
      var isEnded = false
      var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let address: String
    private let schema: String
    private let channel: ChangeChannel
    private let notice: @Sendable (DatabaseNotice) -> Void
    private let bell: Bell
    private let state = Mutex(State())
    /// Pauses before a session is opened again double from the first to the last, in seconds; they begin anew after a session that
    /// lasted longer than the last.
    private static let firstPause = 0.1
    private static let lastPause = 30.0

    init(
      address: String, schema: String, channel: ChangeChannel, notice: @escaping @Sendable (DatabaseNotice) -> Void
    ) throws {
      self.address = address
      self.schema = schema
      self.channel = channel
      self.notice = notice
      bell = try Bell()
    }

    /// `heard` is called on the listener's thread and must return at once. It is told of all topics each time that a session begins to listen:
    /// nobody knows what was told before.
    func start(_ heard: @escaping @Sendable (ChangeTopics) -> Void) {
      let thread = Thread { [self] in
        listen(heard)
        let waiting = state.withLock { state in
          state.isEnded = true
          defer { state.waiting = [] }
          return state.waiting
        }
        for one in waiting { one.resume() }
      }
      thread.name = "store-listener"
      thread.start()
    }

    /// Lets the thread end, without waiting for it.
    func end() { bell.ring() }

    /// Returns once its session and its thread have ended.
    func stopped() async {
      end()
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if !state.isEnded { state.waiting.append(continuation) }
          return state.isEnded
        }
        if isOver { continuation.resume() }
      }
    }

    private func listen(_ heard: (ChangeTopics) -> Void) {
      var pause = Self.firstPause
      var isDeaf = false
      var began = 0.0
      while true {
        do {
          let session = try ListeningSession(address: address, schema: schema, bell: bell)
          if isDeaf { notice(.listening) }
          isDeaf = false
          began = ProcessInfo.processInfo.systemUptime
          heard(.all)
          while true {
            // Those of a burst come as one.
            let topics = try session.next().reduce(into: ChangeTopics()) { $0.formUnion(channel.topics(told: $1)) }
            if !topics.isEmpty { heard(topics) }
          }
        } catch is ListeningSession.Stopped {
          return
        } catch {
          // Said once: it is tried again and again.
          if !isDeaf {
            notice(.notListening("\(error)"))
            if ProcessInfo.processInfo.systemUptime - began > Self.lastPause { pause = Self.firstPause }
          }
          isDeaf = true
        }
        guard bell.wait(seconds: pause) != .rung else { return }
        pause = min(pause * 2, Self.lastPause)
      }
    }
  }
#endif
