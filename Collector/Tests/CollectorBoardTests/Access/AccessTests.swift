// Who gets in, how fast one may guess, and how many passwords are checked at once.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct SignInThrottleTests {
  private let now = BoardFixture.noon

  @Test func anAddressMayFailTwentyTimesInAQuarterOfAnHour() async {
    let throttle = SignInThrottle()
    for index in 0..<SignInThrottle.perAddress {
      #expect(await throttle.delay(address: "1.2.3.4", account: "a\(index)", now: now) == nil)
      await throttle.noteFailure(address: "1.2.3.4", account: "a\(index)", now: now)
    }
    #expect(await throttle.delay(address: "1.2.3.4", account: "new", now: now) == 900)
    #expect(await throttle.delay(address: "::ffff:1.2.3.4", account: "new", now: now) == 900)
    #expect(await throttle.delay(address: "1.2.3.5", account: "new", now: now) == nil)
    #expect(await throttle.delay(address: "1.2.3.4", account: "new", now: now.adding(seconds: 900)) == nil)
  }

  @Test func anAccountIsGuardedAgainstManyAddresses() async {
    let throttle = SignInThrottle()
    for index in 0..<SignInThrottle.perAccount {
      await throttle.noteFailure(address: "10.0.0.\(index)", account: "ada", now: now)
    }
    #expect(await throttle.delay(address: "10.9.9.9", account: "ada", now: now) == 900)
    await throttle.noteSuccess(account: "ada")
    #expect(await throttle.delay(address: "10.9.9.9", account: "ada", now: now) == nil)
  }

  @Test func theAddressesOfOneSubscriberOfIPv6CountTogether() {
    #expect(
      SignInThrottle.key(address: "2001:db8:1:2:3:4:5:6") == SignInThrottle.key(address: "2001:db8:1:2:ffff::1"))
    #expect(SignInThrottle.key(address: "2001:db8:1:2::1") != SignInThrottle.key(address: "2001:db8:1:3::1"))
  }

  @Test func itsMemoryIsBounded() async {
    let throttle = SignInThrottle(capacity: 100)
    for index in 0..<1_000 {
      await throttle.noteFailure(
        address: "10.0.\(index / 256).\(index % 256)", account: "a\(index)", now: now.adding(seconds: Int64(index) / 10)
      )
      #expect(await throttle.size <= 102)
    }
  }

  @Test func aClockThatGoesBackLocksNobodyOutForLong() async {
    let throttle = SignInThrottle()
    for _ in 0..<50 { await throttle.noteFailure(address: "1.1.1.1", account: "a", now: now) }
    #expect(await throttle.delay(address: "1.1.1.1", account: "a", now: now.adding(seconds: -86_400)) == nil)
  }
}

@Suite struct PasswordDeskTests {
  @Test func atMostTwoPasswordsAreCheckedAtOnceAndTheLineIsBounded() async throws {
    let secrets = TestSecrets(isOpen: false)
    let desk = PasswordChecker(secrets: secrets, parallel: 2, waiting: 4)
    let results = try await withThrowingTaskGroup(of: Bool?.self) { group in
      for _ in 0..<12 { group.addTask { await desk.check("x", against: "test:x") } }
      var results: [Bool?] = []
      // Two are being checked and four wait, so these are the six that found the line full.
      while results.count < 6, let result = try await group.next() { results.append(result) }
      let limit = ContinuousClock.now + .seconds(600)
      while secrets.mostAtOnce < 2, ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(5)) }
      secrets.open()
      for try await result in group { results.append(result) }
      return results
    }
    #expect(results == Array(repeating: nil, count: 6) + Array(repeating: true, count: 6))
    #expect(secrets.mostAtOnce == 2)
    #expect(await desk.check("x", against: "test:x") == true)
  }

  @Test func anAccountThatIsNotThereIsCheckedToo() async {
    let secrets = TestSecrets()
    let desk = PasswordChecker(secrets: secrets)
    #expect(await desk.check("x", against: nil) == false)
    #expect(secrets.mostAtOnce == 1)
  }
}

