#!/usr/bin/env python3
"""A real Keystone for tests, on free ports of the loopback interface, over http and https.

    setup    make what is made once: the virtual environment and the database's template
    start    start it, as new, unless it runs; prints the path of its state file (JSON)
    stop     end it
    status   say where it runs; status 3 when it does not
    env      print the shell commands that set OS_* to its admin
    reset    put its database back to how it was at the start, while it runs and nobody asks

The admin has the password admin-secret and the role admin on the project admin, in the domain default.
Every call may be repeated, and several processes may call at once.  Nothing is written outside two folders.
"""

import sys

sys.dont_write_bytecode = True
if sys.version_info < (3, 11):
    sys.stderr.write('keystone: Keystone needs Python 3.11 or later; this is %s\n' % sys.version.split()[0])
    sys.exit(69)

import argparse
import base64
import hashlib
import json
import os
import shlex
import shutil
import sqlite3
import time

import packages
from common import FOLDER, Failure, locked, remove, run, say, write_private
from daemon import Daemon, answers, listening_socket

PASSWORD = 'admin-secret'
REGION = 'RegionOne'
CONFIGURATION = os.path.join(FOLDER, 'keystone.conf')
KEY_FOLDERS = ('fernet-keys', 'receipt-keys', 'credential-keys')


class Keystone:
    """One Keystone: its data below one folder, what all of them share below another."""

    def __init__(self, data, cache, settings=()):
        self.data = data
        self.settings = list(settings)
        self.cache = cache
        self.state_file = self.within('state.json')
        self.daemon = Daemon(self.within('keystone.pid'), self.within('serve.log'))

    def within(self, name):
        return os.path.join(self.data, name)

    def state(self):
        """What the last start wrote down, or None."""
        try:
            with open(self.state_file, encoding='utf-8') as file:
                return json.load(file)
        except (FileNotFoundError, ValueError):
            return None

    def running_state(self):
        state = self.state() if self.daemon.lives() else None
        if not state:
            raise Failure('not running; start it first')
        return state

    # ------------------------------------------------------------ the verbs

    def setup(self):
        with locked(os.path.join(self.cache, 'lock')):
            environment = packages.environment(self.cache)
            return os.path.join(environment, 'bin', 'python'), template(self.cache, environment)

    def start(self):
        with locked(self.within('lock')):
            os.chmod(self.data, 0o700)
            state = self.state() if self.daemon.lives() else None
            is_same = state and (state.get('scripts'), state.get('settings')) == (scripts(), self.settings)
            if is_same and answers(state['http_port']):
                say('runs already at %s' % state['url'])
            else:
                self.end()
                self.begin()
        print(self.state_file)

    def begin(self):
        python, fresh_database = self.setup()
        begun = time.monotonic()
        http, https, mtls = listening_socket(), listening_socket(), listening_socket()
        state = self.describe([each.getsockname()[1] for each in (http, https, mtls)], fresh_database)
        remove(*(self.within(name) for name in ('keystone.db', 'keystone.db-wal', 'keystone.db-shm',
                                                'keystone.log', 'reset')))
        make_keys(self.data)
        configure(self.data, ''.join(map(setting, self.settings)))
        restore(fresh_database, self.within('keystone.db'), state['url'])
        write_private(self.state_file, json.dumps(state, indent=2) + '\n')
        try:
            self.daemon.start(
                # -I: neither PYTHONPATH nor this folder may stand before Keystone's packages; -B: no __pycache__ here.
                [python, '-I', '-B', '-W', 'ignore', os.path.join(FOLDER, 'serve.py'), '--data', self.data,
                 '--http', str(http.fileno()), '--https', str(https.fileno()), '--mtls', str(mtls.fileno())],
                sockets=[http, https, mtls],
                env=dict(os.environ, OS_KEYSTONE_CONFIG_FILES=self.within('keystone.conf')))
        except BaseException:
            remove(self.state_file)
            raise
        say('%s and %s after %.1f s' % (state['url'], state['tls_url'], time.monotonic() - begun))

    def describe(self, ports, fresh_database):
        http_port, https_port, mtls_port = ports
        url = 'http://127.0.0.1:%d/v3' % http_port
        return {
            'url': url,
            'tls_url': 'https://127.0.0.1:%d/v3' % https_port,
            'mtls_url': 'https://127.0.0.1:%d/v3' % mtls_port,
            'http_port': http_port,
            'https_port': https_port,
            'ca_file': self.within('tls/ca.pem'),
            'certificates': self.within('tls'),
            'access_log': self.within('access.jsonl'),
            'template': fresh_database,
            'scripts': scripts(),
            'settings': self.settings,
            'environment': {
                'OS_AUTH_URL': url,
                'OS_USERNAME': 'admin',
                'OS_PASSWORD': PASSWORD,
                'OS_PROJECT_NAME': 'admin',
                'OS_USER_DOMAIN_ID': 'default',
                'OS_PROJECT_DOMAIN_ID': 'default',
                'OS_REGION_NAME': REGION,
                'OS_IDENTITY_API_VERSION': '3',
            },
        }

    def stop(self):
        with locked(self.within('lock')):
            say('stopped' if self.end() else 'was not running')

    def end(self):
        """The server sees that its state file is gone, and ends."""
        remove(self.state_file)
        return self.daemon.wait_for_end()

    def status(self):
        with locked(self.within('lock')):
            state = self.state() if self.daemon.lives() else None
        if not state:
            print('not running')
            return 3
        print('running: %s and %s, process %d' % (state['url'], state['tls_url'], self.daemon.pid()))
        return 0

    def env(self):
        with locked(self.within('lock')):
            state = self.running_state()
        for name, value in state['environment'].items():
            print('export %s=%s' % (name, shlex.quote(value)))

    def reset(self):
        with locked(self.within('lock')):
            state = self.running_state()
            restore(state['template'], self.within('keystone.db'), state['url'])
            # The server empties its cache when it sees that this file has changed.
            write_private(self.within('reset'), '')


