// What an installation may do about its own data: erase it and have it handed out. Its secret is the proof. The answer is the
// same for an installation that is not known, for a wrong secret and for one of which nothing is left: who guesses learns nothing.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct PrivacyRoutes: Sendable {
  /// A minute, for each installation and each app: erasing costs the writer more than reading costs a reader.
  static let erasureQuota = IngestQuota(appPerMinute: 6_000, installationPerMinute: 60)
  static let exportQuota = IngestQuota(appPerMinute: 12_000, installationPerMinute: 1_200)

  let authenticator: SenderAuthenticator
  let erasing: ErasureService
  let files: any OutsideReading
  let erasures = Quotas(what: "Erasures")
  let exports = Quotas(what: "Exports")

  func add(to router: inout Router) {
    router.async(.POST, WirePaths.erasures, access: .installation, maxBody: WireLimits.erasureBytes) { request in
      await answer("erasure") { try await erase(request) }
    }
    router.async(.GET, WirePaths.export, access: .installation) { request in
      await answer("export") { try await export(request) }
    }
    router.async(.GET, AttachmentRoutes.pattern, access: .installation) { request in
      await answer("export") { try await attachment(request) }
    }
  }

  private func answer(_ what: String, _ body: () async throws -> HTTPResponse) async -> HTTPResponse {
    do {
      var response = try await body()
      response.headers.add("Cache-Control", "no-store")
      return response
    } catch {
      // Whoever asks is told that it is not to be had now; why is for the operator.
      if let error = error as? FileHomeError { erasing.log.error("\(what)_failed", ["error": "\(error)"]) }
      if let problem = ErrorAnswer(error) { return problem.response }
      erasing.log.error("\(what)_failed", ["error": "\(error)"])
      return ErrorAnswer.unforeseen.response
    }
  }

  private func erase(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try authenticator.sender(of: request)
    let installation = try authenticator.claimed(sender)
    let wish = try ErasureRequest(decoding: request.body)
    try erasures.take(1, app: sender.app, quota: Self.erasureQuota, installation: sender.installation)
    switch wish {
    case .reports(let ids): try await erasing.erase(ids, of: installation)
    case .everything(let accounting):
      let contact = InstallationContact(
        app: installation.app, id: installation.id, secretHash: installation.secretHash, at: erasing.clock(),
        accounting: accounting)
      guard try await erasing.eraseEverything(of: contact) else {
        throw ErrorAnswer(503, "erasing", "The erasure goes on. Ask again to hear that it is done.", retryAfter: 2)
      }
    }
    return .json(200, ErasureAnswer.encoded)
  }

  private func export(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try authenticator.sender(of: request)
    let installation = try authenticator.claimed(sender)
    var cursor: ReportID?
    if let text = request.query("after") {
      guard let id = ReportID(text) else {
        throw ErrorAnswer(400, "invalid_value", field: "after", "after must be the cursor of the page before.")
      }
      cursor = id
    }
    try exports.take(1, app: sender.app, quota: Self.exportQuota, installation: sender.installation)
    let after = cursor
    return .json(200, try await erasing.store.read { try ExportEntries.page(of: installation, after: after, in: $0) })
  }

  private func attachment(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sender = try authenticator.sender(of: request)
    let installation = try authenticator.claimed(sender)
    guard let id = ReportID(bytes: try request.parameters.uuid("report")) else { throw HTTPError.notFound }
    let index = try request.parameters.int("index")
    try exports.take(1, app: sender.app, quota: Self.exportQuota, installation: sender.installation)
    let store = erasing.store
    let find: @Sendable (any StoreReads) throws -> (value: ReportID, content: FileContent)? = { store in
      guard
        try store.isProven(app: installation.app, installation: installation.id, secretHash: installation.secretHash),
        let report = try store.report(id), report.app == installation.app, report.installation == installation.id
      else { return nil }
      return try store.content(of: .report(id, index)).map { (id, $0) }
    }
    guard let data = try await files.bytes({ try await store.read(find) })?.data else {
      throw ErrorAnswer(404, "unknown_attachment", field: "index", "There is no such attachment of this sender.")
    }
    return HTTPResponse(
      status: 200,
      headers: ["Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff"], body: data)
  }
}

extension SenderAuthenticator {
  /// Who a request says that it is from; throws 401 when it does not say. Whether it is true, the store knows.
  func claimed(_ sender: Sender) throws -> ErasedInstallation {
    guard let installation = sender.installation, let hash = sender.secretHash else { throw Self.missingInstallation }
    return ErasedInstallation(app: sender.app, id: installation, secretHash: hash)
  }
}
