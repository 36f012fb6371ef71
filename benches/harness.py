"""How `make bench` runs contenders, counts, and writes down what came of it."""
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

TRUST = ('SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE')
PROCESSORS = sorted(os.sched_getaffinity(0))
# Beside the server: on virtual machines waking another processor costs several requests.
ONE = {PROCESSORS[-1]}
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith('_proxy') and name not in (*TRUST, 'SSL_CERT_DIR')}


class Broken(Exception):
    """A contender or the server did not do its work: no figure is to be had."""


def run(command, cpus=None, env=None):
    """Its standard output; with `cpus` it may use no other processors."""
    start = (lambda: os.sched_setaffinity(0, cpus)) if cpus else None
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**ENVIRONMENT, **(env or {})}, preexec_fn=start, timeout=300)
    if done.returncode:
        raise Broken(f'{os.path.basename(command[0])} {" ".join(command[1:3])} ended with {done.returncode}: {done.stderr[-500:]}')
    return done.stdout


def quarters(values):
    """The median, the first and the third quarter."""
    first, median, third = statistics.quantiles(values, n=4, method='inclusive') if len(values) > 1 else values * 3
    return median, first, third


def figure(values, scale=1.0):
    return '{} ({}–{})'.format(*(number(value * scale) for value in quarters(values)))


def number(value):
    return '–' if value is None else f'{value:,.0f}'.replace(',', ' ') if abs(value) >= 1000 else f'{value:.3g}'


def ratios(some, others):
    return [one / other for one, other in zip(some, others)]


class Bench:
    """Where things are, and what was measured so far."""

    def __init__(self, programs, peers, rounds):
        self.programs, self.peers, self.rounds = programs, peers, rounds
        self.folder = tempfile.TemporaryDirectory()
        self.lines, self.measured, self.missing = [], {}, {}

    def program(self, name):
        return os.path.join(self.programs, name)

    def file(self, name):
        return os.path.join(self.folder.name, name)

    def say(self, text):
        print(text, flush=True)
        self.lines.append(text)

    def leave_out(self, what, remedy):
        """Says once that something is missing on this machine."""
        if what not in self.missing:
            self.missing[what] = remedy
            print(f'- {what} is missing ({remedy}): left out\n', flush=True)

    def has(self, tool):
        if not shutil.which(tool):
            self.leave_out(tool, 'a Debian package')
        return shutil.which(tool) is not None

    def measure(self, claim, value):
        """`value` is a list of the rounds' values, or one; the table of claims says what it has to be."""
        self.measured[claim] = value if isinstance(value, list) else [value]

    def in_rounds(self, commands, cpus=None):
        """Wall and CPU seconds of an operation for each contender: {name: ([wall...], [cpu...])}. The first round does not count."""
        taken = {name: ([], []) for name in commands}
        for turn in range(self.rounds + 1):
            for name, (command, env) in commands.items():
                operations, wall, cpu, size = (float(word) for word in run(command, cpus, env).split())
                if not size:
                    raise Broken(f'{name} got nothing')
                if turn:
                    taken[name][0].append(wall / operations)
                    taken[name][1].append(cpu / operations)
        return taken

    def of_processes(self, commands):
        """Wall and CPU seconds and the peak in MB of whole processes: {name: ([wall...], [cpu...], [peak...])}. `times` is how often in a round."""
        taken = {name: ([], [], []) for name in commands}
        for turn in range(self.rounds + 1):
            for name, (command, env, times) in commands.items():
                words = [line.split() for line in run([self.program('timed'), str(times), *command], ONE, env).splitlines()]
                wall, cpu, peak = zip(*([float(word) for word in line] for line in words))
                if turn:
                    for kept, value in zip(taken[name], (statistics.median(wall), statistics.median(cpu), max(peak) / 1024)):
                        kept.append(value)
        return taken

    def show(self, title, taken, against, unit=('µs', 1e6)):
        """`against` are the contenders that the others are divided by."""
        against = [name for name in against if name in taken]
        peaks = any(len(values) > 2 for values in taken.values())
        columns = [title, f'wall {unit[0]}', f'CPU {unit[0]}', *(['peak MB'] if peaks else []), *(f'CPU / {name}' for name in against)]
        self.say('\n| ' + ' | '.join(columns) + ' |\n| --- |' + ' ---: |' * (len(columns) - 1))
        for name, (wall, cpu, *peak) in taken.items():
            cells = [name, figure(wall, unit[1]), figure(cpu, unit[1]), *(number(max(values)) for values in peak)]
            self.say('| ' + ' | '.join(cells + [figure(ratios(cpu, taken[other][1])) for other in against]) + ' |')

    def counted(self, command, few, many):
        """Instructions, allocations and system calls of one operation, from two runs of different length; None for what cannot be counted here."""
        def difference(count):
            # A twentieth comes on top to warm up.
            return (count(many) - count(few)) / ((many - few) * 1.05)

        def instructions(turns):
            return self.instructions(command(turns))

        def allocations(turns):
            run(command(turns), env={'LD_PRELOAD': self.program('counted.so'), 'COUNTED': self.file('counted')})
            with open(self.file('counted')) as text:
                return int(text.read())

        def calls(turns):
            run(['strace', '-f', '-c', '-o', self.file('strace'), *command(turns)])
            with open(self.file('strace')) as text:
                return int(text.read().split('\n')[-2].split()[3])

        return (difference(instructions) if self.has('valgrind') else None, round(difference(allocations), 1),
                round(difference(calls), 1) if self.has('strace') else None)

    def instructions(self, command):
        done = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', *command], capture_output=True, text=True, env=ENVIRONMENT)
        counted = re.search(r'Collected : (\d+)', done.stderr)
        if done.returncode or not counted:
            raise Broken(f'valgrind {command[0]}: {done.stderr[-500:]}')
        return int(counted.group(1))


