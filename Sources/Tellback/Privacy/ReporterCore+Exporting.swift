// Writes an export: this device first, then the collector, so that reports sent meanwhile are included.
import TellbackWire

extension ReporterCore {
  func export(to target: String, onlyThisDevice: Bool, limit: Int, steps: [Step]) async throws -> DataExport {
    let otherProcesses = try await adoptEverything()
    let folder = try ExportFolder(at: target, limit: limit)
    do {
      var export = DataExport(folder: target, otherProcesses: otherProcesses)
      let pipelines = self.pipelines
      var credentials: [InstallationCredential] = []
      for pipeline in pipelines { credentials.append(try await pipeline.queue.run { $0.credential }) }
      try await folder.nest(nil, ExportFolder.object) {
        try folder.add("format", Self.json("tellback-export-1"))
        try folder.add("exportedAt", Self.json(now().milliseconds))
        try folder.add("app", Self.json(appName))
        try await folder.nest("installations", ExportFolder.list) {
          for credential in credentials { try folder.add(nil, Self.json(credential.id.description)) }
        }
        try folder.add("otherProcesses", Self.json(Int64(otherProcesses)))
        try await folder.nest("device", ExportFolder.object) {
          try await exportDevice(pipelines, to: folder, &export, steps)
        }
        if onlyThisDevice {
          try folder.add("collector", Array("null".utf8))
        } else {
          try await folder.nest("collector", ExportFolder.object) {
            try await exportCollector(credentials, to: folder, &export)
          }
        }
      }
      try folder.finish()
      export.attachments = folder.files
      export.bytes = folder.bytes
      return export
    } catch {
      folder.discard()
      throw error
    }
  }

  private func exportDevice(
    _ pipelines: [Pipeline], to folder: ExportFolder, _ export: inout DataExport, _ steps: [Step]
  ) async throws {
    export.reportsOnDevice += try await exportRows("waiting", pipelines, to: folder) { try $0.exportWaiting(after: $1) }
    export.reportsOnDevice += try await exportRows("refused", pipelines, to: folder) { try $0.exportRefused(after: $1) }
    _ = try await exportRows("receipts", pipelines, to: folder) { try $0.exportReceipts(after: $1) }
    _ = try await exportRows("messages", pipelines, to: folder) { try $0.exportMessages(after: $1) }
    _ = try await exportRows("sentMessages", pipelines, to: folder) { try $0.exportMessageReceipts(after: $1) }
    _ = try await exportRows("drafts", pipelines, to: folder) { store, _ in try store.exportDrafts() }
    _ = try await exportRows("heartbeats", pipelines, to: folder) { store, _ in try store.exportHeartbeats() }
    try await folder.nest("attachments", ExportFolder.list) {
      for pipeline in pipelines {
        var place = 0
        while let file = try await nextFile(pipeline, place) {
          let path = try folder.write(file.data, of: file.report, index: file.index, name: file.name)
          try folder.add(nil, Self.json(file.report, file.index, file.name, file.type, file.data.count, path))
          place += 1
        }
      }
    }
    try await folder.nest("steps", ExportFolder.list) {
      for step in steps {
        var writer = JSONWriter()
        writer.object { writer in
          writer.integer("at", step.at.milliseconds)
          writer.string("page", optional: step.page)
          writer.string("text", step.text)
        }
        try folder.add(nil, writer.bytes)
      }
    }
  }

  private func nextFile(_ pipeline: Pipeline, _ place: Int) async throws -> ExportedFile? {
    try await pipeline.queue.run { try $0.exportAttachment(after: place) }
  }

  private func exportRows(
    _ key: StaticString, _ pipelines: [Pipeline], to folder: ExportFolder,
    _ read: @escaping @Sendable (QueueStore, Int64) throws -> ExportRows
  ) async throws -> Int {
    var count = 0
    try await folder.nest(key, ExportFolder.list) {
      for pipeline in pipelines {
        var place: Int64? = 0
        while let after = place {
          let page = try await pipeline.queue.run { try read($0, after) }
          for row in page.rows { try folder.add(nil, row) }
          count += page.rows.count
          place = page.next
        }
      }
    }
    return count
  }

