# libkeystoneclient: `make help` lists what can be made.
#
# cargo compiles an archive, cmake/relink.sh makes the two libraries out of it, the rest are files to copy.
# Packagers: CARGOFLAGS (--offline, --frozen), CARGO_BUILD_TARGET, CC, LDFLAGS and DESTDIR do what they do elsewhere.

PREFIX     ?= /usr/local
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
CARGO      ?= cargo
CARGOFLAGS ?= --locked
CFLAGS     ?= -O2 -g
INSTALL    ?= install
STRIP      ?= strip

VERSION   := $(shell sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
SOVERSION := $(shell sed -n 's/^soversion = //p' Cargo.toml)

CARGO_TARGET_DIR := $(abspath $(or $(CARGO_TARGET_DIR),target))
export CARGO_TARGET_DIR

BUILD   := $(CARGO_TARGET_DIR)$(addprefix /,$(CARGO_BUILD_TARGET))
ARCHIVE := $(BUILD)/release/libkeystoneclient.a
NATIVE  := $(BUILD)/release/native-static-libs

DIST     := $(BUILD)/dist
SHARED   := $(DIST)/libkeystoneclient.so.$(VERSION)
STATIC   := $(DIST)/libkeystoneclient.a
HEADERS  := include/keystoneclient.h include/keystoneclient.cdef
EXAMPLES := $(patsubst examples-c/%.c,$(DIST)/examples/%,$(wildcard examples-c/*.c))
# The example that needs libcurl is built where it can be.
CURL_LIBRARIES := $(shell curl-config --libs 2>/dev/null)
ifeq ($(CURL_LIBRARIES),)
EXAMPLES := $(filter-out %/libcurl,$(EXAMPLES))
endif

LIBRARIES_TO := $(DESTDIR)$(LIBDIR)
HEADERS_TO   := $(DESTDIR)$(INCLUDEDIR)/keystoneclient
PC_TO        := $(DESTDIR)$(LIBDIR)/pkgconfig
CMAKE_TO     := $(DESTDIR)$(LIBDIR)/cmake/keystoneclient

SETUP    := tests/support/setup
KEYSTONE := tests/support/keystone/keystone.py

.DELETE_ON_ERROR:
.PHONY: all bench bench-programs examples demo test check sanitize install install-strip uninstall header fuzz fuzz-replay soak clean help

all: $(SHARED) $(STATIC)

# cargo writes down what its archive was made from, so `sudo make install` after `make` needs no cargo.
-include $(ARCHIVE:.a=.d)
%.rs: ; # a source that is gone is no error: cargo looks again

$(ARCHIVE) $(NATIVE) &: Cargo.toml Cargo.lock build.rs
	@mkdir -p $(@D)
	$(CARGO) rustc $(CARGOFLAGS) --release --lib --crate-type staticlib -- --print native-static-libs=$(NATIVE)

$(SHARED) $(STATIC) &: $(ARCHIVE) $(NATIVE) include/keystoneclient.symbols cmake/relink.sh cmake/version-script.sh
	cmake/relink.sh $(ARCHIVE) $(NATIVE) include/keystoneclient.symbols $(DIST) $(VERSION) $(SOVERSION)

$(DIST)/examples/libcurl: LIBRARIES := $(CURL_LIBRARIES)
$(DIST)/examples/%: examples-c/%.c include/keystoneclient.h $(SHARED)
	@mkdir -p $(@D)
	$(CC) -std=c11 -Wall -Wextra -Wpedantic -Werror $(CFLAGS) -Iinclude $< -o $@ -L$(DIST) -lkeystoneclient -Wl,-rpath,$(DIST) $(LIBRARIES)

examples: $(EXAMPLES)

demo:
	$(SETUP)/install-missing.sh demo
	PATH="$$($(SETUP)/rust-path.sh)" $(MAKE) examples
	$(SETUP)/with-keystone.sh $(SETUP)/demo.sh $(DIST)/examples

test check:
	$(SETUP)/install-missing.sh test
	PATH="$$($(SETUP)/rust-path.sh)" $(MAKE) all examples
	PATH="$$($(SETUP)/rust-path.sh)" $(SETUP)/with-keystone.sh $(CARGO) test $(CARGOFLAGS) --workspace --no-fail-fast
	PATH="$$($(SETUP)/rust-path.sh)" $(MAKE) fuzz-replay

# The C programs of the tests under sanitizers, and the boundary to C under Miri; which: all if none is named.
SANITIZERS ?=

sanitize:
	$(SETUP)/install-missing.sh test
	PATH="$$($(SETUP)/rust-path.sh)" CARGOFLAGS="$(CARGOFLAGS)" $(SETUP)/sanitize.sh $(SANITIZERS)

# The library beside its peers, into benches/RESULTS.md. What cannot be installed is left out of it. Fails where a claim is met no longer.
BENCHES  := $(DIST)/benches
PEERS    := $(CARGO_TARGET_DIR)/peers
# For bench.py: --only get,users measures these alone and writes nothing.
BENCHFLAGS ?=
PROGRAMS := $(addprefix $(BENCHES)/,token ks_bench stub raw timed counted.so curl bare_ureq)
CC_BENCH  = @mkdir -p $(@D) && $(CC) -std=c11 -Wall -Wextra -Wpedantic -Werror $(CFLAGS) -pthread $< -o $@

$(BENCHES)/token $(BENCHES)/ks_bench: $(BENCHES)/%: benches/c/%.c benches/c/work.h include/keystoneclient.h $(SHARED)
	$(CC_BENCH) -Iinclude -L$(DIST) -lkeystoneclient -Wl,-rpath,$(DIST)

$(BENCHES)/stub $(BENCHES)/raw $(BENCHES)/timed: $(BENCHES)/%: benches/c/%.c benches/c/work.h
	$(CC_BENCH)

$(BENCHES)/counted.so: benches/c/counted.c
	$(CC_BENCH) -fPIC -shared

# Where libcurl's headers are missing, bench.py says so and does without.
$(BENCHES)/curl: benches/c/curl.c benches/c/work.h
	-$(CC_BENCH) -lcurl

$(BENCHES)/bare_ureq: benches/support/bare_ureq.rs Cargo.lock
	@mkdir -p $(@D)
	$(CARGO) build $(CARGOFLAGS) --release --example bare_ureq
	cp $(BUILD)/release/examples/bare_ureq $@

bench:
	-$(SETUP)/install-missing.sh bench
	PATH="$$($(SETUP)/rust-path.sh)" $(MAKE) bench-programs
	benches/peers.sh $(PEERS)
	PATH="$$($(SETUP)/rust-path.sh)" KS_BENCH_CLAIMS='$(CARGO) bench $(CARGOFLAGS) --bench claims' KS_BENCH_BODIES=$(CARGO_TARGET_DIR)/tmp \
		benches/bench.py $(BENCHES) $(PEERS) $(SHARED) $(BENCHFLAGS)

bench-programs: $(PROGRAMS)
	$(CARGO) bench $(CARGOFLAGS) --bench claims --no-run

install: all
	$(INSTALL) -d $(LIBRARIES_TO) $(HEADERS_TO) $(PC_TO) $(CMAKE_TO)
	$(INSTALL) -m 755 $(SHARED) $(LIBRARIES_TO)
	ln -sf libkeystoneclient.so.$(VERSION) $(LIBRARIES_TO)/libkeystoneclient.so.$(SOVERSION)
	ln -sf libkeystoneclient.so.$(SOVERSION) $(LIBRARIES_TO)/libkeystoneclient.so
	$(INSTALL) -m 644 $(STATIC) $(LIBRARIES_TO)
	$(INSTALL) -m 644 $(HEADERS) $(HEADERS_TO)
	cmake/package-files.sh $(PC_TO) $(CMAKE_TO) $(NATIVE) $(VERSION) $(SOVERSION) $(PREFIX) $(LIBDIR) $(INCLUDEDIR)

install-strip: install
	$(STRIP) --strip-unneeded $(LIBRARIES_TO)/$(notdir $(SHARED))
	$(STRIP) --strip-debug $(LIBRARIES_TO)/$(notdir $(STATIC))

uninstall:
	rm -f $(addprefix $(LIBRARIES_TO)/libkeystoneclient,.a .so .so.$(SOVERSION) .so.$(VERSION))
	rm -f $(addprefix $(HEADERS_TO)/,$(notdir $(HEADERS))) $(PC_TO)/keystoneclient.pc
	rm -f $(CMAKE_TO)/keystoneclient-config.cmake $(CMAKE_TO)/keystoneclient-config-version.cmake
	rmdir $(HEADERS_TO) $(CMAKE_TO) 2>/dev/null || true

header:
	KS_BLESS=1 $(CARGO) test $(CARGOFLAGS) --test header

# How long each target is fuzzed, and which: all if none is named.
SECONDS ?= 60
TARGETS ?=

fuzz:
	fuzz/run.sh $(CARGO_TARGET_DIR)/fuzz $(SECONDS) $(TARGETS)

# In a folder of its own: cargo would put this crate's library in the place of the one that the tests load.
fuzz-replay:
	CARGO_TARGET_DIR=$(CARGO_TARGET_DIR)/fuzz/replay $(CARGO) test $(CARGOFLAGS) --manifest-path fuzz/Cargo.toml

# Half an hour unless SECONDS says otherwise; the same test takes some seconds in `make test`.
soak:
	$(SETUP)/install-missing.sh test
	PATH="$$($(SETUP)/rust-path.sh)" KS_SOAK_SECONDS=$(if $(filter command,$(origin SECONDS)),$(SECONDS),1800) \
		$(CARGO) test $(CARGOFLAGS) --test soak -- --nocapture

clean:
	-test ! -d $(CARGO_TARGET_DIR)/keystone || $(KEYSTONE) stop
	$(CARGO) clean

help:
	@echo 'all        the shared and the static library, in $(DIST) (this is what `make` does)'
	@echo 'demo       installs what is missing, starts a real Keystone, runs examples-c/ against it'
	@echo 'test       installs what is missing, runs every test (also: check)'
	@echo 'sanitize   the C programs of the tests under thread, address and undefined, the boundary under miri; or those in SANITIZERS'
	@echo 'examples   the programs of examples-c/, in $(DIST)/examples'
	@echo 'bench      installs what is missing, measures the library beside its peers, writes benches/RESULTS.md'
	@echo 'install    into PREFIX=$(PREFIX) LIBDIR=$(LIBDIR) INCLUDEDIR=$(INCLUDEDIR), below DESTDIR'
	@echo 'install-strip  the same without debug information'
	@echo 'uninstall  takes away what install put there'
	@echo 'header     writes include/ anew from the sources'
	@echo 'fuzz       every fuzz target for SECONDS=$(SECONDS), or those in TARGETS; needs a nightly Rust and cargo-fuzz'
	@echo 'fuzz-replay  the seeds of the fuzz targets, with any Rust'
	@echo 'soak       sixteen threads of mixed calls for SECONDS (1800), with faults and restarts of a Keystone of its own'
	@echo 'clean      removes $(CARGO_TARGET_DIR), the Keystone of the tests with it'
