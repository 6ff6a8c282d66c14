// Network faults and accounting between the real SDK and the real collector.
import FaultKit

await Harness.run([
  Cuts.promise, Sends.promise, Lies.promise, Redirects.promise, Updates.promise, Senders.promise, Accounts.promise,
  Retries.promise,
]) { role, arguments in
  guard role == Senders.role else { throw FaultError("'\(role)' is no role of this harness.") }
  try await Senders.play(arguments)
}
