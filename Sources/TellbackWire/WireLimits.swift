// Every limit of what travels, in one place. Texts are measured in bytes of UTF-8.

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

  /// What the person wrote: 128 KiB.
  public static let text = 131_072
  public static let page = 1_000
  public static let user = 200
  public static let contact = 320
  public static let segment = 200
  public static let locale = 64
  /// One entry of the context, such as the model of a device.
  public static let contextValue = 500

  public static let steps = 200
  public static let stepText = 500

  public static let fields = 64
  public static let fieldKey = 100
  public static let fieldText = 2_000

  public static let errorType = 200
  public static let errorMessage = 4_000
  public static let errorFrames = 50
  public static let errorFrame = 500

  public static let attachments = 10
  /// One attachment: 10 MiB.
  public static let attachmentBytes = 10_485_760
  public static let attachmentName = 200
  public static let attachmentType = 100

  /// Issues in one ``KnownIssueDigest``.
  public static let knownIssues = 1_000
  /// One ``KnownIssueDigest``, as it travels and as the device keeps it: 300 KB.
  public static let knownIssueDigestBytes = 300_000
  public static let knownIssueTitle = 200
  /// Other words that people use for the same matter.
  public static let knownIssueWords = 1_000
  public static let knownIssueWorkaround = 4_000
  /// A version, such as `2.1.0`.
  public static let knownIssueFixedIn = 100

  /// A note from staff to the reporter.
  public static let note = 10_000
  /// Updates in one answer.
  public static let updates = 200
  /// Reports named in one ``ErasureRequest``.
  public static let erasures = 100
  /// One ``ErasureRequest``: 64 KiB.
  public static let erasureBytes = 65_536
  /// Reports in one ``ExportPage``, at least one.
  public static let exportReports = 50
  /// An ``ExportPage`` ends before the report that would make it larger: 4 MiB.
  public static let exportBytes = 4_194_304
  /// An answer that holds an ``ExportPage``: one report with all its updates may stand beyond ``exportBytes``. 32 MiB.
  public static let exportAnswerBytes = 33_554_432
  /// Updates of one report in an export, the newest; how many were left out is said.
  public static let exportUpdates = 200
  /// Reasons in one accounting.
  public static let discardReasons = 32
}
