#!/bin/sh
# The recorder in Python behind a wrapper, in a session of its own: it says its process id itself. The shell waits for it
# and ends as it does.
setsid "${SPOOL_PYTHON:-python3}" "$(dirname "$0")/recorder.py" --tell-pid
exit $?
