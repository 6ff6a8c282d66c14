// The program behind `tellback-collector replay`.
import CollectorReplay
import Foundation

exit(await ReplayCommand.run(Array(CommandLine.arguments.dropFirst())))
