// Asking before something that can't be taken back.

import Basics
import System

/// Asks a question whose safe answer is no.
enum Confirmation {
  /// Whether the person at the terminal says yes; no where there is none.
  static func ask(_ question: String, in environment: Environment) -> Bool {
    guard environment.terminal.isInputInteractive else { return false }
    environment.errorOutput(Array("\(question) [y/N] ".utf8))
    let answer = environment.readLine()?.lowercased()
    return answer == "y" || answer == "yes"
  }
}
