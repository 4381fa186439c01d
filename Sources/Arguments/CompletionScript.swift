// Completion scripts. Each asks the program itself what fits, so that they never go stale.

/// A shell that scripts are written for.
public enum CompletionShell: String, Sendable, CaseIterable {
  /// GNU bash.
  case bash
  /// zsh.
  case zsh
  /// fish.
  case fish

  /// The script, to be loaded by the shell.
  public var script: String {
    switch self {
    case .bash:
      """
      # bash completion for kubectl-extsecret; kubectl completes its plugin by itself through kubectl_complete-extsecret.
      _kubectl_extsecret() {
        local line directive=0
        COMPREPLY=()
        while IFS= read -r line; do
          case $line in
            :*) directive=${line#:} ;;
            *) COMPREPLY+=("${line%%$'\\t'*}") ;;
          esac
        done < <(kubectl-extsecret __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        if [ ${#COMPREPLY[@]} -eq 0 ] && [ "$directive" = 0 ]; then
          compopt -o filenames 2>/dev/null
          mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
        fi
      }
      complete -F _kubectl_extsecret kubectl-extsecret

      """
    case .zsh:
      """
      #compdef kubectl-extsecret
      # zsh completion for kubectl-extsecret; kubectl completes its plugin by itself through kubectl_complete-extsecret.
      _kubectl_extsecret() {
        local -a candidates
        local line directive=0
        while IFS= read -r line; do
          case $line in
            :*) directive=${line#:} ;;
            *) candidates+=("${${line%%$'\\t'*}//:/\\\\:}${${line#*$'\\t'}:+:${line#*$'\\t'}}") ;;
          esac
        done < <(kubectl-extsecret __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
        if (( ${#candidates} )); then
          _describe 'kubectl-extsecret' candidates
        elif [[ $directive == 0 ]]; then
          _files
        fi
      }
      _kubectl_extsecret "$@"

      """
    case .fish:
      """
      # fish completion for kubectl-extsecret; kubectl completes its plugin by itself through kubectl_complete-extsecret.
      function __kubectl_extsecret
        set -l words (commandline -opc) (commandline -ct)
        for line in (kubectl-extsecret __complete $words[2..-1] 2>/dev/null)
          string match -q -- ':*' $line; or echo $line
        end
      end
      complete -c kubectl-extsecret -f -a '(__kubectl_extsecret)'
      complete -c kubectl-extsecret -s f -l filename -r -F

      """
    }
  }
}
