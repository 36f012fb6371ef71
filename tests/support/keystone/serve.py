"""Serve Keystone over http, https, and https with certificates of clients, in one process; keystone.py starts this and hands over the sockets.

It ends by itself when the state file that it was started with is gone (keystone.py stop, cargo clean)
or when nobody has asked anything for an hour.
"""

import argparse
import gc
import io
import json
import os
import socket
import ssl
import sys
import threading
import time
import types

# Keystone's own package comes first: keystone.py stands in this folder too.
sys.path.append(os.path.dirname(os.path.abspath(__file__)))
os.environ.setdefault('EVENTLET_NO_GREENDNS', 'yes')
# cheroot would take it for sockets that systemd handed over.
os.environ.pop('LISTEN_PID', None)

import certificates
from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cryptography import x509
from dogpile.cache.backends.memory import MemoryBackend
from keystone.server import wsgi as keystone_wsgi
from oslo_context import context as oslo_context
from oslo_db.sqlalchemy import engines
from sqlalchemy import pool

IDLE_SECONDS = 3600
WATCH_SECONDS = 0.2
LARGEST_LOGIN = 65536


def keep_database_connections():
    """oslo.db opens SQLite anew for each of the 24 transactions of a login; without that a login takes half as long."""
    engines.pool = types.SimpleNamespace(SingletonThreadPool=pool.SingletonThreadPool, StaticPool=pool.StaticPool,
                                         QueuePool=pool.QueuePool, NullPool=pool.QueuePool)
    engines._thread_yield = lambda *_: None


class OneAtATime:
    """Around Keystone: one request after the other, as each of its processes works in production.

    With several at a time SQLite says "database is locked" when two of them write, and the policy, which is loaded
    by the first request, refuses the others with 403.  Python computes on one core anyway.
    """

    def __init__(self, application, reset_mark):
        self.application = application
        self.lock = threading.Lock()
        self.reset_mark = reset_mark
        self.reset_seen = modified(reset_mark)

    def __call__(self, environ, start_response):
        with self.lock:
            reset = modified(self.reset_mark)
            if reset != self.reset_seen:
                self.reset_seen = reset
                empty_cache()
            # A thread keeps its last request's context, and in it what Keystone knew of a token: one that has just
            # been revoked would still pass on a thread that saw it before.
            oslo_context._request_store.__dict__.pop('context', None)
            return self.application(environ, start_response)


def empty_cache():
    for backend in [thing for thing in gc.get_objects() if isinstance(thing, MemoryBackend)]:
        backend._cache.clear()


class Fronts:
    """Around Keystone: it is also where a prefix puts it, and where a front that ends TLS and tells nobody does.

    Behind /identity it knows of its prefix. Behind /front it is asked as by that front, and names itself so: with
    http, another host and without the prefix.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        prefix, slash, path = environ['PATH_INFO'][1:].partition('/')
        if prefix in ('identity', 'front'):
            environ['PATH_INFO'] = slash + path
            if prefix == 'identity':
                environ['SCRIPT_NAME'] = '/identity'
            else:
                environ['wsgi.url_scheme'] = 'http'
                environ['HTTP_HOST'] = 'inside.example:5000'
        return self.application(environ, start_response)


class AccessLog:
    """Around Keystone: a line of JSON for each request, written before its answer leaves."""

    def __init__(self, application, path):
        self.application = application
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        self.last_request = time.monotonic()
        self.owners = {}

    def __call__(self, environ, start_response):
        self.last_request = time.monotonic()
        began = time.time()
        is_login = environ['REQUEST_METHOD'] == 'POST' and environ['PATH_INFO'].rstrip('/') == '/v3/auth/tokens'
        login = read_login(environ) if is_login else None
        answer = {}

        def observe(status, headers, exc_info=None):
            answer['status'] = int(status.split(' ', 1)[0])
            answer['headers'] = {name.lower(): value for name, value in headers}
            return start_response(status, headers, exc_info)

        body = self.application(environ, observe)
        headers = answer['headers']
        path, _, query = environ['REQUEST_URI'].partition('?')
        token = environ.get('HTTP_X_AUTH_TOKEN')
        if is_login:
            user_id, body = user_of_token(body)
            self.owners[headers.get('x-subject-token')] = user_id
        else:
            # Keystone no longer tells whose a revoked token was.
            user_id = environ.get('KEYSTONE_AUTH_CONTEXT', {}).get('user_id') or self.owners.get(token)
        self.write({
            'time': round(began, 3),
            'scheme': environ['wsgi.url_scheme'],
            'peer_port': int(environ['REMOTE_PORT']),
            'method': environ['REQUEST_METHOD'],
            'path': path,
            'query': query,
            'status': answer['status'],
            'request_id': headers.get('x-openstack-request-id'),
            'user_agent': environ.get('HTTP_USER_AGENT'),
            'auth_token': token,
            'subject_token': headers.get('x-subject-token'),
            'user_id': user_id,
            'login': login,
        })
        return body

    def write(self, line):
        # One write, so that no reader sees half a line and no two lines mix.
        os.write(self.file, json.dumps(line).encode() + b'\n')


def read_login(environ):
    """The methods of a login and the user that it names; never its secrets."""
    size = environ.get('CONTENT_LENGTH') or '0'
    if not size.isdigit() or int(size) > LARGEST_LOGIN:
        return None
    body = environ['wsgi.input'].read(int(size))
    environ['wsgi.input'] = io.BytesIO(body)
    try:
        identity = json.loads(body)['auth']['identity']
        named = [identity[method].get('user') or {} for method in identity['methods']]
        users = [user.get('id') or user.get('name') for user in named]
        return {'methods': identity['methods'], 'user': next((user for user in users if user), None)}
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def user_of_token(body):
    """Whose the token is that a login brought, if it did, and the body to be sent on."""
    whole = b''.join(body)
    getattr(body, 'close', lambda: None)()
    try:
        return json.loads(whole)['token']['user']['id'], [whole]
    except (ValueError, LookupError, TypeError):
        return None, [whole]


def modified(path):
    """When, or 0 for never."""
    try:
        return os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return 0


def identity_of(path):
    """Tells a file from another one that took its place."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


