# Thin doors: each target calls one command, after the set-up that it needs. `make help` lists them.

SWIFT  ?= swift
KMSAN  := .build/release/kmsan
DEV    := .build/release/kmsan-dev
# How many random programs `make csmith` runs, and how many cases `make boundaries`, of which seed.
N      ?= 500
SEED   ?= 1
PREFIX ?= /usr/local
ROOT   := $(DESTDIR)$(PREFIX)
# Files for `make peer-tests` instead of those that are known, and whose pass: ours, stock or both.
FILES ?=
PASS  ?= ours
# Folders with bitcode for `make robustness`, beside LLVM's own tests.
BITCODE ?=

# One configuration, without testable imports: `build` and `test` share every object.
BUILD_FLAGS := -c release
TEST_FLAGS  := $(BUILD_FLAGS) --disable-testable-imports --disable-xctest

.PHONY: help demo test lint boot linux soak oracle peer-tests csmith boundaries robustness fuzz bench man install install-files install-tools package build tools clean check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## a small program with the pass, in a process and in the reference kernel
	@$(KMSAN) demo

test: build ## every test, the boot of a small Linux included
	@package=$$(Scripts/package) && KMSAN_PACKAGE="$$package" SWIFT='$(SWIFT)' Scripts/test $(TEST_FLAGS)

check: tools ## the tests that need no kernel and no browser, in two minutes
	@KMSAN_TESTS=check SWIFT='$(SWIFT)' Scripts/test $(TEST_FLAGS)

lint: tools ## check the formatting of all Swift sources
	@$(SWIFT) format lint --strict --recursive --parallel Package.swift Kernel Sources Tests

boot: build ## build the reference kernel, boot it in QEMU, run its self-test
	@$(KMSAN) boot

soak: build ## the reference kernel: 10 000 random interleavings, two processors under load for 5 minutes
	@$(KMSAN) boot --soak 10000 --seed $(SEED)
	@$(KMSAN) boot --load 300

linux: build ## build Linux 6.12 with the pass, boot it, run its KMSAN test suite
	@$(KMSAN) linux test

oracle: build ## test the propagation rules exhaustively, prove them, run them as emitted
	@$(DEV) rules --oracle --prove
	@SWIFT='$(SWIFT)' Scripts/test $(TEST_FLAGS) --filter EmittedRules

peer-tests: build ## LLVM's own behavioural tests on our pass and runtime
	@$(DEV) peer-tests --pass $(PASS) $(FILES)

csmith: build ## N random programs behave as without the pass; planted bugs are found
	@$(DEV) csmith --count $(N)

boundaries: build ## N cases of calls between instrumented and other code: no false report, no miss
	@$(DEV) boundaries --count $(N) --seed $(SEED) --parameter-checks on
	@$(DEV) boundaries --count $(N) --seed $(SEED) --parameter-checks off

robustness: build ## the pass on LLVM's own tests, on both kernels as bitcode, on huge functions
	@$(DEV) robustness $(addprefix --bitcode ,$(BITCODE))

fuzz: build ## the report tools on a million hostile logs
	@$(DEV) fuzz-reports

bench: build ## the cost of the pass on kernels, the speed of the report tools
	@$(DEV) bench linux
	@$(DEV) bench kernel
	@$(DEV) bench report

# The date of a page is that of the sources, so that equal sources make equal pages.
MAN_DATE := $(shell git log -1 --format='--date %cs' 2>/dev/null)
MAN_PAGES := .build/plugins/GenerateManual/outputs

man: build ## the manual pages, from the commands' own help
	@$(SWIFT) package $(BUILD_FLAGS) plugin generate-manual --multi-page $(MAN_DATE) >/dev/null

install: build install-files ## install into PREFIX (/usr/local), below DESTDIR

package: build ## make a Debian package, in .build/package
	@Scripts/package

# What a finished build has, with the manual pages.
install-files: man install-tools
	@install -m 644 -D -t $(ROOT)/share/man/man1 $(MAN_PAGES)/kmsan/*.1 $(MAN_PAGES)/kmsan-dev/*.1 $(MAN_PAGES)/kmsan-opt/*.1

# Without the manual pages, which the package manager makes: it waits for itself in a test.
install-tools: build
	@install -d $(ROOT)/bin $(ROOT)/lib/kmsan $(addprefix $(ROOT)/include/kmsan/,sys linux machine vm)
	@install -d $(addprefix $(ROOT)/share/kmsan/,examples runtime kernel cases linux)
	@install -t $(ROOT)/bin $(addprefix .build/release/,kmsan kmsan-dev kmsan-opt kmsan-cc)
	@ln -sf kmsan-cc $(ROOT)/bin/kmsan-c++
	@install -t $(ROOT)/lib/kmsan .build/release/libKMSANPass.so
	@install -m 644 -t $(ROOT)/lib/kmsan .build/release/libKMSANHosted.a
	@install -m 644 -t $(ROOT)/include/kmsan Sources/CRuntime/include/*.h Sources/CHostedPort/include/*.h
	@install -m 644 -t $(ROOT)/include/kmsan/sys Sources/CRuntime/include/sys/*.h Sources/CHostedPort/include/sys/*.h
	@install -m 644 -t $(ROOT)/include/kmsan/linux Sources/CRuntime/include/linux/*.h Sources/CHostedPort/include/linux/*.h
	@install -m 644 -t $(ROOT)/include/kmsan/machine Sources/CHostedPort/include/machine/*.h
	@install -m 644 -t $(ROOT)/include/kmsan/vm Sources/CHostedPort/include/vm/*.h
	@install -m 644 -t $(ROOT)/include/kmsan Sources/CRuntime/include/module.modulemap
	@cp -r Sources/Runtime/. $(ROOT)/share/kmsan/runtime
	@cp -r Kernel/. $(ROOT)/share/kmsan/kernel
	@cp -r Tests/KernelCases/. $(ROOT)/share/kmsan/cases
	@cp -r Examples/. $(ROOT)/share/kmsan/examples
	@cp -r Integrations/linux/. $(ROOT)/share/kmsan/linux
	@install -m 644 -D -t $(ROOT)/share/kmsan/msan Integrations/msan/*.c
	@cp -r Integrations/msan/include $(ROOT)/share/kmsan/msan
	@cp -r Integrations/boundary-programs Integrations/hosted $(ROOT)/share/kmsan
	@install -m 644 -D -t $(ROOT)/share/kmsan/schemas Docs/Schemas/*.json
	@install -d $(ROOT)/share/bash-completion/completions $(ROOT)/share/zsh/site-functions
	@install -d $(ROOT)/share/fish/vendor_completions.d
	@for program in kmsan kmsan-dev; do \
	  .build/release/$$program --generate-completion-script bash >$(ROOT)/share/bash-completion/completions/$$program; \
	  .build/release/$$program --generate-completion-script zsh >$(ROOT)/share/zsh/site-functions/_$$program; \
	  .build/release/$$program --generate-completion-script fish >$(ROOT)/share/fish/vendor_completions.d/$$program.fish; \
	done

build: tools ## build everything
	@$(SWIFT) build $(BUILD_FLAGS)

tools: ## install the Debian packages that are missing
	@Scripts/bootstrap

clean: ## remove what was built
	@$(SWIFT) package clean
