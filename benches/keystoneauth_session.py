"""keystoneauth1 as a contender of sections.py; for the users python-keystoneclient, which stands on it.

    keystoneauth_session.py get|users BASE THREADS N | auth|headers BASE 1 N | token BASE

It prints "OPERATIONS WALL CPU BYTES" as c/work.h does.
"""

import sys
import threading
import time

from keystoneauth1 import session
from keystoneauth1.identity import v3

mode, base = sys.argv[1:3]
plugin = v3.Password(auth_url=base + '/v3', username='admin', password='secret', user_domain_id='default',
                     project_name='admin', project_domain_id='default')
ours = session.Session(auth=plugin)
service = {'service_type': 'identity', 'interface': 'public', 'region_name': 'RegionOne'}


def get():
    return len(ours.get('/users', endpoint_filter=service).content)


def users():
    return len(client.users.list())


def log_in():
    ours.invalidate()
    return len(ours.get_token())


def headers():
    return len(ours.get_auth_headers()['X-Auth-Token'])


operations = {'get': get, 'users': users, 'auth': log_in, 'headers': headers}
if mode == 'token':
    print(len(ours.get_token()))
    sys.exit()
if mode not in operations:
    sys.exit(3)
if mode == 'users':
    from keystoneclient.v3 import client as identity
    client = identity.Client(session=ours, interface='public', region_name='RegionOne')
operate, threads, each = operations[mode], int(sys.argv[3]), int(sys.argv[4]) // int(sys.argv[3])
barrier = threading.Barrier(threads + 1)
size = operate()


def work():
    for _ in range(each // 20 + 1):
        operate()
    barrier.wait()
    barrier.wait()
    for _ in range(each):
        operate()


workers = [threading.Thread(target=work) for _ in range(threads)]
for worker in workers:
    worker.start()
barrier.wait()
wall, cpu = time.perf_counter(), time.process_time()
barrier.wait()
for worker in workers:
    worker.join()
print(each * threads, time.perf_counter() - wall, time.process_time() - cpu, size)
