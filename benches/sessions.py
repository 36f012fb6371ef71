#!/usr/bin/env python3
"""What a session costs beside its peers, and whether what is claimed of it is true.

    sessions.py DIRECTORY_OF_THE_PROGRAMS LIBRARY [--rounds 9] [--only SECTION,...]

All contenders of a section run once in each round, one after another, on the same work against the same server, so that a ratio
within a round is one of the same moment of the machine. Printed are the medians of the rounds, in brackets the first and the third
quarter of them. CPU is user and system time of the contender alone. With one thread it shares a processor with the server: on
virtual machines waking another one costs several requests. Counts are those of two runs of different length, subtracted.

What is missing on the machine is said, and left out. It ends with 1 when a claim is not met.
"""
import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
OURS, CURL, RAW, UREQ, KSA = 'this library', 'libcurl easy', 'raw socket', 'bare ureq', 'keystoneauth1'
OURS_401, OURS_FOUND, PROGRAM = OURS + ', a 401 on every tenth', OURS + ', with discovery', 'curl program'

options = argparse.ArgumentParser()
options.add_argument('programs')
options.add_argument('library')
options.add_argument('--rounds', type=int, default=9)
options.add_argument('--only', default='')
options = options.parse_args()
work = tempfile.TemporaryDirectory()
processors = sorted(os.sched_getaffinity(0))
TRUST = ('SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE')
environment = {name: value for name, value in os.environ.items() if not name.lower().endswith('_proxy') and name not in (*TRUST, 'SSL_CERT_DIR')}
missing, verdicts = [], []


def note_missing(what, package):
    line = f'{what} is missing ({package}): left out'
    if line not in missing:
        missing.append(line)
        print(f'- {line}\n', flush=True)


def program(name):
    return os.path.join(options.programs, name)


def python():
    """A Python with keystoneauth1, where a Keystone of the tests brought it."""
    cache = os.environ.get('KS_KEYSTONE_CACHE', os.path.join(HERE, '../target/keystone-cache'))
    for entry in os.scandir(cache) if os.path.isdir(cache) else []:
        path = os.path.join(entry.path, 'bin/python')
        if os.path.exists(path) and not subprocess.call([path, '-c', 'import keystoneauth1'], stderr=subprocess.DEVNULL):
            return path
    return None


def contenders():
    found = {OURS: [program('ks_bench')], RAW: [program('raw')]}
    for name, path, package in [(CURL, program('curl'), 'Debian: libcurl4-openssl-dev'), (UREQ, program('bare_ureq'), 'cargo')]:
        if os.path.exists(path):
            found[name] = [path]
        else:
            note_missing(name, package)
    interpreter = python()
    if interpreter:
        found[KSA] = [interpreter, os.path.join(HERE, 'keystoneauth_session.py')]
    else:
        note_missing(KSA, '`make test` installs it beside the Keystone of the tests')
    return found


def run(command, cpus=None, env=None):
    """Its standard output; with `cpus` it may use no other processors."""
    start = (lambda: os.sched_setaffinity(0, cpus)) if cpus else None
    done = subprocess.run(command, capture_output=True, text=True, env={**environment, **(env or {})}, preexec_fn=start, timeout=600)
    if done.returncode:
        sys.exit(f'{" ".join(command)} ended with {done.returncode}: {done.stderr[-500:]}')
    return done.stdout


class Server:
    """A program that ends with the block. It runs on the last processor, or on the first beside threads."""

    def __init__(self, command, beside_threads=False):
        cpus = {processors[0 if beside_threads else -1]}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=lambda: os.sched_setaffinity(0, cpus))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Stub(Server):
    def __init__(self, beside_threads=False, **settings):
        named = [word for name, value in settings.items() for word in ('--' + name.replace('_', '-'), str(value))]
        super().__init__([program('stub'), *named], beside_threads)
        self.port = int(self.process.stdout.readline())
        self.base = f'http://127.0.0.1:{self.port}'


