# rm of a demo node: /dev/shm is the node's own, as in a namespace of mounts. The rest is the real one.

for word do
  shift
  case $word in /dev/shm/*) word=$MINDIE_DEMO_NODE/shm/${word#/dev/shm/} ;; esac
  set -- "$@" "$word"
done
exec /bin/rm "$@"
