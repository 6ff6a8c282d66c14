// What happens when all places are taken: the connection that has waited longest for its client gives its place to the
// newcomer. So a crowd of connections that do nothing shuts nobody out. Invariant: a request that a handler has is never given up.

extension EventLoop {
  /// Occupied places looked at for one newcomer. The search goes on where the last one ended, so that all have their turn.
  private static let placesLookedAt = 64

  /// Takes a newcomer in at the cost of another, or turns it away when everybody here is being served.
  func displace(_ descriptor: Int32, _ address: PeerAddress) {
    let victim = longestWaiting()
    if let refusal = admission.admit(address, displaces: victim != nil) {
      return turnAway(descriptor, address, refusal)
    }
    if let victim {
      let isMidway = victim.isReading && victim.parser.sawInput
      noteRefusal(.displaced, status: isMidway ? 503 : 0, code: "displaced", victim)
      if isMidway, victim.output.isEmpty, victim.policy?.closes(503) != true { sendApology(to: victim) }
      close(victim)
    }
    adopt(descriptor, address)
  }

  /// Of some of the connections that wait for their client: whoever is between requests or at its end goes before who has a
  /// request half sent or an answer half taken, and the oldest of them first.
  private func longestWaiting() -> Connection? {
    var best: Connection?
    var looked = 0
    for _ in slots.indices where looked < Self.placesLookedAt {
      hand = (hand + 1) % slots.count
      guard let connection = slots[hand], connection.mayBeDisplaced else { continue }
      looked += 1
      guard let other = best else {
        best = connection
        continue
      }
      if connection.isBusy == other.isBusy {
        if connection.waitingSince < other.waitingSince { best = connection }
      } else if other.isBusy {
        best = connection
      }
    }
    return best
  }

  private func sendApology(to victim: Connection) {
    let response = HTTPResponse.problem(
      503, code: "server_full", message: "The server needed this connection's place; try again in a second.",
      headers: ["Retry-After": "1"])
    var bytes: [UInt8] = []
    ResponseHead.write(
      status: 503, headers: response.headers, framing: .length(response.body.count), persistence: .close, date: date,
      to: &bytes)
    _ = Sockets.send(victim.descriptor, bytes + response.body, from: 0, more: false)
    counters.countAnswer(503)
  }
}

extension Connection {
  /// Whether it waits for its client and not for the server.
  fileprivate var mayBeDisplaced: Bool {
    switch phase {
    case .reading, .closing, .lingering: true
    case .handling, .streaming, .sending, .closed: false
    }
  }

  /// Whether something is under way that closing it would lose.
  fileprivate var isBusy: Bool {
    switch phase {
    case .reading: !isIdle
    case .closing: true
    default: false
    }
  }
}
