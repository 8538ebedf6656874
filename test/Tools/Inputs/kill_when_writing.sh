# kill_when_writing.sh FOLDER COMMAND...: ends COMMAND as soon as it has written something in
# FOLDER; fails if it was done before.
folder=$1
shift
"$@" &
while [ -z "$(find "$folder" -size +0 -type f)" ]; do
  kill -0 $! 2> /dev/null || exit 1
  sleep 0.01
done
kill -TERM $!
wait $!
[ $? -eq 143 ]