  private func exportCollector(
    _ credentials: [InstallationCredential], to folder: ExportFolder, _ export: inout DataExport
  ) async throws {
    try folder.add("address", Self.json(endpoint.base.absoluteString))
    var files: [(InstallationCredential, ReportID, ExportPage.Attachment)] = []
    var heartbeats: [[UInt8]] = []
    var count = 0
    try await folder.nest("reports", ExportFolder.list) {
      for credential in credentials {
        var cursor: ReportID?
        var hasMore = true
        while hasMore {
          let page = try await exportPage(after: cursor, as: credential)
          for entry in page.entries {
            try folder.add(nil, entry.bytes)
            files += entry.attachments.filter(\.isHere).map { (credential, entry.id, $0) }
          }
          count += page.entries.count
          heartbeats += page.heartbeats
          // A page that does not move the cursor would be fetched again and again.
          guard !page.hasMore || page.cursor != cursor else {
            throw TellbackError(.transport, "The collector's export does not come to an end; nothing was written.")
          }
          (cursor, hasMore) = (page.cursor, page.hasMore)
        }
      }
    }
    export.reports = count
    try await folder.nest("heartbeats", ExportFolder.list) { for day in heartbeats { try folder.add(nil, day) } }
    try await folder.nest("attachments", ExportFolder.list) {
      for (credential, report, attachment) in files {
        let data = try await exportedAttachment(report, attachment, as: credential)
        let path = try data.map {
          try folder.write($0, of: report, index: attachment.index, name: attachment.name)
        }
        try folder.add(
          nil,
          Self.json(report, attachment.index, attachment.name, attachment.type, Int(clamping: attachment.bytes), path))
      }
    }
  }

  private func exportPage(after cursor: ReportID?, as credential: InstallationCredential) async throws -> ExportPage {
    let response = try await patientlySend(try endpoint.export(after: cursor, as: credential))
    guard response.status == 200 else { throw Self.refused(response) }
    do { return try ExportPage(decoding: response.body) } catch {
      throw TellbackError(
        .transport, "What answered \(response.status) to the export is not the collector.", cause: error)
    }
  }

  /// The bytes of an attachment; nil when it was erased meanwhile.
  private func exportedAttachment(
    _ report: ReportID, _ attachment: ExportPage.Attachment, as credential: InstallationCredential
  ) async throws -> [UInt8]? {
    var request = try endpoint.attachmentData(report, attachment.index, as: credential)
    request.timeout += .seconds(Int(clamping: attachment.bytes) / 16_384)
    let response = try await patientlySend(request)
    if response.status == 404, CollectorResponse(response).isOurs { return nil }
    guard response.status == 200, Int64(response.body.count) == attachment.bytes else { throw Self.refused(response) }
    return response.body
  }

  /// Retries a few times while the collector asks for it or cannot be reached.
  private func patientlySend(_ request: TransportRequest) async throws -> TransportResponse {
    var failures = 0
    while true {
      let delay: Duration
      do {
        let response = try await transport.send(request)
        switch retry.verdict(
          status: response.status,
          retryAfter: response.headers["retry-after"].flatMap {
            RetryAfter.parse($0, now: now())
          })
        {
        case .retry(let floor), .serverError(let floor):
          guard failures < 4, floor ?? .zero <= .seconds(120) else { throw Self.refused(response) }
          delay = floor ?? .seconds(1)
        default: return response
        }
      } catch let error as TellbackError {
        throw error
      } catch {
        guard failures < 2, !Task.isCancelled else {
          throw TellbackError(
            .transport,
            "The collector could not be reached for its part of the export. Try again later, or export this device only.",
            cause: error)
        }
        delay = .seconds(1)
      }
      failures += 1
      try await sleep(for: delay)
    }
  }

  private static func refused(_ response: TransportResponse) -> TellbackError {
    TellbackError(
      .transport, "The collector refused its part of the export: \(CollectorResponse(response).why)")
  }

  // MARK: Values

  private static func json(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(nil, text)
    return writer.bytes
  }

  private static func json(_ number: Int64) -> [UInt8] { Array(String(number).utf8) }

  private static func json(
    _ report: ReportID, _ index: Int, _ name: String, _ type: String, _ bytes: Int, _ path: String?
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.id("report", report)
      writer.integer("index", Int64(index))
      writer.string("name", name)
      writer.string("type", type)
      writer.integer("bytes", Int64(bytes))
      if let path { writer.string("file", path) } else { writer.null("file") }
    }
    return writer.bytes
  }
}
