// Keeping, sharing and deleting views.
import TellbackWire

/// Stateless; it works inside a transaction of the store.
public struct ViewActions {
  private let store: any StoreWrites
  private let now: Timestamp

  public init(_ store: any StoreWrites, now: Timestamp) {
    self.store = store
    self.now = now
  }

  /// Keeps the list with this query under a name.
  @discardableResult
  public func save(_ name: String, query: String, isShared: Bool, by account: Int64) throws -> SavedView {
    let name = try Self.checked(name)
    guard query.utf8.count <= SavedView.queryLimit else { throw ViewError.queryTooLong(bytes: query.utf8.count) }
    guard try store.views(forAccount: account).count(where: { $0.account == account }) < SavedView.limit else {
      throw ViewError.tooMany
    }
    if isShared { try checkShared() }
    var view = SavedView(id: 0, account: account, name: name, query: query, isShared: isShared)
    view.id = try store.addView(view, at: now)
    return view
  }

  public func change(_ id: Int64, name: String, isShared: Bool, by account: Int64) throws {
    let view = try own(id, account)
    if isShared, !view.isShared { try checkShared() }
    guard try store.updateView(id, name: try Self.checked(name), isShared: isShared) else { throw ViewError.noSuchView }
  }

  /// `isAdmin` may delete what others share: their account may be gone.
  public func delete(_ id: Int64, by account: Int64, isAdmin: Bool) throws {
    guard let view = try store.view(id), view.account == account || (isAdmin && view.isShared),
      try store.deleteView(id)
    else { throw ViewError.noSuchView }
  }

  private func own(_ id: Int64, _ account: Int64) throws -> SavedView {
    guard let view = try store.view(id), view.account == account else { throw ViewError.noSuchView }
    return view
  }

  private func checkShared() throws {
    guard try store.sharedViewCount() < SavedView.sharedLimit else { throw ViewError.tooManyShared }
  }

  private static func checked(_ text: String) throws -> String {
    let name = text.singleSpaced
    guard !name.isEmpty else { throw ViewError.noName }
    guard name.utf8.count <= SavedView.nameLimit else { throw ViewError.nameTooLong(bytes: name.utf8.count) }
    return name
  }
}