@Suite struct PermissionTests {
  @Test func everybodyReadsAndAnswersLeadersDoNotMoveAndAdminsAdminister() {
    for role in StaffRole.allCases {
      #expect(role.may(.read) && role.may(.answer) && role.may(.note))
      #expect(role.may(.move) == (role != .lead))
      #expect(role.may(.administer) == (role == .admin))
    }
  }
}

@Suite struct SignInTests {
  @Test func aVisitorIsSentToTheDoorAndBackToWhereTheyWanted() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let turned = try await house.get("/tickets/7?page=2")
      #expect(turned.status == 303)
      #expect(turned["location"] == "/sign-in?to=%2Ftickets%2F7%3Fpage%3D2")
      let entered = try await house.post(
        "/sign-in",
        [("email", " ADA@example.com "), ("password", BoardFixture.password), ("to", "/tickets/7?page=2")])
      #expect(entered.status == 303)
      #expect(entered["location"] == "/tickets/7?page=2")
      let elsewhere = try await house.post(
        "/sign-in",
        [("email", "ada@example.com"), ("password", BoardFixture.password), ("to", "//evil.example")])
      #expect(elsewhere["location"] == "/")
    }
  }

  @Test func theCookieIsClosedToScriptsAndOtherSites() async throws {
    try await BoardFixture.with(isSecure: true) { house in
      try await house.addAccount()
      let answer = try await house.post(
        "/sign-in", [("email", "ada@example.com"), ("password", BoardFixture.password)])
      let cookie = try #require(answer["set-cookie"])
      for part in ["__Host-tellback=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=604800"] {
        #expect(cookie.contains(part))
      }
      #expect(answer["strict-transport-security"] != nil)
    }
  }

  @Test func whoIsUnknownWrongOrDisabledGetsTheSameAnswer() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let wrong = try await house.post("/sign-in", [("email", "ada@example.com"), ("password", "wrong")])
      let unknown = try await house.post("/sign-in", [("email", "eve@example.com"), ("password", "wrong")])
      #expect(wrong.status == 422 && unknown.status == 422)
      #expect(
        wrong.text.replacingOccurrences(of: "ada@", with: "x@")
          == unknown.text.replacingOccurrences(of: "eve@", with: "x@"))
    }
  }

  @Test func guessingIsStoppedAndSaysForHowLong() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      for _ in 0..<SignInThrottle.perAddress {
        _ = try await house.post("/sign-in", [("email", "ada@example.com"), ("password", "wrong")])
      }
      let answer = try await house.post(
        "/sign-in", [("email", "ada@example.com"), ("password", BoardFixture.password)])
      #expect(answer.status == 429)
      #expect(answer["retry-after"] == "900")
      house.clock.advance(seconds: 901)
      _ = try await house.signIn()
    }
  }

  @Test func aSessionEndsBySigningOutAndByItsTime() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let first = try await house.signIn()
      let out = try await house.post("/sign-out", [("form_token", first.token)], as: first)
      #expect(out.status == 303 && out["set-cookie"]?.contains("Max-Age=0") == true)
      #expect(try await house.get("/", as: first).status == 303)
      let second = try await house.signIn()
      #expect(try await house.get("/", as: second).status == 200)
      house.clock.advance(seconds: 7 * 86_400)
      #expect(try await house.get("/", as: second).status == 303)
    }
  }

  @Test(arguments: ["tellback=", "tellback=zz", "tellback=\(String(repeating: "0", count: 64))", "other=1"])
  func aCookieThatIsNoSessionIsNobody(cookie: String) async throws {
    try await BoardFixture.with { house in
      let answer = try await house.get("/", as: Visitor(cookie: cookie, token: ""))
      #expect(answer.status == 303)
    }
  }

  @Test func withoutAnyAccountTheDoorTeachesHowToMakeOne() async throws {
    try await BoardFixture.with { house in
      let page = try await house.get("/sign-in").text
      #expect(page.contains("tellback-collector user create"))
    }
  }
}
