// The store as the board's routes use it. What is set for each request (the path under which the board is published, the reader's
// language) holds in the store's closures too, which run on threads of the store.
import CollectorCore

struct BoardStore: WritingStore {
  private let store: any Store

  init(_ store: any Store) { self.store = store }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any StoreReads) throws -> Value) async throws -> Value {
    let request = RequestSetting()
    return try await store.read { reads in try request.apply { try body(reads) } }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (any StoreWrites) throws -> Value) async throws -> Value {
    let request = RequestSetting()
    return try await store.write { writes in try request.apply { try body(writes) } }
  }
}

/// What is set for a request, taken where it holds and set again elsewhere.
struct RequestSetting: Sendable {
  private let prefix = Link.prefix
  private let language = Language.current
  private let isProof = Language.isProof

  func apply<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Link.$prefix.withValue(prefix) {
      try Language.$current.withValue(language) { try Language.$isProof.withValue(isProof) { try body() } }
    }
  }
}
