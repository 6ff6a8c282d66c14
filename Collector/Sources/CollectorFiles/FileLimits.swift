// What keeping files outside may cost: counts, bytes and times, all of them in one place.
import TellbackWire

public enum FileLimits {
  /// A file that is put away and not noted within so many seconds is removed.
  public static let expectedSeconds: Int64 = 3_600
  /// Between two looks for files to move and to remove, in seconds.
  public static let interval = 5.0
  /// The longest pause after failures, in seconds.
  public static let longestPause = 300.0
  /// Files of one step.
  static let batch = 64
  /// Files that are read for people at once; further ones are refused.
  public static let readers = 32
  /// Of a request to S3, in milliseconds.
  static let connectMilliseconds = 5_000
  static let requestMilliseconds = 60_000
  /// Bytes of an answer's head, and of a list of a thousand names.
  static let headBytes = 65_536
  static let listBytes = 4_194_304
  /// Bytes of an error's body.
  static let errorBytes = 16_384
  /// Bytes of a file: the largest attachment.
  static let fileBytes = WireLimits.attachmentBytes
}
