// All limits of the messages between SDK and collector. Texts are measured in bytes of UTF-8.

/// The limits of a report and of the messages around it. The SDK refuses at `report()` what the collector would refuse.
public enum WireLimits {
  /// One report as JSON: 256 KiB.
  public static let reportBytes = 262_144
  /// One request with many reports: 4 MiB.
  public static let batchBytes = 4_194_304
  /// Reports in one request.
  public static let batchReports = 100
  /// Nesting of objects and arrays.
  public static let depth = 8
  /// Keys in one object, known or not.
  public static let objectKeys = 128

  /// ``Report/text``: 128 KiB.
  public static let text = 131_072
  /// ``Report/page``, in bytes.
  public static let page = 1_000
  /// ``Report/user``, in bytes.
  public static let user = 200
  /// ``Report/contact``, in bytes.
  public static let contact = 320
  /// ``Report/segment``, in bytes.
  public static let segment = 200
  /// ``Report/locale``, in bytes.
  public static let locale = 64
  /// One text of ``ContextSnapshot``, such as the model of the device, in bytes.
  public static let contextValue = 500

  /// ``Report/groupingKey``, in bytes.
  public static let groupingKey = 200

  /// Steps of one report.
  public static let steps = 200
  /// ``Step/text``, in bytes.
  public static let stepText = 500

  /// Fields of one report.
  public static let fields = 64
  /// The key of a field, in bytes.
  public static let fieldKey = 100
  /// The text of a field, in bytes.
  public static let fieldText = 2_000

  /// ``ReportedError/type``, in bytes.
  public static let errorType = 200
  /// ``ReportedError/message``, in bytes.
  public static let errorMessage = 4_000
  /// Stack frames of one error.
  public static let errorFrames = 50
  /// One stack frame, in bytes.
  public static let errorFrame = 500

  /// Attachments of one report.
  public static let attachments = 10
  /// One attachment: 10 MiB.
  public static let attachmentBytes = 10_485_760
  /// ``AttachmentInfo/name``, in bytes.
  public static let attachmentName = 200
  /// ``AttachmentInfo/type``, in bytes.
  public static let attachmentType = 100

  /// Issues in one ``KnownIssueDigest``.
  public static let knownIssues = 1_000
  /// One ``KnownIssueDigest``, on the wire and on the device: 300 KB.
  public static let knownIssueDigestBytes = 300_000
  /// ``KnownIssue/title``, in bytes.
  public static let knownIssueTitle = 200
  /// ``KnownIssue/words``, in bytes.
  public static let knownIssueWords = 1_000
  /// ``KnownIssue/workaround``, in bytes.
  public static let knownIssueWorkaround = 4_000
  /// ``KnownIssue/fixedIn``, in bytes.
  public static let knownIssueFixedIn = 100

  /// One ``ReporterMessage`` as JSON: 128 KiB.
  public static let messageBytes = 131_072
  /// Messages in one request.
  public static let batchMessages = 100
  /// The words of a ``ReporterMessage``, in bytes.
  public static let messageText = 10_000
  /// The longest that a poll for updates waits for one, in seconds: see ``WirePaths/updates``.
  public static let updateWait = 60

  /// One ``HeartbeatBatch``: 256 KiB.
  public static let heartbeatBytes = 262_144
  /// Days in one ``HeartbeatBatch``.
  public static let heartbeats = 50
  /// ``Heartbeat/channel``, in bytes.
  public static let channel = 64
  /// Rows of ``HeartbeatBatch/help``.
  public static let helpDays = 100
  /// Pages in one ``ReachedDay``; further ones of the day are not told.
  public static let reachedPages = 64
  /// One of ``HelpCounts``.
  public static let helpCount = 1_000

  /// A note from staff to the reporter, in bytes.
  public static let note = 10_000
  /// Updates in one ``UpdatePage``.
  public static let updates = 200
  /// Reports named in one ``ErasureRequest``.
  public static let erasures = 100
  /// One ``ErasureRequest``: 64 KiB.
  public static let erasureBytes = 65_536
  /// Reports in one ``ExportPage``, at least one.
  public static let exportReports = 50
  /// The size at which an ``ExportPage`` ends: 4 MiB. A page of one report may be larger.
  public static let exportBytes = 4_194_304
  /// The largest response with an ``ExportPage``: 32 MiB. One report with all its updates may exceed ``exportBytes``.
  public static let exportAnswerBytes = 33_554_432
  /// Updates of one report in an export, the newest. ``ExportPage/Entry/updatesLeftOut`` counts the others.
  public static let exportUpdates = 200
  /// Messages of one report in an export, the newest. ``ExportPage/Entry/messagesLeftOut`` counts the others.
  public static let exportMessages = 200
  /// Days in use in an export.
  public static let exportHeartbeats = 1_000
  /// Reasons in one ``Accounting``.
  public static let discardReasons = 32
}
