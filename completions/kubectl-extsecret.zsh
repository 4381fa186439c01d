#compdef kubectl-extsecret
# zsh completion for kubectl-extsecret; kubectl completes its plugin by itself through kubectl_complete-extsecret.
_kubectl_extsecret() {
  local -a candidates
  local line directive=0
  while IFS= read -r line; do
    case $line in
      :*) directive=${line#:} ;;
      *) candidates+=("${${line%%$'\t'*}//:/\\:}${${line#*$'\t'}:+:${line#*$'\t'}}") ;;
    esac
  done < <(kubectl-extsecret __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( ${#candidates} )); then
    _describe 'kubectl-extsecret' candidates
  elif [[ $directive == 0 ]]; then
    _files
  fi
}
_kubectl_extsecret "$@"