class Tls(Server):
    """stunnel in front of a stub whose catalog names it, with a certificate of a CA made for it."""

    def __init__(self, port, stub):
        self.base, self.ca, self.roots = f'https://127.0.0.1:{port}', file('ca.pem'), file('roots.pem')
        if not os.path.exists(self.ca):
            make_certificates()
        with open(file('stunnel.conf'), 'w') as conf:
            conf.write('foreground = yes\npid =\nsyslog = no\n[keystone]\nsocket = l:TCP_NODELAY=1\nsocket = r:TCP_NODELAY=1\n'
                       f'accept = 127.0.0.1:{port}\nconnect = 127.0.0.1:{stub.port}\ncert = {file("server.pem")}\nkey = {file("server.key")}\n')
        super().__init__(['stunnel4', file('stunnel.conf')])
        for _ in range(200):
            with socket.socket() as there:
                if there.connect_ex(('127.0.0.1', port)) == 0:
                    return
            time.sleep(0.02)
        sys.exit('stunnel does not listen')


def file(name):
    return os.path.join(work.name, name)


def make_certificates():
    new = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    run([*new, '-subj', '/CN=benchmark CA', '-keyout', file('ca.key'), '-out', file('ca.pem')])
    run([*new, '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE',
         '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-keyout', file('server.key'), '-out', file('server.pem')])
    with open(file('roots.pem'), 'w') as roots:
        for part in ('/etc/ssl/certs/ca-certificates.crt', file('ca.pem')):
            with open(part) as text:
                roots.write(text.read())


def free_port():
    with socket.socket() as there:
        there.bind(('127.0.0.1', 0))
        return there.getsockname()[1]


def quarters(values):
    first, median, third = statistics.quantiles(values, n=4, method='inclusive') if len(values) > 1 else values * 3
    return median, first, third


def figure(values, scale=1.0):
    return '{:.3g} ({:.3g}–{:.3g})'.format(*(value * scale for value in quarters(values)))


def ratios(some, others):
    return [one / other for one, other in zip(some, others)]


def rounds(commands, cpus=None):
    """Wall and CPU seconds of an operation for each contender: {name: ([wall...], [cpu...])}. The first round does not count."""
    taken = {name: ([], []) for name in commands}
    for number in range(options.rounds + 1):
        for name, (command, env) in commands.items():
            operations, wall, cpu, _ = (float(word) for word in run(command, cpus, env).split())
            if number:
                taken[name][0].append(wall / operations)
                taken[name][1].append(cpu / operations)
    return taken


def show(title, taken, against, unit=('µs', 1e6)):
    against = [name for name in against if name in taken]
    columns = [title, f'wall {unit[0]}', f'CPU {unit[0]}', *(f'CPU / {name}' for name in against)]
    print('\n| ' + ' | '.join(columns) + ' |\n| --- |' + ' ---: |' * (len(columns) - 1))
    for name, (wall, cpu) in taken.items():
        cells = [name, figure(wall, unit[1]), figure(cpu, unit[1]), *(figure(ratios(cpu, taken[other][1])) for other in against)]
        print('| ' + ' | '.join(cells) + ' |')
    print(flush=True)


def claim(what, value, most=None, least=None, below=None):
    """`value` is a list of the rounds' values, or one."""
    middle = quarters(value)[0] if isinstance(value, list) else value
    met = (most is None or middle <= most) and (least is None or middle >= least) and (below is None or middle < below)
    bound = f'at most {most}' if most is not None else f'at least {least}' if least is not None else f'below {below}'
    shown = figure(value) if isinstance(value, list) else f'{middle:.4g}'
    verdicts.append((what, bound, shown, met))


def counted(command, few, many):
    """Instructions, allocations and system calls of one operation; None for what cannot be counted here."""
    def difference(count):
        # A twentieth comes on top to warm up.
        return (count(many) - count(few)) / ((many - few) * 1.05)

    def instructions(number):
        log = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', *command(number)],
                             capture_output=True, text=True, env=environment).stderr
        return int(re.search(r'Collected : (\d+)', log).group(1))

    def allocations(number):
        run(command(number), env={'LD_PRELOAD': program('counted.so'), 'COUNTED': file('counted')})
        with open(file('counted')) as text:
            return int(text.read())

    def calls(number):
        run(['strace', '-f', '-c', '-o', file('strace'), *command(number)])
        with open(file('strace')) as text:
            return int(text.read().split('\n')[-2].split()[3])

    def if_there(tool, count):
        if shutil.which(tool):
            return difference(count)
        note_missing(tool, 'a Debian package of that name')
        return None

    return if_there('valgrind', instructions), difference(allocations), if_there('strace', calls)


