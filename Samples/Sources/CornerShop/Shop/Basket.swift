// What a customer is about to buy.

/// A basket. It holds each item once, with a count of at least 1.
public struct Basket: Sendable {
  public private(set) var lines: [(item: Item, count: Int)] = []
  /// What the items cost, before vouchers.
  public private(set) var total = Price(cents: 0)

  public init() {}

  public var count: Int { lines.reduce(0) { $0 + $1.count } }

  public mutating func add(_ item: Item) {
    if let index = lines.firstIndex(where: { $0.item == item }) {
      lines[index].count += 1
    } else {
      lines.append((item, 1))
    }
    total.cents += item.price.cents
  }

  /// Takes one piece out; false when the basket holds none.
  public mutating func remove(_ item: Item) -> Bool {
    guard let index = lines.firstIndex(where: { $0.item == item }) else { return false }
    lines[index].count -= 1
    // A bug, here on purpose: while pieces of the item are left, the total still counts the one that was taken out.
    guard lines[index].count == 0 else { return true }
    total.cents -= item.price.cents
    lines.remove(at: index)
    return true
  }
}
