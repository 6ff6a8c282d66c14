// The write-ahead log: counting its frames and copying them back into the database at a moment of the owner's choice.
import CTellbackSQLite

/// How far a checkpoint goes.
public enum CheckpointMode: String, Sendable {
  /// Copies what no reader needs any more; waits for nobody.
  case passive = "PASSIVE"
  /// Waits for readers, by the busy timeout, copies everything and cuts the log to nothing.
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

  /// Copies the log into the database. True when all of it was copied, so that the next write starts the log anew.
  public func checkpoint(_ mode: CheckpointMode) throws(SQLiteError) -> Bool {
    var frames: Int32 = 0
    var copied: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(
      handle, "main", mode == .passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE, &frames, &copied)
    // Busy is an answer and no failure: a reader still needs the rest.
    guard code == SQLITE_OK || code == SQLITE_BUSY else {
      throw error(attempted: "checkpoint \(mode.rawValue)")
    }
    return code == SQLITE_OK && frames == copied
  }
}
