"""The server's process: started, waited for, ended.

The process holds the lock of its pid file for as long as it lives; so the pid is its own for as long as the lock is
held, and one that the system has given to another process is never signalled.
"""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import time

from common import Failure

START_SECONDS = 120
ANSWER_SECONDS = 10
END_SECONDS = 10


class Daemon:
    """At most one process for one pid file; callers hold a lock of their own around each call."""

    def __init__(self, pid_file, log_file):
        self.pid_file = pid_file
        self.log_file = log_file

    def lives(self):
        try:
            with open(self.pid_file, encoding='utf-8') as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def pid(self):
        with open(self.pid_file, encoding='utf-8') as file:
            return int(file.read())

    def start(self, command, sockets, env):
        """Start it with the sockets handed over, the first of which speaks http, and wait until it answers there."""
        port = sockets[0].getsockname()[1]
        with open(self.pid_file, 'w', encoding='utf-8') as pid_file, open(self.log_file, 'wb') as log:
            fcntl.flock(pid_file, fcntl.LOCK_EX)
            # A session of its own: Ctrl-C in the terminal is not meant for it.
            process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       start_new_session=True,
                                       pass_fds=[pid_file.fileno()] + [held.fileno() for held in sockets])
            pid_file.write(str(process.pid))
        # From here on the process alone holds the lock and the sockets: they are gone when it is.
        for held in sockets:
            held.close()
        try:
            if not answers(port, START_SECONDS):
                raise Failure('%s\nKeystone did not start; see also %s' % (self.end_of_log(), self.log_file))
        except BaseException:
            process.kill()
            process.wait()
            raise

    def end_of_log(self):
        with open(self.log_file, encoding='utf-8', errors='replace') as log:
            return log.read()[-4000:].strip()

    def wait_for_end(self):
        """Wait until it has ended, which it was asked to; make it, when it does not.  False: it did not run."""
        if not self.lives():
            return False
        asked = time.monotonic()
        while self.lives():
            if time.monotonic() - asked > END_SECONDS:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid(), signal.SIGKILL)
            time.sleep(0.05)
        return True


def listening_socket():
    """On a free port, and listening from now on, so that nobody else can take it."""
    held = socket.socket()
    held.bind(('127.0.0.1', 0))
    held.listen()
    return held


def answers(port, patience=ANSWER_SECONDS):
    """Whether Keystone answers at this port; one that still loads has so many seconds."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=patience)
    try:
        connection.request('GET', '/v3')
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
