// Sees that this program may still work with the database: a newer one may have raised the floor, the oldest schema whose programs may.
#if PostgreSQL
  import CollectorCore
  import Synchronization

  /// A newer program changed the database so that this one must not write to it any more.
  struct OutdatedProgram: Error, CustomStringConvertible {
    let floor: Int
    let known: Int

    var description: String {
      "The database is for programs of schema \(floor) and later, this one is of schema \(known): use the newer program here too; nothing was changed."
    }

    var meaning: StoreError { .failed(description) }
  }

  /// Asked in each transaction that writes, under the writers' lock, and whenever the lease of the work is taken or renewed.
  final class SchemaGuard: Sendable {
    private let known: Int
    private let isOutdated = Mutex(false)
    private let onOutdated: @Sendable (OutdatedProgram) -> Void

    /// `onOutdated` is called once.
    init(known: Int, onOutdated: @escaping @Sendable (OutdatedProgram) -> Void) {
      self.known = known
      self.onOutdated = onOutdated
    }

    func admit(floor: Int) throws {
      guard floor > known else { return }
      let program = OutdatedProgram(floor: floor, known: known)
      let isNew = isOutdated.withLock { isOutdated in
        defer { isOutdated = true }
        return !isOutdated
      }
      if isNew { onOutdated(program) }
      throw program
    }
  }
#endif
