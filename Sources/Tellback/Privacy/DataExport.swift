// The result of an export, and the description of its file.

/// What ``Reporter/exportMyData(to:onlyThisDevice:limit:)`` wrote.
///
/// `my-data.json` is one object in UTF-8; moments are milliseconds since 1970:
/// - `format`: `tellback-export-1`; `exportedAt`; `app`.
/// - `installations`: the ids by which the collector knows this installation; one for each process that shared the folder.
/// - `otherProcesses`: how many other processes hold queues of the same folder; their data is not in here.
/// - `device`: `waiting` (reports not sent yet), `refused` (with `code` and `message`), `receipts` (id, reference, title and
///   states of delivered reports, with the answers), `messages` (what the reporter wrote in conversations and was not sent yet),
///   `sentMessages` (what was, with `accepted`), `drafts` (of forms that were not sent), `heartbeats` (days in use that wait to be sent, and the newest; and help
///   that was offered), `attachments` (not sent yet; of reports and
///   messages) and `steps` (the reporter's current steps, which no report carries yet).
/// - `collector`: null when only this device was asked, else `address`, `reports` (each with `report` as it was sent, its
///   `ticket`, `attachments` and `updates`: what staff answered), `heartbeats` (the days in use that are counted) and `attachments`.
///
/// An attachment names its `file` in the folder; null means that it was erased while the export ran.
public struct DataExport: Sendable, Equatable {
  /// The default limit of an export: 2 GiB.
  public static let standardLimit = 2_147_483_648
  /// The name of the file in the folder.
  public static let fileName = "my-data.json"

  /// The folder that was made.
  public var folder: String
  /// Reports at the collector.
  public var reports = 0
  /// Reports that wait on this device or were refused.
  public var reportsOnDevice = 0
  /// Attachments, each a file.
  public var attachments = 0
  /// The size of all files in bytes.
  public var bytes = 0
  /// Processes whose queues are not in here; see ``Erasure/otherProcesses``.
  public var otherProcesses = 0
}
