"""The sections of `make bench`: each runs its contenders on the same work against the same server, and shows what came of it."""
import os
import re
import subprocess

from harness import ENVIRONMENT, ONE, TRUST, Broken, Stub, Tls, figure, free_port, number, ratios, run

HERE = os.path.dirname(os.path.abspath(__file__))
# Where claims.rs writes the bodies that it measures.
BODIES = os.environ.get('KS_BENCH_BODIES', os.path.join(HERE, '../target/tmp'))
OURS, CURL, RAW, UREQ, KSA, GO = 'this library', 'libcurl easy', 'raw socket', 'bare ureq', 'keystoneauth1', 'gophercloud'
OURS_401, OURS_FOUND, PROGRAM = OURS + ', a 401 on every tenth', OURS + ', with discovery', 'curl program'
TYPED, BORROWED, BY_NAME, KSC = 'ureq and serde_json, typed', 'the same, borrowed', OURS + ', by name', 'python-keystoneclient'
SIZES = (1, 21, 198, 1980)
LOGIN = '{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","password":"secret"}}}}}'


def contenders(bench):
    """The command of each contender that is there."""
    python = os.path.join(bench.peers, 'venv/bin/python')
    there = {OURS: (bench.program('ks_bench'), [], ''), RAW: (bench.program('raw'), [], ''), UREQ: (bench.program('bare_ureq'), [], ''),
             CURL: (bench.program('curl'), [], 'Debian: libcurl4-openssl-dev'),
             GO: (os.path.join(bench.peers, 'gobench'), [], 'Go 1.25 and its module proxy: peers.sh says why'),
             KSA: (python, [os.path.join(HERE, 'keystoneauth_session.py')], 'PyPI: peers.sh says why')}
    found = {}
    for name, (path, more, remedy) in there.items():
        if os.path.exists(path):
            found[name] = [path, *more]
        else:
            bench.leave_out(name, remedy)
    return found


def commands(found, mode, base, threads, turns, env=None):
    return {name: (found[name] + [mode, base, str(threads), str(count)], env) for name, count in turns.items() if name in found}


def show_counts(bench, counts):
    instructions, allocations, calls = map(number, counts)
    bench.say(f'\nOf one of this library: {instructions} instructions, {allocations} allocations, {calls} system calls.')


def section_token(bench, found):
    """Token body to catalog, and look-ups: claims.rs measures, instructions.sh counts."""
    env = {**ENVIRONMENT, 'KS_BENCH_C': bench.program('token'), **({'KS_BENCH_PYTHON': found[KSA][0]} if KSA in found else {})}
    done = subprocess.run(os.environ.get('KS_BENCH_CLAIMS', 'cargo bench --bench claims').split(), stdout=subprocess.PIPE, text=True, env=env)
    if done.returncode:
        raise Broken(f'claims.rs ended with {done.returncode}')
    rows = {}
    for line in done.stdout.splitlines():
        if heading := re.match(r'## (\d+) endpoints, (\d+) bytes', line):
            endpoints = int(heading.group(1))
            bench.say(f'\n{endpoints} endpoints, {heading.group(2)} bytes:\n')
            continue
        bench.say(line)
        if not line.startswith('|'):
            continue
        cells = [cell.strip() for cell in line.strip('|').split('|')]
        if re.match(r'[\d.]+$', cells[1]):
            ratio = [float(cells[3]), *map(float, cells[4].split('–'))]
            rows[cells[0], endpoints] = (float(cells[1]), ratio, None if cells[5] == '–' else float(cells[5]))

    for endpoints in SIZES:
        for what in ('C', 'Rust'):
            _, (middle, low, high), allocations = rows[f'this library, {what}', endpoints]
            bench.measure(f'body to first URL, {what}, {endpoints} endpoint{"s" * (endpoints > 1)}: time / serde_json', [low, low, middle, high, high])
    of = lambda *names: [row for (name, _), row in rows.items() if name in names]
    bench.measure('body to first URL: allocations above a tenth of the endpoints',
                  max(row[2] - endpoints / 10 for (name, endpoints), row in rows.items() if name.startswith('this library')))
    bench.measure('url_for, C: ns at any size', max(row[0] for row in of('url_for, C', 'url_for by an alias, C')))
    bench.measure('a getter, C: ns', max(row[0] for row in of('a getter, C')))
    bench.measure('url_for and getters: allocations', max(row[2] for row in of('url_for, Rust', 'url_for, C', 'url_for by an alias, C', 'a getter, C')))
    token_instructions(bench)
    token_by_gophercloud(bench, found)


