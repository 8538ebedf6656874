# kill_when_writing.sh FOLDER COMMAND...: ends COMMAND soon after it has made a file in FOLDER;
# fails if it was done before.
folder=$1
shift
"$@" &
while [ -z "$(ls -A "$folder")" ]; do
  kill -0 $! 2> /dev/null || exit 1
  sleep 0.01
done
sleep 0.3
kill -TERM $!
wait $!
[ $? -eq 143 ]
