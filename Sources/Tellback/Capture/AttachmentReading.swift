// Reads attachments on a background thread, so that no file blocks the app's tasks.
import Dispatch
import TellbackWire

enum AttachmentReading {
  static func read(
    _ attachments: [ReportAttachment], of owner: String = "The report", _ code: TellbackError.Code = .invalidReport,
    isolation: isolated (any Actor)?
  ) async throws -> [QueueItem.File] {
    guard !attachments.isEmpty else { return [] }
    guard attachments.count <= WireLimits.attachments else {
      throw TellbackError(
        code, "\(owner) has \(attachments.count) attachments; the limit is \(WireLimits.attachments).")
    }
    return try await withCheckedThrowingContinuation(isolation: isolation) { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(
          with: Result {
            try attachments.map { QueueItem.File(name: $0.name, type: $0.type, data: try $0.read()) }
          })
      }
    }
  }
}