def scripts():
    """Stands for what this folder holds, so that a change of it gets a new server."""
    sum_of_all = hashlib.sha256()
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith(('.py', '.conf', '.txt')):
            with open(os.path.join(FOLDER, name), 'rb') as file:
                sum_of_all.update(file.read())
    return sum_of_all.hexdigest()


# ---------------------------------------------------------------- what Keystone finds in its folder

def make_keys(folder):
    """Fernet keys as keystone-manage makes them: 1 is in use, 0 comes next."""
    for name in KEY_FOLDERS:
        keys = os.path.join(folder, name)
        os.makedirs(keys, mode=0o700, exist_ok=True)
        for key in ('0', '1'):
            write_private(os.path.join(keys, key), base64.urlsafe_b64encode(os.urandom(32)).decode())


def configure(folder, more=''):
    with open(CONFIGURATION, encoding='utf-8') as file:
        # oslo.config takes a dollar sign for a variable.
        text = file.read().replace('@DATA@', folder.replace('$', '$$'))
    write_private(os.path.join(folder, 'keystone.conf'), text + more)


def setting(text):
    """What a configuration file has for section.key=value; a section may come again."""
    name, equals, value = text.partition('=')
    section, point, key = name.partition('.')
    if not (equals and point):
        raise Failure('%s is not section.key=value' % text)
    return '\n[%s]\n%s = %s\n' % (section, key, value)


def template(cache, environment):
    """A database with its tables and the admin in it, made once for each list of packages."""
    bootstrap = ['--bootstrap-password', PASSWORD, '--bootstrap-region-id', REGION]
    for interface in ('public', 'internal', 'admin'):
        # restore() puts in the true URL.
        bootstrap += ['--bootstrap-%s-url' % interface, 'http://127.0.0.1/v3']
    with open(CONFIGURATION, 'rb') as file:
        key = hashlib.sha256(file.read() + repr(bootstrap).encode()).hexdigest()[:12]
    path = os.path.join(environment, 'template-%s.db' % key)
    if os.path.exists(path):
        return path
    begun = time.monotonic()
    say('making the template of the database, this once')
    work = os.path.join(cache, 'template')
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work, mode=0o700)
    make_keys(work)
    # What goes wrong shall be in the output too.
    configure(work, '[DEFAULT]\nuse_stderr = true\n')
    manage = [os.path.join(environment, 'bin', 'python'), '-I', '-W', 'ignore',
              os.path.join(environment, 'bin', 'keystone-manage'),
              '--config-file', os.path.join(work, 'keystone.conf')]
    settings = dict(os.environ, EVENTLET_NO_GREENDNS='yes')
    run(*manage, 'db_sync', env=settings)
    run(*manage, 'bootstrap', *bootstrap, env=settings)
    made = os.path.join(work, 'keystone.db')
    database = sqlite3.connect(made)
    database.execute('pragma journal_mode = wal')
    database.execute('pragma wal_checkpoint(truncate)')
    database.close()
    os.replace(made, path)
    shutil.rmtree(work)
    say('made in %.0f s' % (time.monotonic() - begun))
    return path


def restore(template_file, database_file, url):
    """Copy the template over the database by SQLite's own means: Keystone may have it open."""
    source, memory = sqlite3.connect(template_file), sqlite3.connect(':memory:')
    target = sqlite3.connect(database_file, timeout=30)
    source.backup(memory)
    memory.execute('update endpoint set url = ?', (url,))
    memory.commit()
    memory.backup(target)
    for database in (source, memory, target):
        database.close()


# ---------------------------------------------------------------- the command

def target_folder():
    """Where cargo builds, as far as a script can tell; a relative path is meant from the project's root."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(FOLDER)))
    return os.path.join(root, os.environ.get('CARGO_TARGET_DIR') or 'target')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('verb', choices=['setup', 'start', 'stop', 'status', 'env', 'reset'])
    parser.add_argument('--data', help='database, keys, certificates, logs (default: $KS_KEYSTONE_DATA, '
                                       'or keystone in the folder where cargo builds)')
    parser.add_argument('--cache', help='what is made once and may be shared (default: $KS_KEYSTONE_CACHE, '
                                        'or keystone-cache in the folder where cargo builds)')
    parser.add_argument('--set', action='append', default=[], metavar='SECTION.KEY=VALUE', help='a setting other than the usual one')
    arguments = parser.parse_args()
    data = arguments.data or os.environ.get('KS_KEYSTONE_DATA') or os.path.join(target_folder(), 'keystone')
    cache = arguments.cache or os.environ.get('KS_KEYSTONE_CACHE') or os.path.join(target_folder(), 'keystone-cache')
    # pip, and stevedore whenever Keystone starts, would write into the user's own.
    os.environ['XDG_CACHE_HOME'] = os.path.join(os.path.abspath(cache), 'xdg')
    keystone = Keystone(os.path.abspath(data), os.path.abspath(cache), arguments.set)
    try:
        status = getattr(keystone, arguments.verb)()
    except Failure as failure:
        say(str(failure))
        return failure.exit_status
    except KeyboardInterrupt:
        return 130
    return status if isinstance(status, int) else 0


if __name__ == '__main__':
    sys.exit(main())
