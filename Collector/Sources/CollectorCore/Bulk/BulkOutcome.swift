// What came of each of many tickets, as a page and as a program reads it.

/// What came of one ticket.
public struct BulkOutcome: Sendable, Equatable {
  public enum Result: Sendable, Equatable {
    case done(undo: BulkUndo?)
    /// A sentence that says why, for whoever asked for it.
    case failed(String)
  }

  public var ticket: Int64
  public var result: Result
  /// What a program reads of a ticket that was done; nil of one that failed.
  public var receipt: BulkReceipt?
  /// Why it failed, as a word that a program reads; nil where nobody gave one.
  public var code: String?

  public init(ticket: Int64, result: Result, receipt: BulkReceipt? = nil, code: String? = nil) {
    self.ticket = ticket
    self.result = result
    self.receipt = receipt
    self.code = code
  }
}

/// What was written on one ticket: numbers alone, so that they can be kept and told again.
public struct BulkReceipt: Sendable, Equatable {
  /// As which it is found now.
  public var ticket: Int64
  /// Its newest event right after this one.
  public var event: Int64
  /// Of a merge.
  public var link: Int64?
  /// Of an answer that waits for a second person.
  public var held: Int64?

  public init(ticket: Int64, event: Int64, link: Int64? = nil, held: Int64? = nil) {
    self.ticket = ticket
    self.event = event
    self.link = link
    self.held = held
  }
}

/// Keeps what was done in the transaction that did it, so that a request which is sent again does each ticket once, also when the
/// first was cut off halfway. What failed is not kept: it is tried again.
public struct BulkMemory: Sendable {
  public var recall: @Sendable (Int64, any StoreReads) throws -> BulkReceipt?
  public var keep: @Sendable (Int64, BulkReceipt, any StoreWrites) throws -> Void

  public init(
    recall: @escaping @Sendable (Int64, any StoreReads) throws -> BulkReceipt?,
    keep: @escaping @Sendable (Int64, BulkReceipt, any StoreWrites) throws -> Void
  ) {
    self.recall = recall
    self.keep = keep
  }
}
