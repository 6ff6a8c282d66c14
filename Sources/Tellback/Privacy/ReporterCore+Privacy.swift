// Erasing in all queues of the folder that no other process holds.
import TellbackWire

extension ReporterCore {
  /// Erases one report, or everything with nil.
  func erase(_ id: ReportID?) async throws -> Erasure {
    let otherProcesses = try await adoptEverything()
    let pipelines = self.pipelines
    for pipeline in pipelines { await pipeline.sync.hold() }
    let result: Result<Bool, any Error>
    do { result = .success(try await erase(id, in: pipelines)) } catch { result = .failure(error) }
    for pipeline in pipelines { await pipeline.sync.release() }
    if id == nil { await knownIssues.forget() }
    hub.finish(id)
    hub.publish(InboxChange(conversation: id, kind: .erased), of: nil)
    do {
      return Erasure(isDurable: try result.get(), otherProcesses: otherProcesses)
    } catch let error as TellbackError {
      throw error
    } catch {
      throw TellbackError(
        .storage, "Not everything could be erased: the disk refused. Free space and erase again.", cause: error)
    }
  }

  /// True when every erasure request is on disk.
  private func erase(_ id: ReportID?, in pipelines: [Pipeline]) async throws -> Bool {
    let now = now()
    var failure: (any Error)?
    var isDurable = true
    func attempt(_ body: () async throws -> Bool) async {
      do { isDurable = try await body() && isDurable } catch { failure = error }
    }
    if let id {
      var isFound = false
      for pipeline in pipelines {
        await attempt {
          let (found, durable) = try await pipeline.queue.run {
            (try $0.erase(id, evenUnknown: false, at: now), $0.main.isDurable)
          }
          isFound = isFound || found
          return !found || durable
        }
      }
      // Unknown here, it may still be at the collector, which accepts requests of the report's own installation only.
      for pipeline in pipelines where !isFound {
        await attempt {
          try await pipeline.queue.run { store in
            _ = try store.erase(id, evenUnknown: true, at: now)
            return store.main.isDurable
          }
        }
      }
    } else {
      for pipeline in pipelines {
        await attempt {
          try await pipeline.queue.run { store in
            try store.eraseEverything(at: now)
            return store.main.isDurable
          }
        }
      }
    }
    if let failure { throw failure }
    return isDurable
  }

  func pendingErasures() async throws -> Int {
    var count = 0
    for pipeline in pipelines { count += try await pipeline.queue.run { try $0.main.erasureCount() } }
    return count
  }
}
