// Simulates worlds whose truth is known, and prints how often the verdicts are right.
import CollectorVerdicts
import Foundation

exit(VerdictsCommand.run(Array(CommandLine.arguments.dropFirst())))
