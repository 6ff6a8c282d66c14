// How a store hands its callers' work to its writing thread, whichever that is.
import CollectorCore
import TellbackWire

extension WriterQueue {
  /// What `body` returned, once its transaction has ended.
  func perform<Value: Sendable>(_ body: @escaping @Sendable (SQLiteWrites) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let result = JobResult<Value>()
      let job = WriteJob(
        perform: { result.value = try body($0) },
        finish: { failure in
          if let value = result.value, failure == nil {
            continuation.resume(returning: value)
          } else {
            continuation.resume(throwing: failure ?? StoreError.closed)
          }
        })
      if let refusal = add(job) { job.finish(refusal) }
    }
  }

  /// See ``Store/ingest(_:from:completion:)``.
  func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) {
    let job = IngestJob(reports: reports, contact: installation, completion: completion)
    if let refusal = add(job) { completion(.failure(refusal)) }
  }
}
