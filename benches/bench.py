#!/usr/bin/env python3
"""Measures the library beside its peers, says which claims are met, and writes that into RESULTS.md.

    bench.py PROGRAMS PEERS LIBRARY [--rounds 7] [--only SECTION,...]

With --only nothing is written. Exit status: 0 when each claim is met, or falls short as claims.toml knows; 1 when one does not, twice in
succession; 2 when something broke. What is missing on the machine is said and left out, its claims are "not measured".
"""
import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
import tomllib

sys.dont_write_bytecode = True

from harness import Bench, Broken, figure, number, quarters
from sections import HERE, SECTIONS, contenders

BEGIN, END = '<!-- measured: begin, written by `make bench` -->', '<!-- measured: end -->'
RESULTS = os.path.join(HERE, 'RESULTS.md')


def claims():
    with open(os.path.join(HERE, 'claims.toml'), 'rb') as file:
        return tomllib.load(file)['claim']


def keeps(claim, value):
    """Whether the claim itself is met."""
    return value <= claim['most'] if 'most' in claim else value >= claim['least'] if 'least' in claim else value < claim['below']


def regressed(claim, value):
    """Beyond the limit, and beyond what a known shortfall keeps to."""
    known = 'holds' in claim and (value >= claim['holds'] if 'least' in claim else value <= claim['holds'])
    return not keeps(claim, value) and not known


def failures(measured):
    table = {claim['name']: claim for claim in claims()}
    if unknown := set(measured) - set(table):
        raise Broken(f'measured, but no claim: {unknown}')
    return [name for name, values in measured.items() if regressed(table[name], quarters(values)[0])]


def rows(measured):
    yield '| claim | issue | limit | aim | measured | |\n| --- | ---: | ---: | ---: | ---: | --- |'
    for claim in claims():
        limit = next(f'{word} {claim[key]:g}' for key, word in (('most', 'at most'), ('least', 'at least'), ('below', 'below')) if key in claim)
        values = measured.get(claim['name'])
        if values is None:
            shown, verdict = '–', 'not measured'
        else:
            middle = quarters(values)[0]
            shown = figure(values) if len(values) > 1 else number(middle)
            verdict = 'met' if keeps(claim, middle) else '**not met**' + (', no known shortfall' if regressed(claim, middle) else f': {claim["cause"]}')
        yield f'| {claim["name"]} | {claim["source"]} | {limit} | {claim.get("aim", "")} | {shown} | {verdict} |'


def said_by(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=HERE, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ''


def first_of(command, pattern):
    found = re.search(pattern, said_by(*command))
    return found.group(1) if found else '?'


def commit():
    changed = said_by('git', 'status', '--porcelain', '--untracked-files=no', '--', '..', ':!RESULTS.md')
    return (said_by('git', 'rev-parse', '--short', 'HEAD') or 'unknown') + (' with changes' if changed else '')


def circumstances(bench, found):
    """Date, machine and versions: no name of a host, no path."""
    with open('/proc/cpuinfo') as text:
        kind = re.search(r'model name\s*: (.*)', text.read())
    libc, release = platform.libc_ver()
    yield (f'Measured on {datetime.date.today()} at commit {commit()}, on {os.cpu_count()} processors "{kind.group(1) if kind else platform.machine()}", '
           f'{platform.system()} {platform.release()}, {libc} {release}; load {os.getloadavg()[0]:.1f} at the end, {bench.rounds} rounds. ')
    with open(os.path.join(HERE, '../Cargo.lock')) as text:
        ureq = re.search(r'name = "ureq"\nversion = "(.*)"', text.read()).group(1)
    peers = ['rustc ' + first_of(['rustc', '--version'], r'rustc (\S+)'), f'ureq {ureq}']
    if 'libcurl easy' in found:
        peers.append(f'libcurl {first_of(["curl-config", "--version"], r"libcurl (.*)")}')
    with open(os.path.join(HERE, 'requirements.txt')) as text:
        peers += re.findall(r'^((?:keystoneauth1|python-keystoneclient)==.*)$', text.read(), re.M)
    with open(os.path.join(HERE, 'go/go.mod')) as text:
        peers.append('gophercloud ' + re.search(r'gophercloud/v2 (\S+)', text.read()).group(1))
    yield ', '.join(peers).replace('==', ' ') + '.'
    for what, remedy in bench.missing.items():
        yield f'- {what} was missing ({remedy}) and is left out.'


def write(lines):
    with open(RESULTS) as text:
        before, _, rest = text.read().partition(BEGIN)
    _, _, after = rest.partition(END)
    with open(RESULTS, 'w') as text:
        text.write(f'{before}{BEGIN}\n\n' + re.sub('\n{3,}', '\n\n', '\n'.join(lines).strip()) + f'\n\n{END}{after}')


def measure(bench, found, names):
    """A section that a regression shows up in is measured once more: other programs share the machine. Returns what broke."""
    broken, kept = [], []
    for name in names:
        print(f'\n### {name}', flush=True)
        for attempt in (1, 2):
            missed, bench.lines, before, bench.measured = [], [], bench.measured, {}
            try:
                SECTIONS[name](bench, found)
                missed = failures(bench.measured)
            except (Broken, OSError, KeyError, ValueError, subprocess.SubprocessError) as error:
                broken.append(f'{name}: {type(error).__name__}: {error}')
            bench.measured = {**before, **bench.measured}
            if broken or not missed:
                break
            if attempt == 1:
                print(f'\nOnce more, for {", ".join(missed)}', flush=True)
        kept += bench.lines
    return broken, kept


def main():
    options = argparse.ArgumentParser()
    options.add_argument('programs')
    options.add_argument('peers')
    options.add_argument('library')
    options.add_argument('--rounds', type=int, default=7)
    options.add_argument('--only', default='')
    options = options.parse_args()
    bench = Bench(options.programs, options.peers, options.rounds)
    bench.library = options.library
    found = contenders(bench)
    broken, tables = measure(bench, found, options.only.split(',') if options.only else SECTIONS)
    missed = failures(bench.measured)
    unmeasured = [claim['name'] for claim in claims() if claim['name'] not in bench.measured]
    if unmeasured and not options.only and not bench.missing and not broken:
        broken = [f'claims that nothing measures: {unmeasured}']
    judged = list(rows(bench.measured))
    print('\n' + '\n'.join(judged))
    for line in broken:
        print(f'- broken: {line}')
    for name in missed:
        print(f'- not met, and no known shortfall: {name}')
    if not options.only and not broken:
        write([*circumstances(bench, found), '\n## Claims\n', *judged, '\n## What was measured', *tables])
    return 2 if broken else 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
