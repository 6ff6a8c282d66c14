// How many heaps the process spreads its memory over.

#if canImport(Glibc)
  import CCollectorEpoll
#endif

enum Heaps {
  /// Two, in place of glibc's eight for each processor: bodies are read on one thread and given back on another, and with many
  /// heaps each keeps holes that only its own threads fill. In an overload memory grew by 30 to 90 MB a minute so; with two it
  /// stays. Call it before threads begin.
  static func limit() {
    #if canImport(Glibc)
      mallopt(M_ARENA_MAX, 2)
    #endif
  }
}
