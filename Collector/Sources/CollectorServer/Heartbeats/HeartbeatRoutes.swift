// Takes the days on which installations were in use. Invariant: reports go first. A heartbeat waits on its device for as long as
// need be, so it is put off whenever reports wait here.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// POST of the days of one installation.
struct HeartbeatRoutes: Sendable {
  /// A minute, for each installation and each app: a device sends one a day, and those of a whole app at once must not fill a disk.
  static let quota = IngestQuota(appPerMinute: 120_000, installationPerMinute: 20)
  /// While more writes of reports than these wait, heartbeats are put off.
  static let waitingReports = 256

  let authenticator: SenderAuthenticator
  let quotas = Quotas(what: "Heartbeats")
  let store: any Store
  let telemetry: Telemetry
  let log: Log
  let clock: @Sendable () -> Timestamp

  func add(to router: inout Router) {
    let admission = IngestAdmission(authenticator: authenticator, store: store) { refusal(of: $0) }
    router.async(
      .POST, WirePaths.heartbeats, access: .installation, maxBody: WireLimits.heartbeatBytes, admission: admission.admit
    ) { request in
      do { return try await take(request) } catch { return refusal(of: error) }
    }
  }

  private func take(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try authenticator.sender(of: request)
    let installation = try authenticator.claimed(sender)
    try ErrorAnswer.checkJSON(request)
    let batch = try HeartbeatBatch(decoding: request.body)
    try quotas.take(1, app: sender.app, quota: Self.quota, installation: sender.installation)
    guard store.waitingIngests <= Self.waitingReports else { throw StoreError.busy }
    let now = clock()
    let contact = InstallationContact(
      app: installation.app, id: installation.id, secretHash: installation.secretHash, at: now)
    let counted = try await store.write { try Heartbeats($0, now: now).take(batch, from: contact) }
    telemetry.countHeartbeats(counted)
    return .json(202, HeartbeatAnswer.encoded(batch.days.count + batch.help.count))
  }

  private func refusal(of error: any Error) -> HTTPResponse {
    IngestRefusals(telemetry: telemetry, log: log, event: "heartbeats_failed", prefix: "heartbeat_").answer(error)
  }
}
