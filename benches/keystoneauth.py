"""The same bodies read by keystoneauth1: lines "WHAT FILE N" in, "NANOSECONDS -" out, as c/token.c has them."""

import json
import sys
import time

from keystoneauth1 import access


def read(body):
    return access.create(body=json.loads(body), auth_token='gAAAAAB')


def url_of(catalog, key):
    return catalog.url_for(service_type=key[0], interface=key[1], region_name=key[2])


def spread_keys(body):
    services = json.loads(body)['token']['catalog']
    every = [(service['type'], endpoint['interface'], endpoint['region_id'])
             for service in services for endpoint in service['endpoints']]
    count = min(64, len(every))
    return [every[number * len(every) // count] for number in range(count)]


def task(what, body):
    """What is done in turn number n."""
    if what == 'body':
        return lambda n: url_of(read(body).service_catalog, ('identity', 'public', 'RegionOne'))
    if what == 'url_for':
        catalog, keys = read(body).service_catalog, spread_keys(body)
        return lambda n: url_of(catalog, keys[n % len(keys)])
    if what == 'getter':
        token = read(body)
        return lambda n: token.user_id
    return None


for line in sys.stdin:
    what, path, turns = line.split()
    with open(path, 'rb') as file:
        do = task(what, file.read())
    if do is None:
        print('- not measured', flush=True)
        continue
    do(0)
    start = time.process_time_ns()
    for number in range(int(turns)):
        do(number)
    print((time.process_time_ns() - start) / int(turns), '-', flush=True)
