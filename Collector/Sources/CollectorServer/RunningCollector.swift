// A collector at work: everything wired. Invariant: what it started it ends, in the order in which work flows: no new
// requests, accepted ones answered, the batch at hand digested, the store closed.
import CollectorBoard
import CollectorCore
import CollectorHTTP
import CollectorSQLite
import Foundation

/// Store, sockets, digest and board, from start to stop.
final class RunningCollector: Sendable {
  let port: Int
  let store: any Store
  private let configuration: ServerConfiguration
  private let http: HTTPServer
  private let parts: CollectorParts
  private let digesting: Task<Void, Never>
  private let sweeper: Sweeper
  private let sweeping: Task<Void, Never>
  private let doingDueWork: Task<Void, Never>
  private let judging: Task<Void, Never>
  /// Nil for a store that this process has alone.
  private let following: Task<Void, Never>?
  private let keepingWork: Task<Void, Never>?
  private let directory: NodeDirectory?
  private let sendingWebhooks: Task<Void, Never>
  private let askingTrackers: Task<Void, Never>
  private let sendingMail: Task<Void, Never>
  private let keepingFiles: Task<Void, Never>
  private let control: ControlServer
  private let status: ServingStatus

  /// Takes requests once this returns. Throws when the data directory or the address cannot be had. `onOutdated` is called once when a newer
  /// program made the shared database unfit for this one: stop it then.
  static func start(
    _ configuration: ServerConfiguration, log: Log, source: SchemaSource = .own,
    onOutdated: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> RunningCollector {
    let directory = try configuration.store.map { _ in try NodeDirectory(configuration.data) }
    let store = try StoreOpening.open(
      configuration.data, at: configuration.store, log: log, source: source, onOutdated: onOutdated)
    do {
      return try await RunningCollector(configuration, store: store, directory: directory, log: log)
    } catch {
      await store.close()
      throw error
    }
  }

  private init(
    _ configuration: ServerConfiguration, store: any Store, directory: NodeDirectory?, log: Log
  ) async throws {
    self.configuration = configuration
    self.directory = directory
    self.store = store
    let parts = try await CollectorParts(configuration, store: store, log: log)
    self.parts = parts
    let status = ServingStatus(.starting)
    let lines = HTTPLogLines(log)
    let http = HTTPServer(
      configuration: configuration.http, router: parts.router(configuration, status: status)
    ) { lines.write($0) }
    control = try ControlServer(directory: configuration.data, log: log) { request in
      await Self.perform(request, by: parts)
    }
    do {
      port = try http.start()
    } catch {
      control.stop()
      throw CommandFailure("\(error)")
    }
    status.noteRunning(http)
    self.status = status
    self.http = http
    digesting = Task { await parts.digester.run() }
    let work = parts.work
    let sweeper = Sweeper(erasing: parts.erasing, plan: configuration.sweeping) { work.isHeld }
    self.sweeper = sweeper
    sweeping = Task { await sweeper.run() }
    doingDueWork = Task { await parts.dueWork.run() }
    judging = Task { await parts.judging.run() }
    following = store.isShared ? Task { await parts.changes.run() } : nil
    keepingWork = store.isShared ? Task { await parts.keepWork(sweeper: sweeper) } : nil
    sendingWebhooks = Task { await parts.webhooks.run() }
    askingTrackers = Task { await parts.trackers.run() }
    sendingMail = Task { await parts.mail.run() }
    keepingFiles = Task { await parts.files.run() }
    store.listen { parts.noteChange($0) }
  }

  /// Reads the keys again, after they were changed in the store without the control socket.
  func reloadKeys() async throws { try await parts.keys.reload(from: store) }

  /// Finishes what was accepted and closes everything.
  func stop() async {
    status.noteStopping()
    control.stop()
    parts.waiters.stop()
    await http.stop(within: configuration.stopLimit)
    parts.digester.stop()
    sweeper.stop()
    parts.dueWork.stop()
    parts.judging.stop()
    parts.webhooks.stop()
    parts.trackers.stop()
    parts.mail.stop()
    parts.files.stop()
    await digesting.value
    await sweeping.value
    await doingDueWork.value
    await judging.value
    following?.cancel()
    await following?.value
    await sendingWebhooks.value
    await askingTrackers.value
    await sendingMail.value
    await keepingFiles.value
    // Only now may others have it: nothing is under way any more.
    parts.work.stop()
    await keepingWork?.value
    await parts.work.end()
    await parts.matching.save()
    await store.close()
  }

  private static func perform(_ request: ControlRequest, by parts: CollectorParts) async -> ControlReply {
    let words: KeyValuePairs = ["command": request.arguments.prefix(2).joined(separator: " ")]
    do {
      let text = try await parts.perform(request.arguments, password: request.input)
      parts.log.info("command_done", words)
      return ControlReply(status: 0, text: text)
    } catch {
      parts.log.warning("command_failed", words)
      return ControlReply(status: error is UsageError ? 2 : 1, text: "\(error)")
    }
  }
}
