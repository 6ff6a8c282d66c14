// The right to access and the right to erasure: exporting and erasing a person's own data.
import TellbackWire

extension Reporter {
  /// Erases everything that this installation reported: on this device at once, at the collector as soon as it is reached, by
  /// this run of the app or a later one.
  ///
  /// On the device it erases reports that wait, attachments, refused reports, receipts, conversations, drafts, known issues and this
  /// reporter's steps; no byte of them stays in the queue's files. Reports that were not sent yet are never sent, and those in transit are
  /// erased when they arrive. Afterwards the app is a new installation that cannot be linked to the old one. Sessions that the
  /// app made itself keep their steps until ``Session/clearSteps()``.
  /// - Throws: ``TellbackError`` with `storage` when the disk could not be read or written, or `closed`. Erase again then.
  @discardableResult
  public func eraseMyData() async throws(TellbackError) -> Erasure {
    session.clearSteps()
    return try await TellbackError.reading { try await core.erase(nil) }
  }

  /// Erases one report, as ``eraseMyData()`` does with all of them. The installation keeps its identity.
  /// - Throws: ``TellbackError`` with `storage` when the disk could not be read or written, or `closed`. Erase again then.
  @discardableResult
  public func eraseMyData(of id: ReportID) async throws(TellbackError) -> Erasure {
    try await TellbackError.reading { try await core.erase(id) }
  }

  /// The number of erasure requests that the collector has not confirmed yet.
  /// - Throws: ``TellbackError`` with `storage` when the queue cannot be read, or `closed`.
  public func pendingErasures() async throws(TellbackError) -> Int {
    try await TellbackError.reading { try await core.pendingErasures() }
  }

  /// Writes everything that is kept about this installation, here and at the collector, to a new folder: `my-data.json`, and
  /// each attachment as a file of its own in `attachments`. ``DataExport`` describes the format.
  ///
  /// The folder appears when it is complete: an export is never partial.
  /// - Parameters:
  ///   - folder: an absolute path that does not exist yet. Only this user can read the files in it.
  ///   - onlyThisDevice: true leaves the collector out, which needs no network. The file says so.
  ///   - limit: the most bytes of the whole export.
  /// - Throws: ``TellbackError`` with `transport` when the collector could not be reached, `exportTooLarge`, `unwritableExport`,
  ///   `storage` when the queue cannot be read, or `closed`; `CancellationError` when the task was cancelled. Nothing is left
  ///   behind then.
  public func exportMyData(
    to folder: String, onlyThisDevice: Bool = false, limit: Int = DataExport.standardLimit
  ) async throws -> DataExport {
    let steps = session.steps
    return try await core.export(to: folder, onlyThisDevice: onlyThisDevice, limit: limit, steps: steps)
  }
}
