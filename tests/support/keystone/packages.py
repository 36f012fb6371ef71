"""Keystone's packages in a virtual environment of their own, made once for each list of versions."""

import hashlib
import importlib.util
import os
import shutil
import sys
import time

from common import FOLDER, Failure, Unavailable, run, say

REQUIREMENTS = os.path.join(FOLDER, 'requirements.txt')
UV = 'uv==0.13.9'  # several times as fast as pip


def environment(cache):
    """The folder of the virtual environment below `cache`, which is made when it is not there yet."""
    with open(REQUIREMENTS, 'rb') as file:
        key = hashlib.sha256(file.read() + sys.executable.encode() + sys.version.encode()).hexdigest()[:12]
    folder = os.path.join(cache, 'venv-' + key)
    complete = os.path.join(folder, 'complete')
    if not os.path.exists(complete):
        begun = time.monotonic()
        say('installing Keystone into %s, this once' % folder)
        shutil.rmtree(folder, ignore_errors=True)
        fill(folder, cache)
        open(complete, 'w', encoding='utf-8').close()
        say('installed in %.0f s' % (time.monotonic() - begun))
    return folder


def fill(folder, cache):
    """Make the environment and install into it, by uv when it can be had and else by pip."""
    python = os.path.join(folder, 'bin', 'python')
    uv = shutil.which('uv')
    if importlib.util.find_spec('ensurepip'):
        run(sys.executable, '-m', 'venv', folder)
    elif uv:
        run(uv, 'venv', '--quiet', '--python', sys.executable, folder)
    else:
        raise Unavailable('%s cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv'
                          % sys.executable)
    try:
        if not uv:
            uv = os.path.join(folder, 'bin', 'uv')
            run(python, '-m', 'pip', 'install', '--quiet', UV)
        settings = dict(os.environ)
        settings.setdefault('UV_CACHE_DIR', os.path.join(cache, 'uv'))
        settings.setdefault('UV_SYSTEM_CERTS', 'true')
        # The list is the whole closure: what Keystone names but never loads here stays out.
        run(uv, 'pip', 'install', '--quiet', '--no-deps', '--compile-bytecode', '--python', python,
            '-r', REQUIREMENTS, env=settings)
    except Failure:
        # uv does not read pip.conf, which may name a mirror that this network needs.
        say('not with uv; pip takes a little longer')
        try:
            run(python, '-m', 'pip', 'install', '--quiet', '--no-deps', '-r', REQUIREMENTS)
        except Failure as failure:
            raise Unavailable('%s\nKeystone could not be installed; is there a network?' % failure) from None
