// A person's right over their own data: to have it handed out, and to have it erased.
import TellbackWire

extension Reporter {
  /// Erases everything that this installation reported: here at once, at the collector as soon as it is reached, by this run
  /// of the app or a later one.
  ///
  /// Here go what waits, attachments, refused reports, receipts, answers, known issues and the trail of this reporter; no
  /// byte of them stays in the queue's files. What had not left the device never does, and what was under way is erased when
  /// it arrives. The app is a new installation afterwards: nothing joins it to the old one. Sessions that the app made itself
  /// keep their trails until ``Session/clearSteps()``.
  /// - Throws: ``TellbackError`` with `storage` when the disk did not take it, or `closed`.
  @discardableResult
  public func eraseMyData() async throws -> Erasure {
    session.clearSteps()
    return try await core.erase(nil)
  }

  /// Erases one report, as ``eraseMyData()`` does with all of them. The installation stays what it is.
  @discardableResult
  public func eraseMyData(of id: ReportID) async throws -> Erasure { try await core.erase(id) }

  /// Wishes to erase that the collector has not confirmed yet.
  public func pendingErasures() async throws -> Int { try await core.pendingErasures() }

  /// Writes everything that is kept about this installation, here and at the collector, to a new folder: `my-data.json`, and
  /// each attachment as a file of its own in `attachments`. ``DataExport`` describes the format.
  ///
  /// The folder appears once it is complete: an export is whole or not there.
  /// - Parameters:
  ///   - folder: an absolute path that does not exist yet. Only this user can read what is in it.
  ///   - onlyThisDevice: leaves the collector out, which needs no network. The file says so.
  ///   - limit: bytes of the whole export.
  /// - Throws: ``TellbackError`` with `transport` when the collector could not be asked, `exportTooLarge`, `unwritableExport`
  ///   or `closed`. Nothing is left behind then.
  public func exportMyData(
    to folder: String, onlyThisDevice: Bool = false, limit: Int = DataExport.standardLimit
  ) async throws -> DataExport {
    let steps = session.steps
    return try await core.export(to: folder, onlyThisDevice: onlyThisDevice, limit: limit, steps: steps)
  }
}