def shown_count(value):
    return '–' if value is None else f'{value:.1f}' if value < 1000 else f'{value:.0f}'


def commands(base, mode, threads, numbers, env=None):
    return {name: (found[name] + [mode, base, str(threads), str(number)], env) for name, number in numbers.items() if name in found}


def section_get():
    with Stub() as stub:
        taken = rounds(commands(stub.base, 'get', 1, {RAW: 20000, CURL: 12000, UREQ: 12000, OURS: 12000, KSA: 120}), {processors[-1]})
        show('GET over a kept connection, 60 endpoints', taken, [RAW, CURL, UREQ])
        print('| counts of one GET | instructions | allocations | system calls |\n| --- | ---: | ---: | ---: |')
        for name in (RAW, CURL, UREQ, OURS):
            if name in found:
                counts = counted(lambda number: found[name] + ['get', stub.base, '1', str(number)], 200, 2200)
                print(f'| {name} | ' + ' | '.join(map(shown_count, counts)) + ' |', flush=True)
    ours = taken[OURS][1]
    if UREQ in taken:
        claim('GET: CPU / bare ureq', ratios(ours, taken[UREQ][1]), below=1.0)
    if CURL in taken:
        claim('GET: CPU / libcurl easy', ratios(ours, taken[CURL][1]), most=0.70)
    claim('GET: allocations', counts[1], most=30)
    if counts[2] is not None:
        claim('GET: system calls', counts[2], most=4)


def section_catalog():
    taken = {}
    for services in (1, 20, 200):
        with Stub(services=services) as stub:
            taken[services] = counted(lambda number: found[OURS] + ['get', stub.base, '1', str(number)], 200, 2200)
    print('\n| endpoints in the catalog | instructions of a GET | allocations |\n| ---: | ---: | ---: |')
    for services, counts in taken.items():
        print(f'| {services * 3} | {shown_count(counts[0])} | {shown_count(counts[1])} |')
    if taken[1][0]:
        claim('GET: instructions at 600 endpoints / at 3', taken[200][0] / taken[1][0], most=1.02)


def section_threads():
    with Stub(beside_threads=True) as stub:
        taken = rounds(commands(stub.base, 'get', 8, {RAW: 20000, CURL: 12000, UREQ: 12000, OURS: 12000, KSA: 160}))
        show('GET by 8 threads, one session', taken, [RAW, CURL, UREQ])
    claim('8 threads: requests/s / raw sockets', ratios(taken[RAW][0], taken[OURS][0]), least=0.6)


def section_tls():
    if not shutil.which('stunnel4') or not shutil.which('openssl'):
        return note_missing('stunnel4 or openssl', 'Debian packages of these names')
    port = free_port()
    with Stub(url=f'https://127.0.0.1:{port}') as stub, Tls(port, stub) as tls:
        one = {'BENCH_CA': tls.ca, **dict.fromkeys(TRUST, tls.ca)}
        taken = rounds(commands(tls.base, 'get', 1, {CURL: 6000, OURS: 6000, KSA: 120}, one), {processors[-1]})
        show('GET over kept https', taken, [CURL])
        if CURL in taken:
            claim('https GET: CPU / libcurl with OpenSSL', ratios(taken[OURS][1], taken[CURL][1]), most=0.65)
        cold('https, one CA', tls.base, one, 0.45)
        cold("https, the system's roots", tls.base, dict.fromkeys(TRUST, tls.roots), 0.25)


def section_cold():
    with Stub() as stub:
        cold('http', stub.base, {}, 0.3)


