// The program: hands its words to CollectorServer and ends with what comes back.
import CollectorServer
import Foundation

exit(await CollectorCommand.run(Array(CommandLine.arguments.dropFirst())))
