"""What the parts of keystone.py share: messages, commands, locks, files."""

import contextlib
import fcntl
import os
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """Something that should have worked did not; the message is for the user."""

    exit_status = 1


class Unavailable(Failure):
    """This machine lacks what a Keystone needs: a tool, a package, the network."""

    exit_status = 69  # EX_UNAVAILABLE of sysexits.h


def say(text):
    """Tell the user; standard output is kept for answers."""
    print('keystone: ' + text, file=sys.stderr, flush=True)


def run(*command, env=None):
    """Run a command to its end; its output shows only in the Failure when it fails."""
    result = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, check=False)
    if result.returncode:
        output = result.stdout.decode(errors='replace').strip()
        raise Failure('%s\nfailed with status %d: %s' % (output[-4000:], result.returncode, ' '.join(command)))


@contextlib.contextmanager
def locked(path):
    """Hold the lock of this path: one process at a time, freed by the kernel when its holder dies."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_private(path, text):
    """Write a file that only its owner may read, whole or not at all."""
    partial = path + '.partial'
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w', encoding='utf-8') as file:
        file.write(text)
    os.replace(partial, path)


def remove(*paths):
    """Remove files, there or not."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
