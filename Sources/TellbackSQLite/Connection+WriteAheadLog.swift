// The write-ahead log: counts its frames and checkpoints it when the owner chooses.
import CTellbackSQLite

/// The modes of a checkpoint.
public enum CheckpointMode: String, Sendable {
  /// Copies the frames that no reader needs any more, without waiting.
  case passive = "PASSIVE"
  /// Waits for readers up to the busy timeout, copies all frames and truncates the log.
  case truncate = "TRUNCATE"
}

extension Connection {
  /// Stops automatic checkpoints of this connection and keeps ``framesInLog`` instead.
  ///
  /// SQLite calls back inside COMMIT, on the thread that commits, so the count is confined like the connection.
  public func countFrames() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_wal_hook(
      handle,
      { context, _, _, frames in
        if let context { Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().framesInLog = Int(frames) }
        return SQLITE_OK
      }, context)
  }

  /// Copies the log into the database. True when all of it was copied, so that the next write restarts the log.
  /// - Throws: ``SQLiteError`` for any failure but a busy database.
  public func checkpoint(_ mode: CheckpointMode) throws(SQLiteError) -> Bool {
    var frames: Int32 = 0
    var copied: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(
      handle, "main", mode == .passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE, &frames, &copied)
    // Busy is not a failure: a reader still needs the rest.
    guard code == SQLITE_OK || code == SQLITE_BUSY else {
      throw error(attempted: "checkpoint \(mode.rawValue)")
    }
    return code == SQLITE_OK && frames == copied
  }
}
