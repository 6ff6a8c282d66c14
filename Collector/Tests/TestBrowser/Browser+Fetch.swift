// Holds back what a page asks the server for, so that a test decides what comes first. It ends with the page.
extension Browser {
  /// What is held back of a request.
  public enum HeldPart: String, Sendable {
    /// It is not sent yet.
    case request
    /// The server answered, and the page does not know.
    case answer
  }

  /// From now on, requests of the page's scripts whose address ends like this wait for ``letGo(_:)``.
  public func hold(_ part: HeldPart, of end: String) async throws {
    try await run(
      """
      if (!window.held) {
        window.held = {};
        const send = window.fetch;
        window.fetch = async (address, ...rest) => {
          const [end, rule] = Object.entries(held).find(([end]) => String(address).endsWith(end)) || [];
          const wait = () => new Promise((go) => { rule.go = go; });
          if (end && rule.part === 'request') await wait();
          const answer = await send(address, ...rest);
          if (end && rule.part === 'answer') await wait();
          // After the page took it.
          if (end) setTimeout(() => { rule.arrived += 1; }, 100);
          return answer;
        };
      }
      held['\(end)'] = {part: '\(part.rawValue)', arrived: 0};
      """)
  }

  /// Waits until such a request is held.
  public func holds(_ end: String) async throws -> Bool { try await waits(for: "held['\(end)'].go") }

  /// Lets the one go that is held, and waits until the page has its answer.
  public func letGo(_ end: String) async throws -> Bool {
    let before = try await value("held['\(end)'].arrived")
    try await value("held['\(end)'].go()")
    return try await waits(for: "held['\(end)'].arrived > \(before)")
  }
}
