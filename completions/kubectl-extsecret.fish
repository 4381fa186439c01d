# fish completion for kubectl-extsecret; kubectl completes its plugin by itself through kubectl_complete-extsecret.
function __kubectl_extsecret
  set -l words (commandline -opc) (commandline -ct)
  for line in (kubectl-extsecret __complete $words[2..-1] 2>/dev/null)
    string match -q -- ':*' $line; or echo $line
  end
end
complete -c kubectl-extsecret -f -a '(__kubectl_extsecret)'
complete -c kubectl-extsecret -s f -l filename -r -F