def token_instructions(bench):
    if not bench.has('valgrind'):
        return
    taken = run([os.path.join(HERE, 'instructions.sh'), bench.program('token'), BODIES])
    bench.say('\n' + '\n'.join(line for line in taken.splitlines() if line.startswith('|')))
    counts = {}
    for cells in re.findall(r'^\| (\d+) endpoints? \| (\S+) \| (\S+) \| (\S+) \|', taken, re.M):
        counts[int(cells[0])] = [int(cell) if cell.isdigit() else 0 for cell in cells[1:]]
    if sorted(counts) != sorted(SIZES):
        raise Broken('instructions.sh did not count every size')
    each = lambda few, many: (counts[many][0] - counts[few][0]) / (many - few)
    bench.measure('body to first URL, C: instructions of an endpoint, of 198 on / up to 198', each(198, 1980) / each(1, 198))
    bench.measure('url_for, C: instructions at any size', max(count[1] for count in counts.values()))
    bench.measure('url_for by an alias, C: instructions at any size', max(count[2] for count in counts.values()))


def token_by_gophercloud(bench, found):
    if GO in found:
        taken = bench.in_rounds({f'{GO}, {size} endpoints': (found[GO] + ['body', os.path.join(BODIES, f'body-{size}.json'), '1', str(2000 // (size + 9))], None)
                                 for size in SIZES}, ONE)
        bench.show('body to first URL', taken, [])


def section_get(bench, found):
    with Stub(bench) as stub:
        taken = bench.in_rounds(commands(found, 'get', stub.base, 1, {RAW: 20000, CURL: 12000, UREQ: 12000, OURS: 12000, GO: 2000, KSA: 120}), ONE)
        bench.show('GET over a kept connection, 60 endpoints', taken, [RAW, CURL, UREQ])
        bench.say('\n| counts of one GET | instructions | allocations | system calls |\n| --- | ---: | ---: | ---: |')
        for name in (RAW, CURL, UREQ, OURS):
            if name in found:
                counts = bench.counted(lambda turns: found[name] + ['get', stub.base, '1', str(turns)], 200, 2200)
                bench.say(f'| {name} | ' + ' | '.join(map(number, counts)) + ' |')
    ours = taken[OURS][1]
    bench.measure('GET: CPU / bare ureq', ratios(ours, taken[UREQ][1]))
    if CURL in taken:
        bench.measure('GET: CPU / libcurl easy', ratios(ours, taken[CURL][1]))
    bench.measure('GET: allocations', counts[1])
    if counts[2] is not None:
        bench.measure('GET: system calls', counts[2])


def section_catalog(bench, found):
    taken = {}
    for services in (1, 20, 200):
        with Stub(bench, services=services) as stub:
            taken[services] = bench.counted(lambda turns: found[OURS] + ['get', stub.base, '1', str(turns)], 200, 2200)
    bench.say('\n| endpoints in the catalog | instructions of a GET | allocations |\n| ---: | ---: | ---: |')
    for services, counts in taken.items():
        bench.say(f'| {services * 3} | {number(counts[0])} | {number(counts[1])} |')
    if taken[1][0]:
        bench.measure('GET: instructions at 600 endpoints / at 3', taken[200][0] / taken[1][0])


def section_threads(bench, found):
    with Stub(bench, beside_threads=True) as stub:
        taken = bench.in_rounds(commands(found, 'get', stub.base, 8, {RAW: 20000, CURL: 12000, UREQ: 12000, OURS: 12000, GO: 4000, KSA: 160}))
        bench.show('GET by 8 threads, one session', taken, [RAW, CURL, UREQ])
    bench.measure('GET by 8 threads: requests/s / raw sockets', ratios(taken[RAW][0], taken[OURS][0]))


def section_tls(bench, found):
    if not bench.has('stunnel4') or not bench.has('openssl'):
        return
    turns = {CURL: 6000, OURS: 6000, GO: 2000, KSA: 120}
    port = free_port()
    with Stub(bench, url=f'https://127.0.0.1:{port}') as stub, Tls(bench, port, stub) as tls:
        one = {'BENCH_CA': tls.ca, **dict.fromkeys(TRUST, tls.ca)}
        taken = bench.in_rounds(commands(found, 'get', tls.base, 1, turns, one), ONE)
        bench.show('GET over kept https', taken, [CURL])
        if CURL in taken:
            bench.measure('GET over https: CPU / libcurl with OpenSSL', ratios(taken[OURS][1], taken[CURL][1]))
        cold(bench, found, 'https, one CA', tls.base, one)
        cold(bench, found, "https, the system's roots", tls.base, dict.fromkeys(TRUST, tls.roots))
    port = free_port()
    with Stub(bench, True, url=f'https://127.0.0.1:{port}') as stub, Tls(bench, port, stub, True) as tls:
        one = {'BENCH_CA': tls.ca, **dict.fromkeys(TRUST, tls.ca)}
        bench.show('GET over https by 8 threads, one session', bench.in_rounds(commands(found, 'get', tls.base, 8, turns, one)), [CURL])


def section_cold(bench, found):
    with Stub(bench) as stub:
        cold(bench, found, 'http', stub.base, {})


def cold(bench, found, how, base, env):
    """Whole processes: loading, one login, the end."""
    own = {}
    if bench.has('curl'):
        own[PROGRAM] = (['curl', '-s', '-f', '-o', '/dev/null', '-H', 'Content-Type: application/json', '-d', LOGIN, base + '/v3/auth/tokens'], env, 5)
    own[OURS] = (found[OURS] + ['token', base], env, 5)
    own[OURS_FOUND] = (found[OURS] + ['token', base], {**env, 'KS_BENCH_AUTH': 'password'}, 5)
    for name, times in ((GO, 3), (KSA, 1)):
        if name in found:
            own[name] = (found[name] + ['token', base], env, times)
    taken = bench.of_processes(own)
    bench.show(f'a process from start to token, {how}', taken, [PROGRAM], ('ms', 1e3))
    if PROGRAM in taken:
        bench.measure(f'cold login over {how}: wall / curl program', ratios(taken[OURS][0], taken[PROGRAM][0]))
    bench.measure(f'cold login over {how}: peak MB', max(taken[OURS][2]))


def section_start(bench, found):
    """What it takes to have the library there at all."""
    own = {'a program that does nothing': (['true'], None, 5), OURS: (found[OURS] + ['start'], None, 5)}
    if bench.has('curl'):
        own[PROGRAM] = (['curl', '--version'], None, 5)
    if GO in found:
        own[GO] = (found[GO] + ['start'], None, 5)
    if KSA in found:
        own['import keystoneauth1'] = ([found[KSA][0], '-c', 'from keystoneauth1 import session; from keystoneauth1.identity import v3'], None, 1)
    bench.show('start and end of a process', bench.of_processes(own), [OURS], ('ms', 1e3))


def section_memory(bench, found):
    """Whole processes again: their peak after many requests."""
    with Stub(bench) as stub:
        few, many = ({name: (command, None, 1) for name, (command, _) in commands(found, 'get', stub.base, 1, turns).items()} for turns in
                     (dict.fromkeys((RAW, CURL, UREQ, OURS, GO, KSA), 200), {RAW: 10000, CURL: 10000, UREQ: 10000, OURS: 10000, GO: 5000, KSA: 600}))
        peaks = [{name: max(values[2]) for name, values in bench.of_processes(some).items()} for some in (few, many)]
    bench.say('\n| peak memory, MB | after 200 GETs | after 10 000 (gophercloud 5 000, keystoneauth1 600) |\n| --- | ---: | ---: |')
    for name in few:
        bench.say(f'| {name} | {number(peaks[0][name])} | {number(peaks[1][name])} |')


def section_headers(bench, found):
    with Stub(bench) as stub:
        taken = bench.in_rounds(commands(found, 'headers', stub.base, 1, {OURS: 500000, GO: 100000, KSA: 5000}), ONE)
        bench.show('the headers of a token that is held', taken, [OURS], ('ns', 1e9))
        counts = bench.counted(lambda turns: found[OURS] + ['headers', stub.base, '1', str(turns)], 1000, 21000)
    show_counts(bench, counts)
    bench.measure('headers of a held token: CPU, ns', [cpu * 1e9 for cpu in taken[OURS][1]])
    bench.measure('headers of a held token: allocations', counts[1])


def section_reauth(bench, found):
    with Stub(bench) as stub, Stub(bench, fail_every=10) as failing:
        own = commands(found, 'get', stub.base, 1, {OURS: 6000})
        own[OURS_401] = (found[OURS] + ['get', failing.base, '1', '6000'], None)
        for name, turns in ((GO, 1000), (KSA, 100)):
            if name in found:
                own[f'{name}, a 401 on every tenth'] = (found[name] + ['get', failing.base, '1', str(turns)], None)
        taken = bench.in_rounds(own, ONE)
        bench.show('GET, and a login after each 401', taken, [OURS])
    bench.measure('401 on every tenth: CPU / own plain GET', ratios(taken[OURS_401][1], taken[OURS][1]))


def section_auth(bench, found):
    with Stub(bench) as stub:
        taken = bench.in_rounds(commands(found, 'auth', stub.base, 1, {RAW: 4000, CURL: 4000, UREQ: 4000, OURS: 4000, GO: 300, KSA: 60}), ONE)
        bench.show('login over a kept connection, 60 endpoints', taken, [RAW, CURL])
        counts = bench.counted(lambda turns: found[OURS] + ['auth', stub.base, '1', str(turns)], 100, 600)
    show_counts(bench, counts)
    if CURL in taken:
        bench.measure('warm login: CPU / libcurl easy that parses nothing', ratios(taken[OURS][1], taken[CURL][1]))


def section_users(bench, found):
    for users, share in ((10, 1), (1000, 30)):
        with Stub(bench, users=users) as stub:
            own = {}
            for name, command, mode, turns in ((TYPED, UREQ, 'users', 9000), (BORROWED, UREQ, 'borrowed', 9000), (OURS, OURS, 'users', 9000),
                                               (BY_NAME, OURS, 'by_name', 9000), (GO, GO, 'users', 1500), (KSC, KSA, 'users', 120)):
                if command in found:
                    own[name] = (found[command] + [mode, stub.base, '1', str(max(turns // share, 5))], None)
            taken = bench.in_rounds(own, ONE)
            bench.show(f'a list of {users} users', taken, [TYPED, BORROWED])
            show_counts(bench, bench.counted(lambda turns: found[OURS] + ['users', stub.base, '1', str(turns)], 20, 120))
        bench.measure(f'{users} users to ks_value: CPU / {TYPED}', ratios(taken[OURS][1], taken[TYPED][1]))


def section_pages(bench, found):
    """All users, a page of 1,000 at a time: memory must not grow with their number."""
    taken = {}
    for pages in (1, 50):
        with Stub(bench, users=1000, pages=2 * pages) as stub:
            own = {f'{OURS}, page by page': ('pages', OURS), f'{OURS}, one list': ('users', OURS), f'{GO}, page by page': ('pages', GO)}
            taken[pages] = bench.of_processes({name: (found[command] + [mode, stub.base, '1', '1'], None, 1)
                                               for name, (mode, command) in own.items() if command in found})
    bench.say('\n| peak memory, MB | 2 000 users | 100 000 users | wall ms |\n| --- | ---: | ---: | ---: |')
    for name in taken[1]:
        small, large = (max(taken[pages][name][2]) for pages in (1, 50))
        bench.say(f'| {name} | {number(small)} | {number(large)} | {figure(taken[50][name][0], 1e3)} |')
    streamed = f'{OURS}, page by page'
    bench.measure('100 000 users in pages: peak memory / that of 2 000', ratios(taken[50][streamed][2], taken[1][streamed][2]))


def section_size(bench, found):
    stripped = bench.file('stripped.so')
    run(['strip', '--strip-unneeded', '-o', stripped, bench.library])
    size = os.path.getsize(stripped) / 1e6
    bench.say(f'\nThe shared library, stripped: {size:.3f} MB.' + (f' gophercloud in a program: {os.path.getsize(found[GO][0]) / 1e6:.1f} MB.' if GO in found else ''))
    bench.measure('the shared library, stripped: MB', size)


SECTIONS = {name.removeprefix('section_'): section for name, section in list(globals().items()) if name.startswith('section_')}
