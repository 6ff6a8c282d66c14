// Answers and resolves tickets from the command line, through the collector's staff API.
import Foundation
import SupportDesk

let usage = """
  support-desk --board URL answer TICKET WORDS
  support-desk --board URL resolve TICKET OUTCOME[=VERSION] WORDS
  support-desk --board URL publish TICKET TITLE WORKAROUND OTHER-WORDS
  support-desk --board URL similar TICKET
  support-desk --board URL read TICKET

  OUTCOME fits the ticket's kind: code=VERSION (code alone: not released yet), content, configuration, explanation, no_solution
  for a problem; answered for a question; planned or declined for an idea; thanked for praise. A personal token with the scopes read,
  claim, answer and move is read from standard input, so that no list of processes shows it.
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
guard arguments.count >= 4, arguments[0] == "--board", let board = URL(string: arguments[1]),
  board.host != nil, let ticket = Int64(arguments[3]), ticket > 0,
  ["answer": 5, "resolve": 6, "publish": 7, "similar": 4, "read": 4][arguments[2]] == arguments.count
else { fail("These arguments make no sense together.\n\n\(usage)", code: 2) }
guard let token = readLine() else { fail("A token is expected on standard input.", code: 2) }
do {
  let desk = SupportDesk(board: board, token: token)
  switch arguments[2] {
  case "answer": try await desk.answer(ticket, arguments[4])
  case "resolve":
    let outcome = arguments[4].split(separator: "=", maxSplits: 1).map(String.init)
    try await desk.resolve(ticket, as: outcome.first ?? "", in: outcome.dropFirst().first, arguments[5])
  case "publish":
    try await desk.publish(ticket, title: arguments[4], workaround: arguments[5], words: arguments[6])
  case "read": for line in try await desk.read(ticket) { print(line) }
  default: for line in try await desk.similar(ticket) { print(line) }
  }
} catch {
  fail("\(error)", code: 1)
}