class Server(wsgi.Server):
    """A server on a socket that is bound already."""

    def __init__(self, descriptor, application, tls=None):
        self.given = socket.socket(fileno=descriptor)
        # cheroot's headers and bodies are two packets, and the second would wait 40 ms for an acknowledgement.
        self.given.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(self.given.getsockname(), application, numthreads=8, server_name='keystone',
                         request_queue_size=128)
        self.ssl_adapter = tls
        # The default closes the eleventh connection after each answer.
        self.keep_alive_conn_limit = None

    def bind(self, family, type, proto=0):
        self.socket = self.given
        return self.socket


def tls_of(folder, wants_certificate=False):
    def within(name):
        return os.path.join(folder, name)

    adapter = BuiltinSSLAdapter(within('server.pem'), within('server.key'), within('clientcas.pem'))
    adapter.context.verify_mode = ssl.CERT_REQUIRED if wants_certificate else ssl.CERT_NONE
    return adapter


def with_names(application):
    """Around Keystone: who shows a certificate and who issued it, in the form of Apache's mod_ssl."""
    def named(environ, start_response):
        pem = environ.get('SSL_CLIENT_CERT')
        if pem:
            certificate = x509.load_pem_x509_certificate(pem.encode())
            environ['SSL_CLIENT_S_DN'] = certificate.subject.rfc4514_string()
            environ['SSL_CLIENT_I_DN'] = certificate.issuer.rfc4514_string()
        return application(environ, start_response)
    return named


def end_when_not_wanted(state, log):
    """Leave no server behind for a folder that is gone or for nobody."""
    own = identity_of(state)
    # It was written before this process began: none is a folder that is gone already.
    while own and identity_of(state) == own and time.monotonic() - log.last_request < IDLE_SECONDS:
        time.sleep(WATCH_SECONDS)
    os._exit(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True, help='the folder that keystone.py filled')
    parser.add_argument('--http', type=int, required=True, help='file descriptor of the socket for http')
    parser.add_argument('--https', type=int, required=True, help='file descriptor of the socket for https')
    parser.add_argument('--mtls', type=int, required=True, help='the same, where clients must show a certificate')
    arguments = parser.parse_args()
    # oslo.config reads it.
    del sys.argv[1:]

    def within(name):
        return os.path.join(arguments.data, name)

    certificates.make(within('tls'))
    keep_database_connections()
    keystone = keystone_wsgi.initialize_public_application()
    application = AccessLog(OneAtATime(keystone, within('reset')), within('access.jsonl'))
    fronts = Fronts(application)
    servers = [Server(arguments.http, fronts), Server(arguments.https, fronts, tls_of(within('tls'))),
               Server(arguments.mtls, with_names(application), tls_of(within('tls'), wants_certificate=True))]
    for server in servers:
        server.prepare()
        threading.Thread(target=server.serve, daemon=True).start()
    end_when_not_wanted(within('state.json'), application)


main()
