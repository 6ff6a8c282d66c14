// What the embedded store may use of the machine.

/// Bounds of memory, log and threads. The defaults keep a busy store near 100 MB and an idle one near nothing.
public struct SQLiteStoreOptions: Sendable {
  /// Page cache of the writing connection, in KiB.
  public var writerCacheKiB = 49_152
  /// Page cache of each reading connection, in KiB.
  public var readerCacheKiB = 8_192
  /// Connections that read at the same moment; opened as needed.
  public var readers = 3
  /// Frames of 8 KiB after which the log is copied into the database. Callers wait meanwhile: 8 MiB cost some 10 ms.
  public var checkpointFrames = 1_000
  /// The same while no reports come in: the digest writes the same pages of its indexes again and again, and the log is copied
  /// with each of them once. The first report that comes then may wait for 32 MiB.
  public var checkpointFramesWithoutIngest = 4_000
  /// Frames after which new reads wait for a moment, so that the log can start anew.
  public var checkpointFramesAtMost = 40_000
  /// Bytes of reports that may wait to be written, or be on their way in large requests: about a second's work. Over its share of them a sender's call fails with ``StoreError/busy``.
  public var waitingBytes = 16_777_216

  /// Runs the answers of one commit, so that what they wake is woken once; it must run its argument once, before it returns.
  public var answering: @Sendable (() -> Void) -> Void = { $0() }

  public init() {}
}