class Server:
    """A program that ends with the block. It runs on the last processor, or on the first beside threads."""

    def __init__(self, command, beside_threads=False):
        cpus = {PROCESSORS[0]} if beside_threads else ONE
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=lambda: os.sched_setaffinity(0, cpus))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Stub(Server):
    """c/stub.c: a Keystone that has every answer written beforehand."""

    def __init__(self, bench, beside_threads=False, **settings):
        named = [word for name, value in settings.items() for word in ('--' + name.replace('_', '-'), str(value))]
        super().__init__([bench.program('stub'), *named], beside_threads)
        self.port = int(self.process.stdout.readline())
        self.base = f'http://127.0.0.1:{self.port}'


class Tls(Server):
    """stunnel in front of a stub whose catalog names it, with a certificate of a CA made for it."""

    def __init__(self, bench, port, stub, beside_threads=False):
        self.base, self.ca, self.roots = f'https://127.0.0.1:{port}', bench.file('ca.pem'), bench.file('roots.pem')
        if not os.path.exists(self.ca):
            make_certificates(bench.file)
        with open(bench.file('stunnel.conf'), 'w') as conf:
            conf.write('foreground = yes\npid =\nsyslog = no\n[keystone]\nsocket = l:TCP_NODELAY=1\nsocket = r:TCP_NODELAY=1\n'
                       f'accept = 127.0.0.1:{port}\nconnect = 127.0.0.1:{stub.port}\ncert = {bench.file("server.pem")}\nkey = {bench.file("server.key")}\n')
        super().__init__(['stunnel4', bench.file('stunnel.conf')], beside_threads)
        for _ in range(200):
            with socket.socket() as there:
                if there.connect_ex(('127.0.0.1', port)) == 0:
                    return
            time.sleep(0.02)
        self.__exit__()
        raise Broken('stunnel does not listen')


def make_certificates(file):
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