def cold(how, base, env, most):
    """Whole processes: loading, one login, the end."""
    login = '{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","password":"secret"}}}}}'
    own = {PROGRAM: (['curl', '-s', '-f', '-o', '/dev/null', '-H', 'Content-Type: application/json', '-d', login, base + '/v3/auth/tokens'], env)}
    if not shutil.which('curl'):
        note_missing('curl', 'Debian: curl')
        own.clear()
    own[OURS] = (found[OURS] + ['token', base], env)
    own[OURS_FOUND] = (found[OURS] + ['token', base], {**env, 'KS_BENCH_AUTH': 'password'})
    if KSA in found:
        own[KSA] = (found[KSA] + ['token', base], env)
    taken, peaks = {name: ([], []) for name in own}, {name: [] for name in own}
    for number in range(options.rounds + 1):
        for name, (command, env) in own.items():
            lines = run([program('timed'), '1' if name == KSA else '5', *command], {processors[-1]}, env).splitlines()
            lines = [[float(word) for word in line.split()] for line in lines]
            if number:
                taken[name][0].append(statistics.median(wall for wall, _, _ in lines))
                taken[name][1].append(statistics.median(cpu for _, cpu, _ in lines))
                peaks[name].append(max(peak for _, _, peak in lines) / 1024)
    show(f'a process from start to token, {how}', taken, [PROGRAM], ('ms', 1e3))
    print('Peak memory, MB: ' + ', '.join(f'{name} {max(values):.2f}' for name, values in peaks.items()))
    if PROGRAM in taken:
        claim(f'cold login by {how}: wall / curl program', ratios(taken[OURS][0], taken[PROGRAM][0]), most=most)
    claim(f'cold login by {how}: peak memory, MB', max(peaks[OURS]), most=5)


def section_headers():
    with Stub() as stub:
        taken = rounds(commands(stub.base, 'headers', 1, {OURS: 500000, KSA: 5000}), {processors[-1]})
        show('the headers of a token that is held', taken, [], ('ns', 1e9))
        counts = counted(lambda number: found[OURS] + ['headers', stub.base, '1', str(number)], 1000, 21000)
    print(f'Counts: {shown_count(counts[0])} instructions, {shown_count(counts[1])} allocations, {shown_count(counts[2])} system calls.')
    claim('headers: CPU, ns', [cpu * 1e9 for cpu in taken[OURS][1]], most=80)
    claim('headers: allocations', round(counts[1], 2), most=0)


def section_reauth():
    with Stub() as stub, Stub(fail_every=10) as failing:
        own = commands(stub.base, 'get', 1, {OURS: 6000})
        own[OURS_401] = (found[OURS] + ['get', failing.base, '1', '6000'], None)
        taken = rounds(own, {processors[-1]})
        show('GET, and a login after each 401', taken, [OURS])
    claim('401 on every tenth: CPU / own plain GET', ratios(taken[OURS_401][1], taken[OURS][1]), most=2.2)


def section_auth():
    with Stub() as stub:
        taken = rounds(commands(stub.base, 'auth', 1, {RAW: 4000, CURL: 4000, UREQ: 4000, OURS: 3000, KSA: 60}), {processors[-1]})
        show('login over a kept connection, 60 endpoints', taken, [RAW, CURL])
        counts = counted(lambda number: found[OURS] + ['auth', stub.base, '1', str(number)], 100, 600)
    print(f'Counts: {shown_count(counts[0])} instructions, {shown_count(counts[1])} allocations, {shown_count(counts[2])} system calls.')
    if CURL in taken:
        claim('warm login: CPU / libcurl easy that parses nothing', ratios(taken[OURS][1], taken[CURL][1]), most=2.0)


def section_size():
    stripped = file('stripped.so')
    run(['strip', '--strip-unneeded', '-o', stripped, options.library])
    size = os.path.getsize(stripped) / 1e6
    print(f'\nThe shared library, stripped: {size:.2f} MB.')
    claim('stripped library, MB', size, most=3.5)


found = contenders()
sections = {name[8:]: section for name, section in list(globals().items()) if name.startswith('section_')}
for name in options.only.split(',') if options.only else sections:
    sections[name]()
print('\n| claim | | measured | |\n| --- | ---: | ---: | --- |')
for what, bound, measured, met in verdicts:
    print(f'| {what} | {bound} | {measured} | {"met" if met else "**not met**"} |')
for line in missing:
    print(f'- {line}')
sys.exit(not all(met for *_, met in verdicts))
