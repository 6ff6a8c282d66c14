import Testing

@testable import CornerShop

struct CommandTests {
  @Test(
    arguments: [
      ("", Command.nothing), ("   ", .nothing), ("# a remark", .nothing), ("shelf", .shelf), ("ADD Tea", .add("Tea")),
      ("remove tea", .remove("tea")), ("voucher SPRING-SALE-15", .voucher("SPRING-SALE-15")),
      ("report", .report(.problem)),
      ("report idea", .report(.idea)), ("wait ticket", .wait(.ticket, seconds: 30)),
      ("wait fixed 5", .wait(.fixed, seconds: 5)), ("exit", .quit),
    ])
  func `a line is understood`(line: String, command: Command) {
    #expect(Command(line) == command)
  }

  @Test(arguments: [
    "add", "shelf now", "report anger", "wait", "wait long", "wait fixed 0", "wait fixed 3601", "wait fixed x", "dance",
  ])
  func `a line that makes no sense is said to be unknown`(line: String) {
    #expect(Command(line) == .unknown(line))
  }
}
