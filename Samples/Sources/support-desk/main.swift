// Answers and resolves tickets from the command line, through the board's own pages.
import Foundation
import SupportDesk

let usage = """
  support-desk --board URL --email EMAIL answer TICKET WORDS
  support-desk --board URL --email EMAIL resolve TICKET OUTCOME[=VERSION] WORDS
  support-desk --board URL --email EMAIL publish TICKET TITLE WORKAROUND OTHER-WORDS
  support-desk --board URL --email EMAIL similar TICKET

  OUTCOME fits the ticket's kind: code=VERSION (code alone: not released yet), content, configuration, explanation, no_solution
  for a problem; answered for a question; planned or declined for an idea; thanked for praise. The password is read from standard input, so that no list of
  processes shows it.
  """

func fail(_ words: String, code: Int32) -> Never {
  FileHandle.standardError.write(Data((words + "\n").utf8))
  exit(code)
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments == ["--help"] || arguments == ["-h"] {
  print(usage)
  exit(0)
}
guard arguments.count >= 6, arguments[0] == "--board", arguments[2] == "--email", let board = URL(string: arguments[1]),
  board.host != nil, let ticket = Int64(arguments[5]), ticket > 0,
  ["answer": 7, "resolve": 8, "publish": 9, "similar": 6][arguments[4]] == arguments.count
else { fail("These arguments make no sense together.\n\n\(usage)", code: 2) }
guard let password = readLine() else { fail("The password is expected on standard input.", code: 2) }
do {
  let desk = try await SupportDesk(board: board, email: arguments[3], password: password)
  switch arguments[4] {
  case "answer": try await desk.answer(ticket, arguments[6])
  case "resolve":
    let outcome = arguments[6].split(separator: "=", maxSplits: 1).map(String.init)
    try await desk.resolve(ticket, as: outcome.first ?? "", in: outcome.dropFirst().first, arguments[7])
  case "publish":
    try await desk.publish(ticket, title: arguments[6], workaround: arguments[7], words: arguments[8])
  default: for line in try await desk.similar(ticket) { print(line) }
  }
} catch {
  fail("\(error)", code: 1)
}
